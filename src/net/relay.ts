import { carry } from "./carry.ts";
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

/**
 * Carries bytes between two streams until both have ended, each direction on its own: a FIN on one side becomes a FIN on
 * the other while the other direction goes on. A slow side holds the other back. When one side fails, the other is
 * reset, because a FIN would say that all is well. The streams must not be read or written meanwhile, and still have to
 * be closed.
 * @throws SocketError the failure of the side that failed first
 */
export async function relay(first: Stream, second: Stream, options: RelayOptions = {}): Promise<RelayResult> {
  const { signal, chunkBytes } = options;
  const carryOptions = chunkBytes === undefined ? {} : { chunkBytes };
  signal?.throwIfAborted();
  const resetBoth = (): void => {
    first.reset();
    second.reset();
  };
  signal?.addEventListener("abort", resetBoth, { once: true });
  const failures: unknown[] = [];
  const one = async (from: Stream, to: Stream): Promise<number> => {
    try {
      const bytes = await carry(from, to, carryOptions);
      await to.shutdown();
      return bytes;
    } catch (error) {
      failures.push(error);
      resetBoth();
      return 0;
    }
  };
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
