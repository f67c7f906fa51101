import { describe, expect, it } from "vitest";
import { parseArgs } from "../../../../src/cli/parse-args.ts";
import { CONVERSATION_ARGS } from "../../../../src/cli/options/conversation-args.ts";
import { UsageError } from "../../../../src/cli/cli-error.ts";
import type { CliContext } from "../../../../src/cli/context.ts";
import { wantsTui } from "../../../../src/cli/tui/wants-tui.ts";

interface Where {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
}

function wants(options: string, usual: "lines" | "view", where: Where = {}): boolean {
  const { columns = 120, rows = 40, env = { TERM: "xterm" }, terminal = true } = where;
  const parsed = parseArgs(CONVERSATION_ARGS, options.split(" ").filter(Boolean));
  if (parsed.help) throw new Error("no help was asked for");
  const streams = terminal ? { output: { columns, rows } } : null;
  return wantsTui({ terminal: streams, env } as unknown as CliContext, parsed.values, usual);
}

describe("whether the full-screen view is shown", () => {
  it.each<readonly [string, "lines" | "view", Where, boolean]>([
    ["", "view", {}, true],
    ["", "lines", {}, false],
    ["--tui", "lines", {}, true],
    ["--no-tui", "view", {}, false],
    ["", "view", { columns: 99 }, false],
    ["", "view", { rows: 29 }, false],
    ["--tui", "view", { columns: 40, rows: 10 }, true],
    ["--tui", "view", { columns: 39 }, false],
    ["--tui", "view", { rows: 9 }, false],
    ["", "view", { env: { TERM: "dumb" } }, false],
    ["--tui", "view", { env: { TERM: "dumb" } }, false],
    ["", "view", { env: { TERM: "xterm", JACKFIELD_TUI: "0" } }, false],
    ["--tui", "view", { env: { TERM: "xterm", JACKFIELD_TUI: "0" } }, true],
    ["", "view", { terminal: false }, false],
    ["--charset gbk --framing line --capture x.pcapng", "view", {}, true],
    ["--json", "view", {}, false],
    ["--out hex", "view", {}, false],
    ["--time us", "view", {}, false],
    ["--quiet", "view", {}, false],
    ["--verbose", "view", {}, false],
    ["--expect ok", "view", {}, false],
    ["--in file", "view", {}, false],
    ["--tui --out hex", "lines", {}, true],
  ])("%j where %s are usual, %j: %j", (options, usual, where, expected) => {
    expect(wants(options, usual, where)).toBe(expected);
  });

  it.each([
    "--tui --no-tui",
    "--tui --json",
    "--tui --raw",
    "--tui --recv-only",
    "--tui --out raw",
    "--tui --out json",
  ])("refuses %s", (options) => {
    expect(() => wants(options, "view")).toThrow(UsageError);
  });

  it("refuses --tui where there is no terminal", () => {
    expect(() => wants("--tui", "lines", { terminal: false })).toThrow(UsageError);
  });
});
