import { UsageError } from "../cli-error.ts";
import type { ArgsOf } from "../command.ts";
import type { CliContext } from "../context.ts";
import type { CONVERSATION_ARGS } from "../options/conversation-args.ts";
import { MIN_COLUMNS, MIN_ROWS } from "./layout.ts";

/** From this size on the view has room for peers and rows side by side. */
const LARGE_COLUMNS = 100;
const LARGE_ROWS = 30;

type ScreenArgs = ArgsOf<typeof CONVERSATION_ARGS>;

/**
 * Whether a full-screen view is shown: when it is asked for and the terminal can, or, where it is usual, when the
 * terminal is large and no option says how lines should look. `JACKFIELD_TUI=0` makes lines the usual thing.
 * @throws UsageError for options that speak of lines, or without a terminal
 */
export function wantsTui(context: CliContext, args: ScreenArgs, usual: "lines" | "view"): boolean {
  const { terminal, env } = context;
  if (args.noTui) {
    if (args.tui) throw new UsageError((m) => m.usage.together("--tui", "--no-tui"));
    return false;
  }
  const able = terminal !== null && env["TERM"] !== "dumb" && env["TERM"] !== "";
  const { columns = 0, rows = 0 } = terminal?.output ?? {};
  if (args.tui) {
    exclude(args);
    if (terminal === null) throw new UsageError((m) => m.usage.needs("--tui", m.usage.aTerminal));
    return able && columns >= MIN_COLUMNS && rows >= MIN_ROWS;
  }
  if (usual === "lines" || !able || columns < LARGE_COLUMNS || rows < LARGE_ROWS) return false;
  return env["JACKFIELD_TUI"] !== "0" && !speaksOfLines(args);
}

function exclude(args: ScreenArgs): void {
  const others = [
    ["--json", args.json],
    ["--raw", args.raw],
    ["--recv-only", args.recvOnly],
    ["--out raw", args.out === "raw"],
    ["--out json", args.out === "json"],
  ] as const;
  for (const [name, given] of others) if (given) throw new UsageError((m) => m.usage.together("--tui", name));
}

function speaksOfLines(args: ScreenArgs): boolean {
  return (
    args.json ||
    args.raw ||
    args.quiet ||
    args.verbose ||
    args.recvOnly ||
    args.sendOnly ||
    args.out !== undefined ||
    args.time !== undefined ||
    args.color === "never" ||
    args.expect !== undefined ||
    args.check !== undefined ||
    args.maxBytes !== undefined ||
    args.maxMessages !== undefined ||
    args.in === "file" ||
    args.in === "lines"
  );
}
