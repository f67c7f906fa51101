import { SocketError } from "../errors/index.ts";
import { KernelPipe } from "./native/kernel-pipe.ts";
import { NativeStream } from "./native/native-stream.ts";
import type { Stream } from "./stream.ts";

/** Options of {@link carry}. */
export interface CarryOptions {
  /** Bytes taken at once. @default 262_144 */
  readonly chunkBytes?: number;
  /** Told of every move, after the bytes were taken. */
  readonly onBytes?: (bytes: number) => void;
}

const DEFAULT_CHUNK_BYTES = 262_144;
/** Where most bytes are moved inside the kernel, reading is how one waits for them. */
const WAITING_BYTES = 16_384;
/** A connection that carries less gets no pipe. */
const MUCH_BYTES = 262_144;
/** Moves that may follow one another before the event loop gets its turn. */
const MOVES_PER_TURN = 16;

/**
 * Carries bytes from one stream to another until the first has ended, and returns how many; the end itself is not passed
 * on. Inside the kernel (splice(2)) where both streams are the operating system's own, through one buffer elsewhere. The
 * streams must not be read or written that way meanwhile.
 * @throws SocketError as `Stream.read` of the first and `Stream.write` of the second
 */
export function carry(from: Stream, to: Stream, options: CarryOptions = {}): Promise<number> {
  const { chunkBytes = DEFAULT_CHUNK_BYTES, onBytes = ignore } = options;
  if (!(from instanceof NativeStream)) return copyAhead(from, to, chunkBytes, onBytes);
  if (!(to instanceof NativeStream)) return copy(from, to, chunkBytes, onBytes);
  return new Splicing(from, to, chunkBytes, onBytes).run();
}

function ignore(): void {
  // Nobody wants to know.
}

/** Through a pipe of our own inside the kernel, once it is clear that much will go through it. */
class Splicing {
  readonly #from: NativeStream;
  readonly #to: NativeStream;
  readonly #chunkBytes: number;
  readonly #onBytes: (bytes: number) => void;
  #pipe: KernelPipe | null = null;
  #total = 0;

  constructor(from: NativeStream, to: NativeStream, chunkBytes: number, onBytes: (bytes: number) => void) {
    this.#from = from;
    this.#to = to;
    this.#chunkBytes = chunkBytes;
    this.#onBytes = onBytes;
  }

  async run(): Promise<number> {
    const buffer = new Uint8Array(Math.min(WAITING_BYTES, this.#chunkBytes));
    try {
      for (;;) {
        // A read is how one waits; what comes slowly needs no more than that.
        const length = await this.#from.readInto(buffer);
        if (length === 0) return this.#total;
        await this.#to.write(buffer.subarray(0, length));
        this.#moved(length);
        // Less than there was room for: nothing more is there now.
        if (length < buffer.length || this.#total < MUCH_BYTES) continue;
        this.#pipe ??= KernelPipe.open();
        const rest = this.#pipe === null ? await this.#copyRest() : await this.#splice(this.#pipe);
        if (rest === "ended") return this.#total;
      }
    } finally {
      this.#pipe?.close();
    }
  }

  /** Moves what can be moved without waiting for the source. */
  async #splice(pipe: KernelPipe): Promise<"ended" | "waiting"> {
    for (let moves = 1; ; moves++) {
      const moved = this.#from.spliceTo(pipe.writing, pipe.bytes);
      if (moved === 0) return "ended";
      if (moved < 0) return "waiting";
      for (let left = moved; left > 0; ) {
        const taken = this.#to.spliceFrom(pipe.reading, left);
        if (taken < 0) await this.#to.waitForRoom();
        else left -= taken;
      }
      this.#moved(moved);
      if (moves % MOVES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #copyRest(): Promise<"ended"> {
    await copy(this.#from, this.#to, this.#chunkBytes, (bytes) => this.#moved(bytes));
    return "ended";
  }

  #moved(bytes: number): void {
    this.#total += bytes;
    this.#onBytes(bytes);
  }
}

/** Through one buffer, for streams that read straight into it. */
async function copy(from: Stream, to: Stream, chunkBytes: number, onBytes: (bytes: number) => void): Promise<number> {
  const buffer = new Uint8Array(chunkBytes);
  let total = 0;
  for (;;) {
    const length = await from.readInto(buffer);
    if (length === 0) return total;
    await to.write(buffer.subarray(0, length));
    total += length;
    onBytes(length);
  }
}

/** Reads ahead by one chunk while the last one is being written. */
async function copyAhead(
  from: Stream,
  to: Stream,
  chunkBytes: number,
  onBytes: (bytes: number) => void,
): Promise<number> {
  let total = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const chunk = await from.read(chunkBytes);
      await writing;
      if (chunk === null) return total;
      total += chunk.length;
      writing = to.write(chunk).then(() => onBytes(chunk.length));
      // Looked at in the next round; until then its failure is not unhandled.
      writing.catch(() => undefined);
    }
  } catch (error) {
    await writing.catch((failure: unknown) => {
      if (SocketError.is(error, "ERR_CLOSED")) throw failure;
    });
    throw error;
  }
}
