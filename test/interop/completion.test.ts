import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";
import { TmuxTerminal } from "../support/tmux-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-completion-"));
const file = (shell: string): string => join(folder, `jack.${shell}`);

beforeAll(async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await Jack.run(["completion", shell]);
    expect(code).toBe(0);
    writeFileSync(file(shell), stdout);
  }
  mkdirSync(join(folder, "files"));
  writeFileSync(join(folder, "files", "rules.json"), "{}");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is offered for the last word of a line. */
function inFish(line: string): string[] {
  const args = ["--no-config", "-c", `cd ${folder}/files; source ${file("fish")}; complete -C '${line}'`];
  const words = spawnSync("fish", args).stdout.toString().trim().split("\n");
  return words.map((word) => word.split("\t")[0] ?? "");
}

/** The same; bash cuts words at `=` and `:` itself. */
function inBash(line: string): string[] {
  const words = line.split(/ |(?<==)|(?==)/);
  const array = words.map((word) => `'${word}'`).join(" ");
  const script = `cd ${folder}/files; source ${file("bash")}; COMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _jack; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync("bash", ["-c", script]).stdout.toString().trim().split("\n");
}

describe("completion", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    itWith([shell])(`is a script that ${shell} parses`, () => {
      const check = spawnSync(shell, ["-n", file(shell)]);
      expect([check.stderr.toString(), check.status]).toEqual(["", 0]);
    });
  }

  const CASES: readonly (readonly [line: string, words: readonly string[]])[] = [
    ["jack li", ["listen"]],
    ["jack connect --charset gb", ["gb18030", "gb2312", "gbk"]],
    ["jack send --chars", ["--charset", "--charset-in", "--charset-out"]],
    ["jack completion f", ["fish"]],
    ["jack help charse", ["charsets"]],
    ["jack ls --state time", ["time-wait"]],
    ["jack send --checksum crc-16/mod", ["crc-16/modbus"]],
    ["jack scan --max-h", ["--max-hosts"]],
    ["jack serve up", ["upper"]],
    ["jack nc --ssl-tr", ["--ssl-trustfile"]],
    ["jack nc --proxy-type so", ["socks4", "socks5"]],
    ["jack nc --proxy-dns lo", ["local"]],
    ["jack nc --ssl-alpn h", ["h2", "http/1.1"]],
    ["jack nc --hex-dump ru", ["rules.json"]],
    ["jack nc --as nca", ["ncat"]],
    ["jack nc -l -o ru", ["rules.json"]],
    ["jack nc --lua", []],
    ["jack serve reply --rules ru", ["rules.json"]],
  ];

  for (const [line, words] of CASES) {
    const offered = (found: string[]): string[] => found.filter((word) => word !== "").sort();
    itWith(["fish"])(`fish offers ${words.join(", ")} for: ${line}`, () => {
      expect(offered(inFish(line))).toEqual(words);
    });
    itWith(["bash"])(`bash offers ${words.join(", ")} for: ${line}`, () => {
      expect(offered(inBash(line))).toEqual(words);
    });
  }

  itWith(["bash"])("bash takes a value behind = and knows which argument it is", () => {
    expect(inBash("jack connect --charset=gb").sort()).toEqual(["gb18030", "gb2312", "gbk"]);
    expect(inBash("jack chat --bind 127.0.0.1 ro")).toEqual(["room"]);
    expect(inBash("jack relay - listen")).toEqual(["listen:"]);
    expect(inBash("jack nc -v localhost http")).toEqual(expect.arrayContaining(["http"]));
    expect(inBash("jack nc -")).toEqual(expect.arrayContaining(["--ssl", "-z", "-4", "-q"]));
    expect(inBash("jack nc --exec tr")).toEqual(expect.arrayContaining(["true", "tr"]));
    expect(inBash("jack scan localhost http")).toEqual(expect.arrayContaining(["http"]));
  });

  itWith(["zsh", "tmux"])("zsh completes at its prompt", async () => {
    await using terminal = new TmuxTerminal(["zsh", "-f"]);
    terminal.type(
      `PS1='ready> '; cd ${folder}/files; autoload -U compinit && compinit -u -D; source ${file("zsh")}; clear`,
    );
    terminal.press("Enter");
    for (const [typed, pattern] of [
      ["jack lis", /^ready> jack listen $|^ready> jack listen$/m],
      ["jack connect --charset gb1", /^ready> jack connect --charset gb18030/m],
      ["jack connect --charset=gb1", /^ready> jack connect --charset=gb18030/m],
      ["jack ls --state time", /^ready> jack ls --state time-wait/m],
      ["jack scan --max-h", /^ready> jack scan --max-hosts/m],
      ["jack serve up", /^ready> jack serve upper/m],
      ["jack nc --ssl-tr", /^ready> jack nc --ssl-trustfile/m],
      ["jack serve reply --rules ru", /^ready> jack serve reply --rules rules\.json/m],
      ["jack send --expec", /^ready> jack send --expect/m],
    ] as const) {
      await terminal.shows(/^ready>$/m);
      terminal.type(typed);
      await terminal.shows(new RegExp(`^ready> ${typed}`, "m"));
      terminal.press("Tab");
      await terminal.shows(pattern);
      terminal.press("C-c");
      terminal.type("clear");
      terminal.press("Enter");
    }
  });
});
