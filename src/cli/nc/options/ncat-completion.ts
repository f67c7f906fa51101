import type { Values, Verb, VerbOption } from "../../completion/verb.ts";
import { ncatHelp } from "./ncat-help.ts";
import { type NcatOptionSpec, ncatOptionTable } from "./ncat-option-table.ts";

const HOST: Values = { words: [], hint: "host" };
const PORT: Values = { words: [], hint: "service" };

/** What `jack nc` has for completion: options of its own table with the words of its help, a host and a port. */
export async function ncatCompletion(locale: "en" | "zh"): Promise<Pick<Verb, "options" | "places" | "rest">> {
  const help = await ncatHelp({ locale });
  // What is only known in order to be refused has no line in the help.
  const options = ncatOptionTable().flatMap((spec): VerbOption[] => {
    const names = namesOf(spec);
    const text = textOf(help, names);
    if (text === undefined) return [];
    return [{ names, text, values: spec.takesValue ? valuesOf(spec) : undefined, many: spec.key === "verbose" }];
  });
  const as = { names: ["--as"], text: textOf(help, ["--as"]) ?? "", values: { words: ["nc", "ncat"], hint: null } };
  return { options: [...options, { ...as, many: false }], places: [HOST, PORT], rest: undefined };
}

function namesOf({ short, long = [] }: NcatOptionSpec): string[] {
  // `-4` is `--4` too, which nobody writes.
  const longs = long.filter((name) => name.length > 1).map((name) => `--${name}`);
  return [...longs, ...(short === undefined ? [] : [`-${short}`])];
}

function valuesOf({ offers }: NcatOptionSpec): Values {
  if (offers === null) return null;
  return typeof offers === "string" ? { words: [], hint: offers } : { words: offers, hint: null };
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
