import type { Direction } from "../../capture/index.ts";
import { canSplice, carry, spliceFrom, spliceTo } from "../../net/index.ts";
import { CliError } from "../cli-error.ts";
import type { Clock } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { PipeSplice } from "../pipe/pipe-splice.ts";
import { DualEnd } from "./dual-end.ts";
import { MessageCutting, type MessageRule, streamBytes } from "./message-rule.ts";
import { NobodyReads, type RelayEnd } from "./relay-end.ts";

/** One move inside the kernel; as much as a large pipe holds. */
const SPLICE_BYTES = 1_048_576;
/** Ends that do not close in order get this long. */
const CLOSE_TIMEOUT_MS = 4000;

/** What a connection has carried: `out` from A to B, `in` from B to A. */
export class Carried {
  out = 0;
  in = 0;
  /** Grows with every move, also of empty messages. */
  moves = 0;

  add(direction: Direction, bytes: number): void {
    this[direction] += bytes;
    this.moves += 1;
  }
}

/** What is told of a connection while it runs. */
export interface JoinWatcher {
  /** Bytes are about to be passed on; a promise holds them back. Null: nobody looks, and they go by the shortest way. */
  readonly data: ((direction: Direction, bytes: Uint8Array) => Promise<void> | undefined) | null;
  /** The side that sends this way has ended. */
  ended(direction: Direction): void;
  /** A side was given up because it was silent too long after the other had ended. */
  lingered(end: RelayEnd, ms: number): void;
}

/** How two ends are joined. */
export interface JoinOptions {
  readonly oneWay: boolean;
  /** The end of A's bytes is not passed on to B, nor the other way round. */
  readonly noShutdown: boolean;
  /** After one side has ended the other may be silent so long; undefined: as its kind has it. */
  readonly lingerMs: number | undefined;
  /** The connection ends when nothing moved for so long. */
  readonly idleMs: number | undefined;
  readonly rule: MessageRule;
  readonly watcher: JoinWatcher;
  readonly carried: Carried;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Carries bytes between two open ends until both directions have ended, each on its own, and closes both: the end of one
 * side is passed on to the other, a slow side holds the other back. When a side fails, the other is ended so that it does
 * not look like a good end (RST, SIGKILL).
 * @throws SocketError, CliError (124 when idle), OutputClosed; what a program ended with
 */
export async function join(a: RelayEnd, b: RelayEnd, options: JoinOptions): Promise<void> {
  const connection = new Joined(a, b, options);
  await connection.run();
  const outcome = a.outcome ?? b.outcome;
  if (outcome !== null) throw outcome;
}

interface Way {
  readonly direction: Direction;
  readonly from: RelayEnd;
  readonly to: RelayEnd;
  /** The end itself, of which `from` may be one half. */
  readonly fromEnd: RelayEnd;
  ended: boolean;
  /** Given up: what its reading and writing say from now on means nothing. */
  dropped: boolean;
}

class Joined {
  readonly #a: RelayEnd;
  readonly #b: RelayEnd;
  readonly #options: JoinOptions;
  readonly #ways: Way[];
  readonly #over = new AbortController();
  readonly #givenUp: Promise<void>;
  #giveUp: () => void = () => undefined;
  #failure: { readonly reason: unknown } | null = null;

  constructor(a: RelayEnd, b: RelayEnd, options: JoinOptions) {
    this.#a = a;
    this.#b = b;
    this.#options = options;
    this.#givenUp = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    const way = (direction: Direction, from: RelayEnd, to: RelayEnd): Way => ({
      direction,
      from: from instanceof DualEnd ? from.reader : from,
      to: to instanceof DualEnd ? to.writer : to,
      fromEnd: from,
      ended: false,
      dropped: false,
    });
    this.#ways = options.oneWay ? [way("out", a, b)] : [way("out", a, b), way("in", b, a)];
  }

  async run(): Promise<void> {
    const { signal, idleMs } = this.#options;
    const stop = (): void => this.#fail(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    if (idleMs !== undefined) void this.#watchIdle(idleMs);
    try {
      // What does not let go of a broken connection must not hold us.
      await Promise.race([Promise.all(this.#ways.map((way) => this.#runWay(way))), this.#givenUp]);
    } finally {
      this.#over.abort();
      signal.removeEventListener("abort", stop);
      await this.#close();
    }
    if (this.#failure !== null) throw this.#failure.reason;
  }

  async #runWay(way: Way): Promise<void> {
    const { to } = way;
    try {
      await this.#carry(way);
      if (way.dropped) return;
      this.#options.watcher.ended(way.direction);
      if (!this.#options.noShutdown) await to.finish();
    } catch (error) {
      if (way.dropped) return;
      // Nothing takes these bytes any more, on purpose; what comes back is still carried.
      if (!(error instanceof NobodyReads)) this.#fail(error);
    } finally {
      way.ended = true;
      if (this.#failure === null) void this.#awaitOther(way);
    }
  }

  /** The other direction goes on, but not for ever when its source may not be able to tell its end. */
  async #awaitOther(ended: Way): Promise<void> {
    const other = this.#ways.find((way) => way !== ended);
    if (other === undefined || other.ended) return;
    // A program that has ended takes nothing any more: what would go to it has no aim.
    void ended.fromEnd.gone?.then(() => this.#drop(other));
    const patience = this.#options.lingerMs ?? other.fromEnd.patienceMs;
    if (patience === null) return;
    const { carried, clock, watcher } = this.#options;
    for (let seen = -1; seen !== carried.moves; ) {
      seen = carried.moves;
      await clock.sleep(patience, this.#over.signal);
      if (other.ended || this.#over.signal.aborted) return;
    }
    if (this.#options.lingerMs !== undefined) watcher.lingered(other.fromEnd, patience);
    this.#drop(other);
  }

  #drop(way: Way): void {
    if (way.ended) return;
    way.dropped = true;
    // Ends the waiting read; what was read before is still written.
    void way.from.close().catch(() => undefined);
    // The other side may take nothing any more.
    void this.#options.clock.sleep(CLOSE_TIMEOUT_MS, this.#over.signal).then(() => this.#giveUp());
  }

  #fail(reason: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { reason };
    for (const way of this.#ways) way.dropped = true;
    void this.#options.clock.sleep(CLOSE_TIMEOUT_MS, this.#over.signal).then(() => this.#giveUp());
    const isOrderly = this.#options.signal.aborted || (reason instanceof CliError && reason.exitCode === EXIT.timedOut);
    for (const end of [this.#a, this.#b]) {
      if (isOrderly) void end.close().catch(() => undefined);
      else end.abort();
    }
  }

  async #close(): Promise<void> {
    const ended = new AbortController();
    const late = this.#options.clock.sleep(CLOSE_TIMEOUT_MS, ended.signal).then(() => {
      if (!ended.signal.aborted) for (const end of [this.#a, this.#b]) end.abort();
      return undefined;
    });
    await Promise.race([Promise.allSettled([this.#a.close(), this.#b.close()]), late]);
    ended.abort();
  }

  async #watchIdle(idleMs: number): Promise<void> {
    const { clock, carried } = this.#options;
    let seen = carried.moves;
    let since = clock.nowMs();
    while (!this.#over.signal.aborted) {
      await clock.sleep(Math.max(1, Math.min(1000, idleMs / 8)), this.#over.signal);
      if (carried.moves !== seen) {
        seen = carried.moves;
        since = clock.nowMs();
      } else if (clock.nowMs() - since >= idleMs) {
        return this.#fail(new CliError(EXIT.timedOut, (m) => m.problem.idle(idleMs)));
      }
    }
  }

  /** Everything from one side to the other, by the shortest way that there is. */
  async #carry(way: Way): Promise<void> {
    const { watcher } = this.#options;
    if (way.from.keepsMessages !== way.to.keepsMessages) return this.#carryMessages(way);
    if (watcher.data !== null) return this.#carryChunks(way, null);
    const { direction, from, to } = way;
    if (from.stream !== null && to.stream !== null) {
      await carry(from.stream, to.stream, { onBytes: (bytes) => this.#options.carried.add(direction, bytes) });
      return undefined;
    }
    return this.#carryChunks(way, spliceOf(way.from, way.to));
  }

  async #carryChunks(way: Way, splice: PipeSplice | null): Promise<void> {
    const { direction, from, to } = way;
    const { carried } = this.#options;
    const data = this.#options.watcher.data;
    for (let bytes = await from.read(); bytes !== null; bytes = await from.read()) {
      await data?.(direction, bytes);
      await to.write(bytes);
      carried.add(direction, bytes.length);
      if (splice !== null && (await splice.run((moved) => carried.add(direction, moved)))) return;
    }
  }

  async #carryMessages(way: Way): Promise<void> {
    const { direction, from, to } = way;
    const { rule, carried } = this.#options;
    const data = this.#options.watcher.data;
    const cutting = from.keepsMessages ? null : new MessageCutting(rule, to.maxMessageBytes);
    const pass = async (bytes: Uint8Array): Promise<void> => {
      await data?.(direction, bytes);
      await to.write(bytes);
      carried.add(direction, bytes.length);
    };
    for (let bytes = await from.read(); bytes !== null; bytes = await from.read()) {
      if (cutting === null) await pass(streamBytes(rule, bytes));
      else for (const message of cutting.push(bytes)) await pass(message);
    }
    const { message, lostBytes } = cutting?.end() ?? { message: null, lostBytes: 0 };
    if (message !== null) await pass(message);
    if (lostBytes > 0) throw new CliError(EXIT.failed, (m) => m.relay.unfinishedMessage(lostBytes));
  }
}

/** Moving inside the kernel between a connection and a pipe; null where that is not what there is. */
function spliceOf(from: RelayEnd, to: RelayEnd): PipeSplice | null {
  const { stream: target } = to;
  if (target !== null && canSplice(target)) {
    return PipeSplice.of(from.pipes?.input ?? null, (pipe) => spliceFrom(target, pipe, SPLICE_BYTES));
  }
  const { stream: source } = from;
  if (source !== null && canSplice(source)) {
    return PipeSplice.of(to.pipes?.output ?? null, (pipe) => spliceTo(source, pipe, SPLICE_BYTES));
  }
  return null;
}
