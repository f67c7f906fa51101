import type { Koffi, KoffiLibrary, NativeFunction } from "./koffi.ts";
import { LINUX_ERRNO } from "./linux-errno.ts";

/** The number of cachestat(2) on every architecture; Linux 6.5. */
const SYS_CACHESTAT = 451;
/** preadv2(2) by its number, because musl has had a function for it only since 1.2.5. */
const SYS_PREADV2 = process.arch === "arm64" ? 286 : 327;
const RWF_NOWAIT = 8;
const PAGE_BYTES = 4096;
/** As far as the kernel reads ahead by default. */
const SAMPLE_BYTES = 131_072;
/** Pages that are being read count as cached. They are the last of what was asked for, and come in large pieces. */
const ARRIVAL_BYTES = 524_288;
/** Errors of kernels and files without cachestat; the others are the file's own. */
const MISSING: readonly number[] = [LINUX_ERRNO.ENOSYS, LINUX_ERRNO.EPERM, LINUX_ERRNO.ENOTSUP];

/** What the kernel has of a file in memory. */
export class KoffiPageCache {
  readonly #koffi: Koffi;
  readonly #cachestat: NativeFunction;
  readonly #preadv2: NativeFunction;
  // struct cachestat_range: offset, length. struct cachestat: pages in the cache, dirty, in writeback, evicted, …
  readonly #range: BigUint64Array = new BigUint64Array(Buffer.allocUnsafeSlow(16).buffer);
  readonly #stat: BigUint64Array = new BigUint64Array(Buffer.allocUnsafeSlow(80).buffer);
  readonly #byte: Buffer = Buffer.allocUnsafeSlow(8);
  readonly #iov: BigUint64Array = new BigUint64Array(Buffer.allocUnsafeSlow(16).buffer);
  #counts = true;

  constructor(koffi: Koffi, library: KoffiLibrary) {
    this.#koffi = koffi;
    this.#cachestat = library.func("syscall", "intptr_t", ["intptr_t", "int", "void *", "void *", "unsigned int"]);
    // The offset comes in two halves, of which the lower one has all 64 bits.
    const preadv2 = ["intptr_t", "int", "void *", "int", "int64_t", "int64_t", "int"];
    this.#preadv2 = library.func("syscall", "intptr_t", preadv2);
    // Both are held by fields, so the address stays good.
    this.#iov[0] = koffi.address(this.#byte);
    this.#iov[1] = 1n;
  }

  isCached(file: number, offset: number, count: number): boolean {
    if (this.#counts) {
      this.#range[0] = BigInt(offset);
      this.#range[1] = BigInt(count);
      if (this.#cachestat(SYS_CACHESTAT, file, this.#range, this.#stat, 0) === 0) {
        const pages = Math.floor((offset + count - 1) / PAGE_BYTES) - Math.floor(offset / PAGE_BYTES) + 1;
        const cached = Number(this.#stat[0] ?? 0n);
        if (cached >= pages) return this.#hasArrived(file, offset, count, ARRIVAL_BYTES);
        if (cached > 0 || !this.#hasByte(file, offset)) return false;
        // An overlay's own file counts nothing: its pages belong to the file below.
        this.#counts = false;
      } else if (MISSING.includes(this.#koffi.errno())) this.#counts = false;
    }
    return this.#hasArrived(file, offset, count, SAMPLE_BYTES);
  }

  /** Looks at one byte of each `step`, the last one first. */
  #hasArrived(file: number, offset: number, count: number, step: number): boolean {
    for (let at = offset + count - 1; at > offset; at -= step) if (!this.#hasByte(file, at)) return false;
    return this.#hasByte(file, offset);
  }

  #hasByte(file: number, offset: number): boolean {
    return this.#preadv2(SYS_PREADV2, file, this.#iov, 1, offset, 0, RWF_NOWAIT) > 0;
  }
}
