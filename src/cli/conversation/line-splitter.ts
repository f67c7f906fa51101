import { LocalProtocolError } from "../../errors/index.ts";

const LF = 0x0a;
const CR = 0x0d;
/** A line of input that is longer than this is refused: it would have to be held in memory whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const EMPTY = new Uint8Array(0);

/** Cuts input into lines without their ends, LF or CR LF; the last line may have none. */
export class LineSplitter {
  readonly #keepCr: boolean;
  #open: Uint8Array[] = [];
  #openBytes = 0;

  /** With `keepCr` only LF is taken off. */
  constructor(options: { readonly keepCr?: boolean } = {}) {
    this.#keepCr = options.keepCr === true;
  }

  /**
   * The lines that end in this chunk; they are copies where the chunk may be used again.
   * @throws LocalProtocolError `ERR_LIMIT` for a line over 64 MiB
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, from)) {
      lines.push(this.#close(copyOf(chunk, from, at)));
      from = at + 1;
    }
    if (from < chunk.length) this.#hold(copyOf(chunk, from, chunk.length));
    return lines;
  }

  /** What was left without an end; null when nothing was. */
  end(): Uint8Array | null {
    return this.#openBytes === 0 ? null : this.#close(EMPTY);
  }

  #hold(part: Uint8Array): void {
    this.#open.push(part);
    this.#openBytes += part.length;
    if (this.#openBytes <= MAX_LINE_BYTES) return;
    throw new LocalProtocolError("ERR_LIMIT", `A line of the input is longer than ${MAX_LINE_BYTES} bytes`);
  }

  #close(last: Uint8Array): Uint8Array {
    let line = last;
    if (this.#openBytes > 0) {
      line = new Uint8Array(this.#openBytes + last.length);
      let at = 0;
      for (const part of this.#open) {
        line.set(part, at);
        at += part.length;
      }
      line.set(last, at);
      this.#open = [];
      this.#openBytes = 0;
    }
    return !this.#keepCr && line.at(-1) === CR ? line.subarray(0, -1) : line;
  }
}

/** A copy also of a Buffer, whose own `slice` is a view. */
function copyOf(chunk: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(chunk.subarray(from, to));
}
