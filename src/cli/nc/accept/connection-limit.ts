import type { AccessList } from "../address/access-list.ts";
import type { NcLog } from "../report/nc-log.ts";

/** What `-m` is when it is not given. */
const DEFAULT_MAX_CONNECTIONS = 100;

/** Who is let in: by address, and by how many there are already. */
export class ConnectionLimit {
  readonly #max: number;
  readonly #access: AccessList;
  readonly #log: NcLog;
  #count = 0;

  constructor(max: number | null, access: AccessList, log: NcLog) {
    this.#max = max ?? DEFAULT_MAX_CONNECTIONS;
    this.#access = access;
    this.#log = log;
  }

  /** Connections that were let in and have not left. */
  get count(): number {
    return this.#count;
  }

  /** Whether there are as many as there may be. */
  get isFull(): boolean {
    return this.#count >= this.#max;
  }

  /** Whether this one may stay; then it counts until {@link leave}. */
  enter(host: string): boolean {
    if (this.isFull) {
      this.#log.tell(`New connection denied: connection limit reached (${this.#count})`);
      return false;
    }
    if (!this.#access.permits(host)) {
      this.#log.tell("New connection denied: not allowed");
      return false;
    }
    this.#count += 1;
    return true;
  }

  leave(): void {
    this.#count -= 1;
  }
}
