import { fstatSync, read } from "node:fs";
import { SOCK_STREAM } from "../constants/family.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Descriptor } from "./descriptor.ts";
import { checkSize } from "./bytes-like.ts";
import { type Attempt, WOULD_BLOCK } from "./transfer.ts";

/** What one call of sendfile moves at most: the loop gets its turn between two. */
const STEP_BYTES = 4_194_304;
/** A cold file is read ahead in pieces of this size. */
const WARM_BYTES = 1_048_576;
const { EAGAIN, EINTR } = LINUX_ERRNO;

/** One `sendfile` on its way: from where, how much is left, and whether the disk must be read first. */
export class FileSending {
  readonly #descriptor: Descriptor;
  readonly #file: number;
  #offset: number;
  #left: number;
  #sent = 0;
  #ended = false;

  /** @throws RangeError when the socket is no stream, the offset is negative, or the count is below 1 */
  constructor(descriptor: Descriptor, file: number, offset: number, count: number | undefined) {
    checkSize(file, "file");
    checkSize(offset, "offset");
    if (descriptor.type !== SOCK_STREAM) throw new RangeError("only SOCK_STREAM type sockets are supported");
    if (count !== undefined) {
      checkSize(count, "count");
      if (count === 0) throw new RangeError("count must be a positive integer, got 0");
    }
    const { size } = fstatSync(file);
    this.#descriptor = descriptor;
    this.#file = file;
    this.#offset = offset;
    this.#left = Math.min(count ?? Number.POSITIVE_INFINITY, Math.max(0, size - offset));
    this.#ended = this.#left === 0;
  }

  get done(): boolean {
    return this.#ended;
  }

  /** Bytes that the kernel has taken. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether the next piece of the file is not in memory: sending it would hold the thread on the disk. */
  get isCold(): boolean {
    return !this.#has(STEP_BYTES) && !this.#has(WARM_BYTES);
  }

  #has(bytes: number): boolean {
    return this.#descriptor.sys.isCached(this.#file, this.#offset, Math.min(bytes, this.#left));
  }

  /** Reads the next piece of the file into memory on libuv's thread pool. */
  warm(): Promise<void> {
    const size = Math.min(WARM_BYTES, this.#left);
    const scratch = Buffer.allocUnsafeSlow(size);
    return new Promise((resolve, reject) => {
      read(this.#file, scratch, 0, size, this.#offset, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  /** One call of sendfile; gives the bytes it moved. @throws SocketError */
  send(): Attempt<number> {
    const { sys, fd } = this.#descriptor;
    if (fd < 0) throw this.#descriptor.closed("sendfile");
    // sendfile has no flag of its own for not waiting.
    const blocking = sys.getNonblocking(fd) === 0;
    if (blocking) this.#descriptor.checked("sendfile", sys.setNonblocking(fd, true));
    const size = Math.min(this.#has(STEP_BYTES) ? STEP_BYTES : WARM_BYTES, this.#left);
    let result = sys.sendfile(fd, this.#file, this.#offset, size);
    while (result === -EINTR) result = sys.sendfile(fd, this.#file, this.#offset, size);
    if (blocking) sys.setNonblocking(fd, false);
    if (result === -EAGAIN) return WOULD_BLOCK;
    this.#descriptor.checked("sendfile", result);
    this.#offset += result;
    this.#left -= result;
    this.#sent += result;
    this.#ended = this.#left === 0 || result === 0;
    return result;
  }
}
