import type { Values, VerbOption } from "../../completion/verb.ts";
import { ncatHelp } from "./ncat-help.ts";
import { type NcatOption, ncatOptionTable } from "./ncat-option-table.ts";

const FILES: ReadonlySet<NcatOption> = new Set([
  "output",
  "hexDump",
  "allowFile",
  "denyFile",
  "sslCert",
  "sslKey",
  "sslTrustFile",
  "jsExec",
  "exec",
]);
const HOSTS: ReadonlySet<NcatOption> = new Set(["proxy", "allow", "deny"]);
const WORDS: Partial<Record<NcatOption, readonly string[]>> = {
  proxyType: ["http", "socks4", "socks5"],
  proxyDns: ["local", "remote", "both", "none"],
};
const REFUSED: ReadonlySet<NcatOption> = new Set(["sctp", "vsock", "luaExec", "nsockEngine", "test"]);

/** The options of `jack nc` for completion: from its own table, with the words of its help. */
export async function ncatCompletion(locale: "en" | "zh"): Promise<readonly VerbOption[]> {
  const help = await ncatHelp({ locale });
  return ncatOptionTable()
    .filter(({ key }) => !REFUSED.has(key))
    .map(({ key, short, long = [], takesValue }): VerbOption => {
      const longs = long.filter((name) => name.length > 1).map((name) => `--${name}`);
      const names = [...longs, ...(short === undefined ? [] : [`-${short}`])];
      const values = takesValue ? valuesOf(key) : undefined;
      return { names, text: textOf(help, names) ?? names[0] ?? "", values, many: key === "verbose" };
    });
}

function valuesOf(key: NcatOption): Values {
  const hint = FILES.has(key) ? "file" : HOSTS.has(key) ? "host" : null;
  const words = WORDS[key] ?? [];
  return hint === null && words.length === 0 ? null : { words, hint };
}

/** The line of the help that names an option: names, two blanks or more, words. */
function textOf(help: string, names: readonly string[]): string | undefined {
  for (const line of help.split("\n")) {
    const match = /^ {2}(-.+?) {2,}(\S.*)$/.exec(line);
    if (match === null) continue;
    const [, left = "", text] = match;
    if (names.some((name) => left.split(/[ ,]+/).includes(name))) return text;
  }
  return undefined;
}
