import { trySys } from "../sys/load-sys.ts";
import type { Sys } from "../sys/sys.ts";

/** What one pipe is asked to hold; where that is not allowed (pipe(7), pipe-user-pages-soft), it stays as it is. */
const WANTED_BYTES = 1_048_576;
const WORTHWHILE_BYTES = 131_072;

/** A pipe inside this process, through which bytes go from one descriptor to another without being copied here. */
export class KernelPipe {
  readonly reading: number;
  readonly writing: number;
  /** How much it holds. */
  readonly bytes: number;
  readonly #sys: Sys;
  #closed = false;

  private constructor(sys: Sys, reading: number, writing: number) {
    this.#sys = sys;
    this.reading = reading;
    this.writing = writing;
    this.bytes = Math.max(0, sys.setPipeSize(writing, WANTED_BYTES));
  }

  /**
   * Null where there are no pipes (another platform, too many open files), and where this user has so many that a new one
   * holds next to nothing.
   */
  static open(): KernelPipe | null {
    const found = trySys();
    if (!("sys" in found)) return null;
    const fds = new Int32Array(2);
    if (found.sys.pipe(fds) < 0) return null;
    const pipe = new KernelPipe(found.sys, fds[0] ?? -1, fds[1] ?? -1);
    if (pipe.bytes >= WORTHWHILE_BYTES) return pipe;
    pipe.close();
    return null;
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#sys.close(this.reading);
    this.#sys.close(this.writing);
  }
}
