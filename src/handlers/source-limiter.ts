import { TokenBucket } from "./token-bucket.ts";

/** Bounds of {@link SourceLimiter}. */
export interface SourceLimiterOptions {
  /** Answers a second that one source gets on the average. @default 10 */
  readonly perSecond?: number;
  /** Answers that one source gets at once. @default 20 */
  readonly burst?: number;
  /** Sources remembered; past it those that have been quiet are forgotten first. @default 10_000 */
  readonly maxSources?: number;
}

/** Bounds how often each source is answered, so that a forged source address cannot be flooded through us. */
export class SourceLimiter {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #maxSources: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(options: SourceLimiterOptions = {}) {
    this.#perSecond = options.perSecond ?? 10;
    this.#burst = options.burst ?? 20;
    this.#maxSources = options.maxSources ?? 10_000;
  }

  /** Whether this source may be answered now. The source is an address without its port. */
  take(source: string, nowMs: number): boolean {
    let bucket = this.#buckets.get(source);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#maxSources) this.#forget(nowMs);
      bucket = new TokenBucket(this.#perSecond, this.#burst, nowMs);
      this.#buckets.set(source, bucket);
    }
    return bucket.take(nowMs);
  }

  #forget(nowMs: number): void {
    for (const [source, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(source);
    // All are busy: the oldest goes, which can only be to its advantage.
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= this.#maxSources && oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/** The host part of a printed address: `127.0.0.1:80` → `127.0.0.1`, `[::1]:80` → `[::1]`. */
export function sourceHost(remote: string): string {
  const colon = remote.lastIndexOf(":");
  return colon === -1 ? remote : remote.slice(0, colon);
}
