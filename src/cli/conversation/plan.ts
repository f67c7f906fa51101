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
import { excludePairs, requirePairs } from "../options/exclude.ts";
import { checkFlow, type FlowArgs, shapesFlow } from "../options/flow-args.ts";
import { encodeMessage, type MessageFormat } from "./message-encoder.ts";

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
  /** Checksum of what is received; null: not looked at. */
  readonly check?: ChecksumSpec | null;
  /** Control characters are escaped: the output is a terminal and `--raw` was not given. */
  readonly escape: boolean;
  readonly color: boolean;
}

/** The values of the flow options. */
export interface FlowPlan {
  readonly everyMs: number | null;
  readonly count: number | null;
  readonly delayMs: number | null;
  readonly bytesPerSecond: number | null;
  readonly maxBytes: number | null;
  readonly maxMessages: number | null;
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
  /** How often, how fast and how much. */
  readonly flow: FlowPlan;
  /** What is sent as soon as somebody is there. */
  readonly sends: readonly Uint8Array[];
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
  checkFlow(args);
  const { stdout } = context;
  const interactive = context.terminal !== null && !args.recvOnly;
  const view = { ...viewOf(context, args), check: args.check ?? null };
  const asLines = [args.charset, args.charsetOut, args.eol, args.checksum].some((value) => value !== undefined);
  const piped = args.delay === undefined ? "raw" : "lines";
  const input = args.in ?? (interactive || asLines ? "text" : piped);
  checkInput(args, input, interactive, network);
  const endsLines = network === "stream" && (input === "text" || input === "lines");
  const eol = args.eol ?? (endsLines ? "lf" : "none");
  const checksum = args.checksum ?? null;
  return {
    ...view,
    interactive,
    in: input,
    eol,
    checksum,
    flow: flowOf(args),
    sends: args.send.map((text) => encodeSend(text, { in: input, eol, checksum, charset: view.charset.out })),
    tui: wantsTui(context, args, usualScreen),
    plainPipe:
      !interactive &&
      network === "stream" &&
      input === "raw" &&
      view.out === "raw" &&
      (!stdout.isTerminal || args.raw) &&
      args.capture === undefined &&
      args.expect === undefined &&
      args.send.length === 0 &&
      !shapesFlow(args),
  };
}

/** The values of the flow options, as a conversation takes them. */
export function flowOf(args: FlowArgs): FlowPlan {
  return {
    everyMs: args.every ?? null,
    count: args.count ?? null,
    delayMs: args.delay ?? null,
    bytesPerSecond: args.rate ?? null,
    maxBytes: args.maxBytes ?? null,
    maxMessages: args.maxMessages ?? null,
  };
}

/** `--send` is text unless the input is hexadecimal or escaped: there are no lines or files in it. */
function encodeSend(text: string, format: MessageFormat): Uint8Array {
  const isText = format.in !== "hex" && format.in !== "escape";
  return encodeMessage(text, isText ? { ...format, in: "text" } : format);
}

function checkInput(args: ConversationArgs, input: InFormat, interactive: boolean, network: "stream" | "udp"): void {
  if (interactive && input === "raw") throw new UsageError((m) => m.usage.rawNeedsPipe);
  if (interactive && args.every !== undefined && args.send.length === 0) {
    throw new UsageError((m) => m.flow.everyNeedsSend);
  }
  if (args.checksum !== undefined && (input === "raw" || input === "file")) {
    throw new UsageError((m) => m.flow.noChecksumInFormat(input));
  }
  requirePairs([
    ["--in datagram-per-line", input === "datagram-per-line", "udp://", network === "udp"],
    ["--expect-window", args.expectWindow !== undefined, "--expect", args.expect !== undefined],
  ]);
}

/** Decides how a conversation is shown. */
export function viewOf(
  { stdout, env }: Pick<CliContext, "stdout" | "env">,
  args: Omit<ArgsOf<typeof VIEW_ARGS>, "capture" | "overwrite">,
): ViewPlan {
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
    ["--send-only", args.sendOnly, "--check", args.check !== undefined],
    ["--send-only", args.sendOnly, "--max-bytes", args.maxBytes !== undefined],
    ["--send-only", args.sendOnly, "--max-messages", args.maxMessages !== undefined],
    ["--send-only", args.sendOnly, "--reply", args.reply.length > 0],
    ["--recv-only", args.recvOnly, "--send", args.send.length > 0],
    ["--recv-only", args.recvOnly, "--every", args.every !== undefined],
    ["--recv-only", args.recvOnly, "--in", args.in !== undefined],
  ] as const;
  excludePairs(pairs);
}

function colorful(env: CliContext["env"]): boolean {
  return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}
