import { SocketError } from "../errors/index.ts";
import { NativeStream } from "./native/native-stream.ts";
import type { Stream } from "./stream.ts";

/** Options of {@link relay}. */
export interface RelayOptions {
  /** Bytes taken at once. @default 262_144 */
  readonly chunkBytes?: number;
  /** Ends the relay: both streams are reset, and the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
}

/** What a {@link relay} carried. */
export interface RelayResult {
  readonly bytesFromFirst: number;
  readonly bytesFromSecond: number;
}

const DEFAULT_CHUNK_BYTES = 262_144;

/**
 * Carries bytes between two streams until both have ended, each direction on its own: a FIN on one side becomes a FIN on
 * the other while the other direction goes on. A slow side holds the other back. When one side fails, the other is
 * reset, because a FIN would say that all is well. The streams must not be read or written meanwhile, and still have to
 * be closed.
 * @throws SocketError the failure of the side that failed first
 */
export async function relay(first: Stream, second: Stream, options: RelayOptions = {}): Promise<RelayResult> {
  const { signal, chunkBytes = DEFAULT_CHUNK_BYTES } = options;
  signal?.throwIfAborted();
  const resetBoth = (): void => {
    first.reset();
    second.reset();
  };
  signal?.addEventListener("abort", resetBoth, { once: true });
  const failures: unknown[] = [];
  const one = (from: Stream, to: Stream): Promise<number> =>
    (from instanceof NativeStream ? pump : carry)(from, to, chunkBytes).catch((error: unknown) => {
      failures.push(error);
      resetBoth();
      return 0;
    });
  try {
    const [bytesFromFirst, bytesFromSecond] = await Promise.all([one(first, second), one(second, first)]);
    signal?.throwIfAborted();
    // The reset makes the other direction fail with "closed on this side": the first failure is the cause.
    if (failures.length > 0) throw failures[0];
    return { bytesFromFirst, bytesFromSecond };
  } finally {
    signal?.removeEventListener("abort", resetBoth);
  }
}

/** One direction through one buffer, for streams that read straight into it. */
async function pump(from: Stream, to: Stream, chunkBytes: number): Promise<number> {
  const buffer = new Uint8Array(chunkBytes);
  let total = 0;
  for (;;) {
    const length = await from.readInto(buffer);
    if (length === 0) break;
    await to.write(buffer.subarray(0, length));
    total += length;
  }
  await to.shutdown();
  return total;
}

/** One direction: reads ahead by one chunk while the last one is being written. */
async function carry(from: Stream, to: Stream, chunkBytes: number): Promise<number> {
  let total = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const chunk = await from.read(chunkBytes);
      await writing;
      if (chunk === null) break;
      total += chunk.length;
      writing = to.write(chunk);
      // Looked at in the next round; until then its failure is not unhandled.
      writing.catch(() => undefined);
    }
    await to.shutdown();
    return total;
  } catch (error) {
    await writing.catch((failure: unknown) => {
      if (SocketError.is(error, "ERR_CLOSED")) throw failure;
    });
    throw error;
  }
}
