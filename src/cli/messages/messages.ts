import type { ErrorCode } from "../../errors/index.ts";
import type { FileMessages, FileOptionKey } from "./file-messages.ts";
import type { TuiMessages } from "./tui-messages.ts";
import type { RelayMessages, RelayOptionKey } from "./relay-messages.ts";
import type { ToolMessages, ToolOptionKey } from "./tool-messages.ts";
import type { FlowMessages, FlowOptionKey } from "./flow-messages.ts";
import type { TlsMessages, TlsOptionKey } from "./tls-messages.ts";
import type { TalkMessages, TalkOptionKey } from "./talk-messages.ts";

/** The languages that the terminal speaks. */
export type Locale = "en" | "zh";

/** The verbs. */
export const COMMAND_KEYS = [
  "workbench",
  "listen",
  "connect",
  "udp",
  "send",
  "serve",
  "time",
  "exec",
  "chat",
  "contacts",
  "get",
  "put",
  "cert",
  "relay",
  "nc",
  "scan",
  "ls",
  "doctor",
  "completion",
  "help",
] as const;

/** One of {@link COMMAND_KEYS}. */
export type CommandKey = (typeof COMMAND_KEYS)[number];

/** Pages of `jack help` that are no commands. */
export const TOPIC_KEYS = [
  "addresses",
  "formats",
  "charsets",
  "hex",
  "checksum",
  "framing",
  "reply",
  "interactive",
  "screen",
  "pipes",
  "expect",
  "capture",
  "filters",
  "tls",
  "scripting",
  "exit-codes",
  "environment",
  "migrate",
] as const;

/** One of {@link TOPIC_KEYS}. */
export type TopicKey = (typeof TOPIC_KEYS)[number];

/** Options and arguments by the names that the tables use. */
export type OptionKey =
  | TalkOptionKey
  | FileOptionKey
  | RelayOptionKey
  | ToolOptionKey
  | FlowOptionKey
  | TlsOptionKey
  | "address"
  | "allow"
  | "bind"
  | "broadcast"
  | "captureFolder"
  | "capture"
  | "charset"
  | "charsetIn"
  | "charsetOut"
  | "checksum"
  | "color"
  | "connectTimeout"
  | "count"
  | "eol"
  | "every"
  | "expect"
  | "expectWindow"
  | "file"
  | "framing"
  | "hex"
  | "host"
  | "idle"
  | "in"
  | "join"
  | "json"
  | "keepOpen"
  | "lan"
  | "localPort"
  | "maxPeers"
  | "noOpen"
  | "noShutdown"
  | "noWait"
  | "out"
  | "peer"
  | "port"
  | "quiet"
  | "quietMs"
  | "raw"
  | "reconnect"
  | "recvOnly"
  | "retries"
  | "sendOnly"
  | "shell"
  | "text"
  | "time"
  | "timeout"
  | "topic"
  | "ttl"
  | "tui"
  | "noTui"
  | "verbose"
  | "serveChecksum"
  | "serveClose"
  | "serveHex"
  | "serveHost"
  | "serveIdle"
  | "serveNone"
  | "serveNtp"
  | "servePort"
  | "serveRate"
  | "serveProject"
  | "serveRules"
  | "serveShell"
  | "serveServices"
  | "serveTcp"
  | "serveText"
  | "serveTimeout"
  | "serveTz"
  | "serveUdp"
  | "wait";

/** Everything that the terminal says to a person, in one language. */
export interface Messages {
  readonly usage: {
    readonly unknownCommand: (word: string, meant: string | null) => string;
    readonly unknownTopic: (word: string, meant: string | null) => string;
    readonly unknownChecksum: (name: string, meant: string) => string;
    readonly unknownOption: (name: string, meant: string | null) => string;
    readonly flagTakesNoValue: (name: string) => string;
    readonly valueMissing: (name: string, placeholder: string) => string;
    readonly argumentMissing: (placeholder: string) => string;
    readonly argumentTooMany: (word: string) => string;
    readonly inOption: (name: string, problem: string) => string;
    readonly notOneOf: (text: string, choices: string, meant: string | null) => string;
    readonly notADuration: (text: string) => string;
    readonly notAPeriod: (text: string) => string;
    readonly dashedText: (word: string) => string;
    readonly notAnInteger: (text: string, min: number, max: number) => string;
    readonly notARegex: (text: string, reason: string) => string;
    readonly together: (a: string, b: string) => string;
    readonly needs: (a: string, b: string) => string;
    /** What `--tui` needs. */
    readonly aTerminal: string;
    readonly nothingToSend: string;
    readonly wrongNetwork: (command: string, network: string, instead: string) => string;
    readonly notUtf8: (position: number) => string;
    readonly rawNeedsPipe: string;
    readonly notAService: (word: string, services: string, meant: string | null) => string;
    readonly noService: (file: string) => string;
    readonly portForEach: string;
    readonly notJson: (path: string, reason: string) => string;
    readonly seeHelp: (command: string) => string;
    readonly helpHint: string;
  };
  readonly problem: {
    /** Between what failed and why: `: ` in English. */
    readonly colon: string;
    readonly internal: (message: string) => string;
    readonly input: (reason: string) => string;
    readonly output: (reason: string) => string;
    readonly noAnswer: (ms: number) => string;
    readonly timedOut: (ms: number) => string;
    readonly idle: (ms: number) => string;
    readonly expected: (pattern: string) => string;
    readonly unfinishedExpectation: (pattern: string) => string;
    readonly slowExpectation: (pattern: string, ms: number) => string;
    readonly unsent: (bytes: number) => string;
    readonly answerTooLong: (bytes: number) => string;
  };
  /** Translations of the codes' meanings and remedies; null: as the table of codes has them. */
  readonly codes: Readonly<Partial<Record<ErrorCode, { readonly meaning: string; readonly remedy: string }>>> | null;
  /** What an error says beside its code, in this language; null: as it is. */
  readonly detail: ((detail: string) => string) | null;
  readonly operations: Readonly<Record<string, string>> | null;
  /** Lines of a session. */
  readonly line: {
    readonly project: (file: string) => string;
    readonly listening: (address: string) => string;
    /** Behind {@link listening}: the service is a shell for everybody. */
    readonly shell: string;
    readonly connected: (address: string, local: string) => string;
    readonly accepted: (address: string) => string;
    readonly newSource: (address: string) => string;
    readonly arrived: string;
    readonly firstDatagram: string;
    readonly eofIn: string;
    readonly eofOut: string;
    readonly resetIn: string;
    readonly resetOut: string;
    readonly closed: string;
    readonly ended: string;
    readonly emptyDatagram: string;
    readonly dropped: (count: number) => string;
    readonly limit: (name: string, value: string) => string;
    /** A reply rule has fired; `name` is null for one without a name of its own. */
    readonly rule: (number: number, name: string | null, answered: boolean) => string;
    /** Why a reply rule could not answer what came. */
    readonly unanswered: (reason: string) => string;
    readonly totals: (bytesIn: string, bytesOut: string, seconds: string) => string;
    readonly unfinished: (bytes: number) => string;
    readonly everyoneIsOnLan: string;
  };
  /** What the interactive prompt says. */
  readonly prompt: {
    readonly welcome: string;
    readonly commands: readonly (readonly [command: string, meaning: string])[];
    readonly unknown: (word: string, meant: string | null) => string;
    readonly noPeers: string;
    readonly target: (target: string) => string;
    readonly badTarget: (text: string) => string;
    readonly charset: (charset: string) => string;
    readonly sent: (path: string, bytes: number) => string;
    readonly needsArgument: (command: string) => string;
    readonly notSent: string;
    readonly peerGone: (peer: number) => string;
    readonly phases: Readonly<Record<"open" | "half-closed-in" | "half-closed-out" | "gone", string>>;
  };
  readonly talk: TalkMessages;
  readonly tui: TuiMessages;
  readonly files: FileMessages;
  readonly relay: RelayMessages;
  readonly tools: ToolMessages;
  readonly flow: FlowMessages;
  readonly tls: TlsMessages;
  readonly workbench: {
    readonly ready: (url: string) => string;
    readonly stop: string;
    readonly onLan: string;
    readonly notBuilt: string;
  };
}
