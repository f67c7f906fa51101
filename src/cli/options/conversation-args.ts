import {
  CHARSET_NAMES,
  type CharsetName,
  type ChecksumSpec,
  type FramingSpec,
  parseCharset,
} from "../../bytes/index.ts";
import {
  type ArgsOf,
  type ArgTable,
  flag,
  type FlagArg,
  many,
  type ManyArg,
  option,
  type OptionArg,
  type ValueType,
} from "../command.ts";
import { checksumType, framingType } from "./bytes-types.ts";
import { FLOW_ARGS } from "./flow-args.ts";
import { RETRY_ARGS } from "./retry-args.ts";
import { byteSize, choice, duration, type Expectation, expectation, integer, path, text } from "./value-types.ts";

/** How data is shown. */
export const OUT_FORMATS = ["text", "hex", "both", "raw", "json"] as const;
/** One of {@link OUT_FORMATS}. */
export type OutFormat = (typeof OUT_FORMATS)[number];

/** How input is read. */
export const IN_FORMATS = ["raw", "text", "lines", "hex", "escape", "file", "datagram-per-line"] as const;
/** One of {@link IN_FORMATS}. */
export type InFormat = (typeof IN_FORMATS)[number];

/** What ends a line. */
export const EOLS = ["none", "lf", "crlf", "cr"] as const;
/** One of {@link EOLS}. */
export type Eol = (typeof EOLS)[number];

/** Times in front of lines. */
export const TIMES = ["none", "ms", "us", "delta", "both"] as const;
/** One of {@link TIMES}. */
export type TimeFormat = (typeof TIMES)[number];

/** A charset by any of its names. */
export const charset: ValueType<CharsetName> = { placeholder: "CHARSET", choices: CHARSET_NAMES, parse: parseCharset };

/** How received and sent data is shown. */
export const VIEW_ARGS: {
  out: OptionArg<OutFormat>;
  json: FlagArg;
  time: OptionArg<TimeFormat>;
  charset: OptionArg<CharsetName>;
  charsetIn: OptionArg<CharsetName>;
  charsetOut: OptionArg<CharsetName>;
  framing: OptionArg<FramingSpec>;
  raw: FlagArg;
  color: OptionArg<"auto" | "always" | "never">;
  capture: OptionArg<string>;
  overwrite: FlagArg;
  quiet: FlagArg;
  verbose: FlagArg;
} = {
  out: option(choice("FORMAT", OUT_FORMATS)),
  json: flag(),
  time: option(choice("HOW", TIMES)),
  charset: option(charset),
  charsetIn: option(charset),
  charsetOut: option(charset),
  framing: option(framingType),
  raw: flag(),
  color: option(choice("WHEN", ["auto", "always", "never"])),
  capture: option(path("FILE.pcapng")),
  overwrite: flag(),
  quiet: flag({ short: "q" }),
  verbose: flag({ short: "v" }),
};

/** How input becomes messages. */
export const INPUT_ARGS: { in: OptionArg<InFormat>; eol: OptionArg<Eol>; checksum: OptionArg<ChecksumSpec> } = {
  in: option(choice("FORMAT", IN_FORMATS)),
  eol: option(choice("END", EOLS)),
  checksum: option(checksumType),
};

/** When a conversation ends. */
export const END_ARGS: {
  timeout: OptionArg<number>;
  idle: OptionArg<number>;
  wait: OptionArg<number>;
  noWait: FlagArg;
  expect: OptionArg<Expectation>;
  expectWindow: OptionArg<number>;
  sendOnly: FlagArg;
  recvOnly: FlagArg;
} = {
  timeout: option(duration),
  idle: option(duration),
  wait: option(duration),
  noWait: flag(),
  expect: option(expectation),
  expectWindow: option(byteSize),
  sendOnly: flag(),
  recvOnly: flag(),
};

/** Whether a terminal shows a full-screen view or lines. */
export const SCREEN_ARGS: { tui: FlagArg; noTui: FlagArg } = { tui: flag(), noTui: flag() };

/** Everything that `connect`, `listen` and `udp` have in common. */
export const CONVERSATION_ARGS: typeof VIEW_ARGS &
  typeof SCREEN_ARGS &
  typeof INPUT_ARGS &
  typeof END_ARGS &
  typeof FLOW_ARGS &
  typeof RETRY_ARGS & { send: ManyArg<string> } = {
  ...VIEW_ARGS,
  ...SCREEN_ARGS,
  ...INPUT_ARGS,
  send: many(text("TEXT")),
  ...FLOW_ARGS,
  ...END_ARGS,
  ...RETRY_ARGS,
} satisfies ArgTable;

/** What `--capture` and `--overwrite` come to in a session spec. */
export function captureSpec({ capture, overwrite }: CaptureArgs): {
  readonly record?: false;
  readonly captureFile?: string;
  readonly captureOverwrite?: boolean;
} {
  if (capture === undefined) return { record: false };
  return { captureFile: capture, ...(overwrite ? { captureOverwrite: true } : {}) };
}

type CaptureArgs = Pick<ArgsOf<typeof VIEW_ARGS>, "capture" | "overwrite">;

/** A port number; 0 lets the system pick. */
export const port: ValueType<number> = integer("PORT", 0, 65_535);
