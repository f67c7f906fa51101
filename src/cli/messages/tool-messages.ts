import type { PortState } from "../scan/probe.ts";

/** What a scan is about to do. */
export interface ScanIntent {
  readonly protocol: "tcp" | "udp";
  /** The host, or how many there are. */
  readonly target: string | number;
  readonly ports: number;
  readonly parallel: number;
  /** Probes a second; 0 is no limit. */
  readonly rate: number;
  readonly waitMs: number;
}

/** What a scan has found. */
export interface ScanCounts {
  readonly host: string;
  readonly counts: Readonly<Record<PortState, number>>;
  readonly seconds: number;
}

/** Columns of `jack ls`. */
export type LsColumn = "protocol" | "state" | "local" | "peer" | "receive" | "send" | "process" | "user" | "since";

/** What `jack scan`, `jack ls` and `jack doctor` say to a person. */
export interface ToolMessages {
  readonly notAPort: (item: string) => string;
  readonly portOutOfRange: (item: string) => string;
  readonly portsBackwards: (item: string) => string;
  readonly emptyHost: string;
  readonly notABlock: (item: string) => string;
  readonly otherFamily: (item: string, family: 4 | 6) => string;
  readonly tooManyHosts: (item: string, most: number) => string;
  readonly scan: {
    readonly intent: (intent: ScanIntent) => string;
    readonly foreign: string;
    readonly others: (name: string, address: string, others: readonly string[]) => string;
    /** Headings: port, state, service, time, what came. */
    readonly columns: readonly [string, string, string, string, string];
    readonly states: Readonly<Record<PortState, string>>;
    /** UDP: what silence may mean. */
    readonly udpSilence: string;
    readonly progress: (done: number, total: number, open: number, secondsLeft: number | null) => string;
    readonly summary: (counts: ScanCounts) => string;
  };
  readonly ls: {
    readonly columns: Readonly<Record<LsColumn, string>>;
    readonly none: string;
    readonly timeWait: (count: number) => string;
    readonly hidden: (processes: number) => string;
    readonly fromProc: string;
    readonly notHere: (platform: string) => string;
    readonly watching: (sockets: number, time: string, more: number) => string;
  };
}

/** Options and arguments of these commands. */
export type ToolOptionKey =
  | "doctorJson"
  | "doctorPort"
  | "lsAll"
  | "lsEvery"
  | "lsJson"
  | "lsListen"
  | "lsPort"
  | "lsProcess"
  | "lsQuiet"
  | "lsState"
  | "lsTcp"
  | "lsUdp"
  | "lsUnix"
  | "lsWatch"
  | "lsWhat"
  | "scanAll"
  | "scanBanner"
  | "scanHex"
  | "scanHosts"
  | "scanIpv4"
  | "scanIpv6"
  | "scanJson"
  | "scanMaxHosts"
  | "scanParallel"
  | "scanPorts"
  | "scanQuiet"
  | "scanRate"
  | "scanRetries"
  | "scanTimeout"
  | "scanUdp"
  | "scanWait";
