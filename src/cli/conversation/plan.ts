import type { CharsetSpec } from "../../api/index.ts";
import type { ChecksumSpec, FramingSpec } from "../../bytes/index.ts";
import { UsageError } from "../cli-error.ts";
import { wantsTui } from "../tui/wants-tui.ts";
import type { ArgsOf } from "../command.ts";
import type { CliContext } from "../context.ts";
import type {
  CONVERSATION_ARGS,
  Eol,
  InFormat,
  OutFormat,
  TimeFormat,
  VIEW_ARGS,
} from "../options/conversation-args.ts";

/** The values of the options that all conversations have. */
export type ConversationArgs = ArgsOf<typeof CONVERSATION_ARGS>;

/** How what comes and goes is shown. */
export interface ViewPlan {
  readonly out: OutFormat;
  readonly time: TimeFormat;
  readonly charset: CharsetSpec;
  readonly framing: FramingSpec;
  /** Rows with direction, peer and time; otherwise only what was received, one after the other. */
  readonly rows: boolean;
  /** Connection events are printed too. */
  readonly events: boolean;
  /** Control characters are escaped: the output is a terminal and `--raw` was not given. */
  readonly escape: boolean;
  readonly color: boolean;
}

/** What the options and the kind of standard input and output come to. */
export interface ConversationPlan extends ViewPlan {
  /** A person types at a terminal and sees the answers on it. */
  readonly interactive: boolean;
  readonly in: InFormat;
  readonly eol: Eol;
  readonly checksum: ChecksumSpec | null;
  /** A full-screen view instead of lines. */
  readonly tui: boolean;
  /** Nothing looks at the bytes: standard input and output are joined with the socket as they are. */
  readonly plainPipe: boolean;
}

/**
 * Decides how a conversation reads and shows. `usualScreen`: what a large terminal shows when nothing was said.
 * @throws UsageError for options that exclude each other
 */
export function planOf(
  context: CliContext,
  args: ConversationArgs,
  network: "stream" | "udp",
  usualScreen: "lines" | "view" = "lines",
): ConversationPlan {
  exclude(args);
  const { stdout } = context;
  const interactive = context.terminal !== null && !args.recvOnly;
  const view = viewOf(context, args);
  const asLines = [args.charset, args.charsetOut, args.eol, args.checksum].some((value) => value !== undefined);
  const input = args.in ?? (interactive || asLines ? "text" : "raw");
  if (interactive && input === "raw") throw new UsageError((m) => m.usage.rawNeedsPipe);
  const endsLines = network === "stream" && (input === "text" || input === "lines");
  return {
    ...view,
    interactive,
    in: input,
    eol: args.eol ?? (endsLines ? "lf" : "none"),
    checksum: args.checksum ?? null,
    tui: wantsTui(context, args, usualScreen),
    plainPipe:
      !interactive &&
      network === "stream" &&
      input === "raw" &&
      view.out === "raw" &&
      (!stdout.isTerminal || args.raw) &&
      args.capture === undefined &&
      args.expect === undefined,
  };
}

/** Decides how a conversation is shown. */
export function viewOf({ stdout, env }: Pick<CliContext, "stdout" | "env">, args: ArgsOf<typeof VIEW_ARGS>): ViewPlan {
  const out = args.json ? "json" : (args.out ?? (stdout.isTerminal ? "text" : outWithoutTerminal(args)));
  const rows = out !== "raw" && (stdout.isTerminal || args.time !== undefined || args.verbose);
  return {
    out,
    rows,
    time: args.time ?? (rows && stdout.isTerminal ? "ms" : "none"),
    charset: {
      in: args.charsetIn ?? args.charset ?? "utf-8",
      out: args.charsetOut ?? args.charset ?? "utf-8",
    },
    framing: args.framing ?? { type: "read" },
    events: (rows || args.verbose) && !args.quiet,
    // Rows are for people, who will look at them on a terminal later; only plain text goes on to programs as it is.
    escape: !args.raw && (stdout.isTerminal || rows || out === "both"),
    color: args.color === "always" || (args.color !== "never" && stdout.isTerminal && colorful(env)),
  };
}

function outWithoutTerminal(args: Pick<ConversationArgs, "charset" | "charsetIn">): OutFormat {
  // Who names a charset wants text in it; without one, changed bytes are what nobody asked for.
  return args.charset !== undefined || args.charsetIn !== undefined ? "text" : "raw";
}

function exclude(args: ConversationArgs): void {
  const pairs = [
    ["--json", args.json, "--out", args.out !== undefined && args.out !== "json"],
    ["--send-only", args.sendOnly, "--recv-only", args.recvOnly],
    ["--wait", args.wait !== undefined, "--no-wait", args.noWait],
    ["--quiet", args.quiet, "--verbose", args.verbose],
    ["--send-only", args.sendOnly, "--expect", args.expect !== undefined],
  ] as const;
  for (const [a, hasA, b, hasB] of pairs) if (hasA && hasB) throw new UsageError((m) => m.usage.together(a, b));
}

function colorful(env: CliContext["env"]): boolean {
  return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}
