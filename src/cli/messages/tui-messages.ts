/** What the terminal view says. */
export interface TuiMessages {
  readonly peers: (open: number, total: number) => string;
  readonly nobody: string;
  readonly waiting: string;
  readonly toAll: (count: number) => string;
  readonly toLast: string;
  readonly toPeer: (peer: number, remote: string) => string;
  readonly toNobody: string;
  readonly modes: Readonly<Record<"text" | "hex" | "escape", string>>;
  readonly rows: (shown: string, all: string) => string;
  readonly following: string;
  readonly newRows: (count: string) => string;
  readonly passed: (count: string) => string;
  readonly dropped: (count: string) => string;
  readonly unrecorded: (count: string) => string;
  readonly queued: (bytes: string) => string;
  readonly recording: string;
  readonly temporary: string;
  readonly filter: string;
  readonly search: string;
  readonly matches: (count: string, scanned: number) => string;
  readonly only: (peer: number) => string;
  readonly nothingFound: (text: string) => string;
  readonly wrapped: string;
  readonly emptyView: string;
  readonly noMatch: string;
  readonly preview: (bytes: number) => string;
  readonly command: string;
  readonly nothing: string;
  readonly emptyInput: string;
  readonly tooLong: (characters: number) => string;
  readonly sentTo: (count: number, bytes: string) => string;
  readonly saved: (path: string) => string;
  readonly ended: string;
  readonly failed: (text: string) => string;
  readonly mouse: (on: boolean) => string;
  readonly inspect: (row: string, bytes: string) => string;
  readonly looksLike: (charset: string) => string;
  readonly tooSmall: string;
  readonly hints: readonly (readonly [key: string, meaning: string])[];
  readonly rowHints: readonly (readonly [key: string, meaning: string])[];
  readonly peerHints: readonly (readonly [key: string, meaning: string])[];
  readonly findHints: readonly (readonly [key: string, meaning: string])[];
  readonly inspectHints: readonly (readonly [key: string, meaning: string])[];
  readonly helpTitle: string;
  /** Headings, and under each the keys and what they do. */
  readonly help: readonly (readonly [heading: string, keys: readonly (readonly [key: string, meaning: string])[]])[];
}
