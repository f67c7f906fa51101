/** What a finished relay has carried. */
export interface RelayTotals {
  /** From A to B, as printed. */
  readonly out: string;
  readonly in: string;
  readonly seconds: string;
  readonly served: number;
  readonly failed: number;
  /** Beyond --max-connections. */
  readonly refused: number;
}

/** What `jack relay` says to a person. */
export interface RelayMessages {
  readonly opened: (a: string, b: string) => string;
  /** One side has ended. */
  readonly finished: (side: "A" | "B") => string;
  readonly totals: (totals: RelayTotals) => string;
  readonly lingered: (name: string, ms: number) => string;
  readonly dropped: (count: number) => string;
  readonly droppedStrangers: (count: number, name: string) => string;
  readonly unfinishedMessage: (bytes: number) => string;
  readonly onlyOnce: (kind: string) => string;
  readonly childFailed: (name: string, code: number | null, signal: string | null) => string;
  readonly webSocketClosed: (name: string, code: number, reason: string) => string;
  readonly webSocketFailed: (name: string, reason: string) => string;
  readonly noWebSocket: (url: string, reason: string) => string;
  /** A text message must be UTF-8. */
  readonly notText: (name: string) => string;
  readonly noTerminals: string;
  readonly tooManyFiles: string;
  readonly noProgram: (name: string) => string;
  readonly notExecutable: (name: string) => string;
  readonly cannotStart: (name: string, reason: string) => string;
  readonly fileExists: (path: string) => string;
  readonly fileMissing: (path: string) => string;
  readonly fileRefused: (path: string, reason: string) => string;
  readonly fileOnlyRead: (path: string) => string;
  readonly fileOnlyWritten: (path: string, mode: string) => string;
  readonly fileBothWays: (path: string) => string;
}

/** Options and arguments of it. */
export type RelayOptionKey =
  | "relayA"
  | "relayB"
  | "relayKeepOpen"
  | "relayLinger"
  | "relayMaxConnections"
  | "relayMessages"
  | "relayNoShutdown"
  | "relayOneWay"
  | "relayPty"
  | "relayShow"
  | "relayUdpIdle";
