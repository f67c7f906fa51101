/** What the message of a socket's failure says, such as `listen tcp 127.0.0.1:80: permission denied; ports below 1024 …`. */
export interface SocketMessage {
  /** The call: `listen`, `connect`, `send`. */
  readonly op: string;
  /** Network and address: `tcp 127.0.0.1:80`. */
  readonly site: string;
  /** The meaning of the error's code, in English. */
  readonly cause: string;
  /** The system's name of the error, where the code is a general one. */
  readonly errnoName: string | undefined;
  /** What more is known, joined by `; `. */
  readonly hints: string | undefined;
}

const PATTERN = /^(\w+) ((?:tcp|udp|tls|unix) .+?): ([^;:]+?)(?: \((E[A-Z]+)\))?(?:; (.+))?$/s;

/** Takes a `SocketError`'s message apart, as events and answers of the workbench carry it; null for another error's. */
export function parseSocketMessage(message: string): SocketMessage | null {
  const [, op, site, cause, errnoName, hints] = PATTERN.exec(message) ?? [];
  return op === undefined || site === undefined || cause === undefined ? null : { op, site, cause, errnoName, hints };
}
