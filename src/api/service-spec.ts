import type { CharsetName, FramingSpec } from "../bytes/index.ts";

/** The services by name. */
export const SERVICE_NAMES = ["echo", "upper", "reply", "time", "room", "inbox", "files", "exec"] as const;

/** One of {@link SERVICE_NAMES}. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What a service listens on. */
export type ServiceNetwork = "tcp" | "udp";

/** When a rule of `reply` fires. Texts are in the charset of what peers send. */
export type ReplyMatchSpec =
  /** Every message, also an empty one. */
  | { readonly type: "any" }
  | { readonly type: "exact"; readonly text: string }
  | { readonly type: "prefix"; readonly text: string }
  | { readonly type: "suffix"; readonly text: string }
  | { readonly type: "contains"; readonly text: string }
  /** A JavaScript regular expression; its captures can be used in the answer. */
  | { readonly type: "regex"; readonly pattern: string; readonly flags?: string }
  /** Bytes in hex from the message's start: `??` is any byte, `?` any digit, a final `*` any further bytes. */
  | { readonly type: "hex"; readonly pattern: string };

/** What a rule of `reply` answers; both forms take macros such as `{{counter}}`. */
export type ReplyAnswerSpec = { readonly text: string } | { readonly hex: string };

/** A rule of `reply`: the first of a list whose match fits a message and that may still fire, fires. */
export interface ReplyRuleSpec {
  /** Shown when it fires. @default `rule N` */
  readonly name?: string;
  /** @default any message */
  readonly match?: ReplyMatchSpec;
  /** Nothing is answered without it. */
  readonly answer?: ReplyAnswerSpec;
  /** @default 0 */
  readonly delayMs?: number;
  /** How often it may fire in all. @default any number */
  readonly times?: number;
  /** How often it may fire for one peer. @default any number */
  readonly timesPerPeer?: number;
  /** Only for peers whose printed address contains this. @default all */
  readonly peer?: string;
  /** What is done with the connection after the answer. @default nothing */
  readonly close?: "fin" | "reset";
}

/** Sends everything back. */
export interface EchoService {
  readonly type: "echo";
}

/** Sends everything back with a-z turned into A-Z. */
export interface UpperService {
  readonly type: "upper";
}

/** Answers by rules. */
export interface ReplyService {
  readonly type: "reply";
  /** Charset of what peers send. @default utf-8 */
  readonly charsetIn?: CharsetName;
  /** Charset of the answers. @default utf-8 */
  readonly charsetOut?: CharsetName;
  /** @default none: it only listens */
  readonly rules?: readonly ReplyRuleSpec[];
  /** What a message of a byte stream is. @default the session's framing; without one it ends with a silence of 20 ms */
  readonly framing?: FramingSpec;
  /** A zone of zoneinfo, for `{{time}}`. @default this machine's */
  readonly zone?: string;
}

/** Tells the time: strftime formats or NTP over UDP, DAYTIME over TCP. */
export interface TimeService {
  readonly type: "time";
  /** A zone of zoneinfo. @default this machine's */
  readonly zone?: string;
  /** What to speak over UDP. @default strftime */
  readonly protocol?: "strftime" | "ntp";
  /** Answers a second that one source, an address without its port, gets on the average, and twice as many at once. @default 10 */
  readonly answersPerSecond?: number;
}

/** A chat room. */
export interface RoomService {
  readonly type: "room";
  /** Sessions of one engine that name the same room talk together. @default each session, or project entry, has its own */
  readonly room?: string;
  /** @default 10_000 */
  readonly maxMembers?: number;
  /** A member over UDP that was not heard for so long has left. @default 1_800_000 */
  readonly idleMs?: number;
  /** Messages a second that one member may send on the average, and twice as many at once. @default 20 */
  readonly messagesPerSecond?: number;
}

/** The answering side of the contacts chat: messages queue for an operator. */
export interface InboxService {
  readonly type: "inbox";
  /** Of both directions. @default utf-8 */
  readonly charsetIn?: CharsetName;
  /** Answer every message with this text. @default none: an operator answers */
  readonly autoAnswer?: string;
}

/** Downloads, and uploads when it is told to. */
export interface FilesService {
  readonly type: "files";
  /** @default the current one */
  readonly folder?: string;
  /** Take uploads. @default false */
  readonly writable?: boolean;
  /** The largest upload. @default 1 GiB */
  readonly maxUploadBytes?: number;
}

/** Runs commands of an allow-list. */
export interface ExecService {
  readonly type: "exec";
  /** `NAME=/path/to/program ARG… {label:PATTERN}…` */
  readonly allow?: readonly string[];
  /** For a lesson, on loopback only: runs whatever it is sent in a shell, as the server of the notes does. @default false */
  readonly shell?: boolean;
  /** Charset of the answers to an original client. @default gbk */
  readonly charsetOut?: CharsetName;
  /** A command that runs longer is ended. @default 10_000 */
  readonly timeoutMs?: number;
}

/** A service and its options, as plain JSON: what answers on a session. */
export type ServiceSpec =
  | EchoService
  | UpperService
  | ReplyService
  | TimeService
  | RoomService
  | InboxService
  | FilesService
  | ExecService;

/** The networks that a service can answer on; the first is what it is opened on when nothing is said, see `planService`. */
export const SERVICE_NETWORKS: Readonly<Record<ServiceName, readonly ServiceNetwork[]>> = {
  echo: ["tcp", "udp"],
  upper: ["tcp", "udp"],
  reply: ["tcp", "udp"],
  time: ["udp", "tcp"],
  room: ["udp", "tcp"],
  inbox: ["udp"],
  files: ["tcp"],
  exec: ["tcp"],
};
