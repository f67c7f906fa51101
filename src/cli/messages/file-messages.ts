/** What a finished, or refused, request to the file service was. */
export interface FileRequest {
  /** `GET /a.txt`, or the bare name that an original client asked for. */
  readonly request: string;
  /** Of HTTP. */
  readonly status: number | undefined;
  readonly bytes: number;
  readonly ms: number;
  /** `missing`, `outside`, `left-early`, … */
  readonly problem: string | undefined;
  /** The name came with a line end that is no part of it. */
  readonly lineEndTaken: boolean;
}

/** A transfer that is running. */
export interface TransferProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
}

/** What a finished `get` or `put` says. */
export interface TransferSummary {
  readonly name: string;
  readonly bytes: number;
  readonly resumedBytes: number;
  readonly seconds: number;
  readonly sha256: string;
  /** Whether the other end told the same SHA-256; null when it told none. */
  readonly checked: boolean | null;
}

/** What `jack serve files`, `jack get` and `jack put` say to a person. */
export interface FileMessages {
  readonly request: (request: FileRequest) => string;
  readonly progress: (progress: TransferProgress) => string;
  readonly got: (summary: TransferSummary) => string;
  readonly put: (summary: TransferSummary) => string;
  readonly exists: (path: string) => string;
  readonly noName: string;
  readonly isFolder: (name: string) => string;
  readonly status: (status: number, reason: string) => string;
  readonly missing: (name: string) => string;
  readonly otherEndIsPlain: string;
  readonly missingOrEmpty: (name: string) => string;
  readonly incomplete: (bytes: number, path: string | null) => string;
  readonly tooLarge: (bytes: number | null, most: number) => string;
  readonly digestDiffers: (wanted: string, got: string) => string;
  readonly changedMeanwhile: string;
  readonly putExists: (name: string) => string;
  readonly readOnly: string;
  readonly noRanges: string;
  readonly binaryOnTerminal: string;
  readonly notASize: (text: string) => string;
  /** An option's file that cannot be read. */
  readonly unreadable: (option: string, path: string, reason: string) => string;
  /** A file to write that is something else. */
  readonly unwritable: (option: string, path: string, reason: string) => string;
  /** A file to write whose folder is of no use. */
  readonly noFolder: (option: string, path: string, folder: string, reason: string) => string;
  /** By the system's name of the error. */
  readonly reasons: Readonly<Record<string, string>>;
  /** What to do about it, by the same name; `path` is absolute, and a folder to write in, or what is read. */
  readonly advice: (reason: string, path: string, isFolder: boolean) => string;
  /** `-` where neither standard input nor output can be meant. */
  readonly noDash: (option: string) => string;
}

/** Options and arguments of these commands. */
export type FileOptionKey =
  | "continue"
  | "fileForce"
  | "fileMaxSize"
  | "fileOutput"
  | "filePlain"
  | "fileWait"
  | "getAddress"
  | "putAddress"
  | "putFile"
  | "putForce"
  | "segments"
  | "serveMaxSize"
  | "serveWritable";
