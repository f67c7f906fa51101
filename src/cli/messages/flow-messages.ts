/** What conversations say of their flow, their files and their end. */
export interface FlowMessages {
  readonly notASource: (text: string) => string;
  readonly notKeepAlive: (text: string) => string;
  readonly notASockopt: (text: string) => string;
  readonly ruleNotText: (text: string) => string;
  readonly notARule: (text: string) => string;
  readonly notUtf8Argument: (number: number) => string;
  readonly everyNeedsSend: string;
  readonly inputTooLong: (bytes: number) => string;
  readonly noChecksumInFormat: (format: string) => string;
  /** Opening failed and is tried again. */
  readonly retrying: (reason: string, seconds: string, attempt: number, attempts: number | null) => string;
  readonly gaveUp: (attempts: number) => string;
  readonly maxBytes: (bytes: number, more: number) => string;
  readonly maxMessages: (messages: number) => string;
  readonly missedSends: (count: number) => string;
  readonly checksumRight: string;
  readonly checksumWrong: (found: string, wanted: string) => string;
  readonly checksumShort: string;
  readonly wrongChecksums: (wrong: number, all: number) => string;
  readonly totals: (totals: TotalsText) => string;
  readonly saving: (path: string) => string;
  readonly saved: (path: string, size: string, bytes: number, rate: string, sha256: string) => string;
  /** Why a file is not complete: the command ended. */
  readonly cutShort: string;
  readonly saveFailed: (path: string, reason: string) => string;
  readonly fileSent: (path: string, size: string, bytes: number, rate: string, sha256: string) => string;
  /** The peer's system has all of it, and its FIN came too. */
  readonly arrivedFin: string;
  /** The peer's system has acknowledged all of it. */
  readonly arrivedAcked: string;
  readonly arrivedUnknown: string;
  readonly notArrived: (bytes: number) => string;
  readonly named: (peer: number, name: string) => string;
  readonly badName: (text: string) => string;
  readonly repeating: (period: string) => string;
  readonly repeatStopped: (sent: number, missed: number) => string;
  readonly notRepeating: string;
  readonly badPeriod: (text: string) => string;
  readonly refused: (address: string) => string;
}

/** The numbers of a totals line, as text. */
export interface TotalsText {
  readonly received: string;
  readonly receivedMessages: number;
  readonly sent: string;
  readonly sentMessages: number;
  /** 0: not told. */
  readonly peers: number;
  readonly dropped: number;
  readonly seconds: string;
}

/** Options of conversations. */
export type FlowOptionKey =
  | "check"
  | "delay"
  | "delayed"
  | "device"
  | "keepalive"
  | "linger"
  | "maxBytes"
  | "maxMessages"
  | "mss"
  | "multicastInterface"
  | "multicastTtl"
  | "noMulticastLoop"
  | "overwrite"
  | "rate"
  | "rcvbuf"
  | "reply"
  | "retry"
  | "retryDelay"
  | "retryMaxDelay"
  | "reuseaddr"
  | "reuseport"
  | "save"
  | "saveDir"
  | "send"
  | "sndbuf"
  | "sockopt"
  | "source"
  | "tos"
  | "userTimeout";
