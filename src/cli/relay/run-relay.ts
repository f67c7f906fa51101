import { SocketError } from "../../errors/index.ts";
import { UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import { endReason } from "../output/end-reason.ts";
import { isoTime, jsonLine } from "../output/json-formatter.ts";
import { formatBytes } from "../output/totals.ts";
import { openWithRetry } from "../conversation/open-with-retry.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import { Activity } from "../pipe/activity.ts";
import { withLimits } from "../pipe/limits.ts";
import { type Endpoint, listens } from "./endpoint.ts";
import { Carried, join, type JoinOptions } from "./join.ts";
import type { MessageRule } from "./message-rule.ts";
import { listenAt, openerOf, type OpenOptions } from "./open-endpoint.ts";
import type { EndListener, EndOpener, RelayEnd } from "./relay-end.ts";
import { RelayView, type RelayViewPlan } from "./relay-view.ts";

/** How often it is tried again to accept when there are too many open files. */
const ROOM_POLL_MS = 500;

/** Everything that `jack relay` is asked for. */
export interface RelayPlan {
  readonly a: Endpoint;
  readonly b: Endpoint;
  readonly view: RelayViewPlan;
  readonly open: OpenOptions;
  readonly retry: RetryPlan | null;
  readonly keepOpen: boolean;
  readonly maxConnections: number;
  readonly oneWay: boolean;
  readonly noShutdown: boolean;
  readonly lingerMs: number | undefined;
  readonly idleMs: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly rule: MessageRule;
  /** A line with the totals ends it. */
  readonly totals: boolean;
}

/** One side of a relay: it listens, or it is opened. */
type Side =
  | { readonly listener: EndListener; readonly opener: null }
  | { readonly listener: null; readonly opener: EndOpener };

/** Joins two endpoints until they have ended, or, with `keepOpen`, connection after connection until it is interrupted. */
export async function runRelay(context: CliContext, plan: RelayPlan): Promise<ExitCode> {
  const sink = usesStdout(plan) ? context.stderr : context.stdout;
  const view = await RelayView.open(context, plan.view, sink);
  const relay = new Relay(context, plan, view);
  const begin = context.clock.nowMs();
  let failure: unknown = null;
  try {
    await withLimits(context, { timeout: plan.timeoutMs }, new Activity(), (signal) => relay.run(signal));
    return EXIT.ok;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await view.close();
    const ms = context.clock.nowMs() - begin;
    if (plan.totals) await relay.printTotals(ms);
    if (plan.view.out === "json") await sink.print(relay.endLine(failure, ms)).catch(() => undefined);
  }
}

/** Whether bytes of the relay go to standard output, so that rows must go elsewhere. */
export function usesStdout({ a, b, oneWay }: Pick<RelayPlan, "a" | "b" | "oneWay">): boolean {
  const writes = (endpoint: Endpoint): boolean => {
    if (endpoint.type === "dual") return writes(endpoint.write);
    return endpoint.type === "stdio" && endpoint.side !== "in";
  };
  return writes(b) || (!oneWay && writes(a));
}

class Relay {
  readonly #context: CliContext;
  readonly #plan: RelayPlan;
  readonly #view: RelayView;
  readonly #total = new Carried();
  readonly #open = new Set<Promise<void>>();
  #served = 0;
  #failed = 0;
  #refused = 0;

  constructor(context: CliContext, plan: RelayPlan, view: RelayView) {
    this.#context = context;
    this.#plan = plan;
    this.#view = view;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { a, b, keepOpen, oneWay, open } = this.#plan;
    // What fits together is known before anything is opened.
    const openerA = listens(a) ? null : openerOf(this.#context, a, oneWay ? "read" : "both", open);
    const openerB = listens(b) ? null : openerOf(this.#context, b, oneWay ? "write" : "both", open);
    if (keepOpen) this.#checkKeepOpen(openerA, openerB);
    const listeners: EndListener[] = [];
    const side = async (endpoint: Endpoint, opener: EndOpener | null): Promise<Side> => {
      if (opener !== null) return { listener: null, opener };
      const listener = await listenAt(endpoint, open, signal);
      listeners.push(listener);
      this.#view.listening(listener.network, listener.address);
      return { listener, opener: null };
    };
    const stop = (): void => {
      for (const listener of listeners) void listener.close().catch(() => undefined);
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      const sides = [await side(a, openerA), await side(b, openerB)] as const;
      if (keepOpen) await this.#serve(sides[0], sides[1], signal);
      else await this.#once(sides[0], sides[1], listeners, signal);
    } finally {
      signal.removeEventListener("abort", stop);
      for (const listener of listeners) await listener.close().catch(() => undefined);
      await Promise.allSettled(this.#open);
      this.#tellDropped(listeners);
    }
  }

  /** The last line of `--json`: how it ended and what was counted. */
  endLine(failure: unknown, ms: number): string {
    return jsonLine({
      event: "end",
      time: isoTime(this.#context.clock.nowMs() * 1000),
      exitCode: failure === null ? EXIT.ok : exitCodeOf(failure),
      ...endReason(failure),
      aToB: this.#total.out,
      bToA: this.#total.in,
      connections: this.#served,
      failed: this.#failed,
      refused: this.#refused,
      seconds: Number((ms / 1000).toFixed(3)),
    });
  }

  async printTotals(ms: number): Promise<void> {
    const { messages, stderr } = this.#context;
    const text = messages.relay.totals({
      out: formatBytes(this.#total.out),
      in: formatBytes(this.#total.in),
      seconds: (ms / 1000).toFixed(2),
      served: this.#served,
      failed: this.#failed,
      refused: this.#refused,
    });
    await stderr.print(`${text}\n`).catch(() => undefined);
  }

  #checkKeepOpen(openerA: EndOpener | null, openerB: EndOpener | null): void {
    if (openerA !== null && openerB !== null) throw new UsageError((m) => m.usage.needs("--keep-open", "listen:"));
    const single = openerA?.isSingle === true ? this.#plan.a : openerB?.isSingle === true ? this.#plan.b : null;
    if (single !== null) throw new UsageError((m) => m.relay.onlyOnce(single.type));
  }

  /** One connection, and the end. */
  async #once(a: Side, b: Side, listeners: readonly EndListener[], signal: AbortSignal): Promise<void> {
    const [endA, endB] = await this.#pair(a, b, signal);
    // Others may come to these addresses now that nobody listens there.
    for (const listener of listeners) await listener.close();
    this.#served += 1;
    await this.#joined(1, endA, endB, a.listener === null && b.listener !== null ? endB : endA, signal, true);
  }

  /** Connections one beside the other, until the listener is closed. */
  async #serve(a: Side, b: Side, signal: AbortSignal): Promise<void> {
    const listener = a.listener ?? b.listener;
    if (listener === null) throw new TypeError("nobody listens");
    const other = a.listener === null ? a : b;
    for (;;) {
      const client = await this.#accept(listener, signal);
      if (client === null) continue;
      this.#tellDropped([listener]);
      if (this.#open.size >= this.#plan.maxConnections) {
        this.#refused += 1;
        client.abort();
        this.#view.limit("maxConnections", this.#plan.maxConnections);
        continue;
      }
      this.#served += 1;
      const id = this.#served;
      // Two listeners make pairs in the order of arrival.
      const early = other.listener === null ? null : await this.#acceptBeside(other.listener, client);
      const run = this.#connection(id, client, early, { other, isA: listener === a.listener }, signal);
      this.#open.add(run);
      void run.finally(() => this.#open.delete(run));
    }
  }

  /** The next client; null when there was no room for one, which others will make. */
  async #accept(listener: EndListener, signal: AbortSignal): Promise<RelayEnd | null> {
    try {
      return await listener.accept();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!SocketError.is(error, "ERR_TOO_MANY_FILES") || this.#open.size === 0) throw error;
      this.#view.note(0, this.#context.messages.relay.tooManyFiles);
      await this.#context.clock.sleep(ROOM_POLL_MS, signal);
      return null;
    }
  }

  async #acceptBeside(listener: EndListener, client: RelayEnd): Promise<RelayEnd> {
    try {
      return await listener.accept();
    } catch (error) {
      client.abort();
      throw error;
    }
  }

  /** One of several: its failure is told and counted, and ends nothing else. */
  async #connection(
    id: number,
    client: RelayEnd,
    early: RelayEnd | null,
    { other, isA }: { readonly other: Side; readonly isA: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const second = early ?? (await this.#opened(other, client, signal));
      await this.#joined(id, isA ? client : second, isA ? second : client, client, signal, false);
    } catch (error) {
      client.abort();
      if (signal.aborted) return;
      this.#failed += 1;
      this.#view.failed(id, error, false);
    }
  }

  async #opened(side: Side, other: RelayEnd | null, signal: AbortSignal): Promise<RelayEnd> {
    if (side.listener !== null) {
      return side.listener.accept().catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error;
      });
    }
    const { opener } = side;
    return openWithRetry(
      this.#context,
      this.#plan.retry,
      signal,
      () => opener.open(other, signal),
      ({ text }) => this.#view.note(0, text),
    );
  }

  /** Both ends of a single connection: who listens first, programs last. */
  async #pair(a: Side, b: Side, signal: AbortSignal): Promise<readonly [RelayEnd, RelayEnd]> {
    const aFirst = rank(a) <= rank(b);
    const first = await this.#opened(aFirst ? a : b, null, signal);
    try {
      const second = await this.#opened(aFirst ? b : a, first, signal);
      return aFirst ? [first, second] : [second, first];
    } catch (error) {
      first.abort();
      throw error;
    }
  }

  async #joined(
    id: number,
    a: RelayEnd,
    b: RelayEnd,
    client: RelayEnd,
    signal: AbortSignal,
    told: boolean,
  ): Promise<void> {
    const view = this.#view;
    const carried = new Carried();
    view.opened(id, a, b, client);
    try {
      await join(a, b, this.#joinOptions(id, carried, signal));
    } catch (error) {
      if (told && error !== signal.reason) view.failed(id, error, true);
      throw error;
    } finally {
      this.#total.out += carried.out;
      this.#total.in += carried.in;
      const dropped = (a.droppedMessages ?? 0) + (b.droppedMessages ?? 0);
      if (dropped > 0) view.dropped(id, dropped, this.#context.messages.relay.dropped(dropped));
      view.closed(id, { aToB: carried.out, bToA: carried.in });
    }
  }

  #joinOptions(id: number, carried: Carried, signal: AbortSignal): JoinOptions {
    const { oneWay, noShutdown, lingerMs, idleMs, rule } = this.#plan;
    const view = this.#view;
    const { relay } = this.#context.messages;
    return {
      oneWay,
      noShutdown,
      lingerMs,
      idleMs,
      rule,
      carried,
      clock: this.#context.clock,
      signal,
      watcher: {
        data: view.watchesBytes ? (direction, bytes) => view.data(id, direction, bytes) : null,
        ended: (direction) => view.ended(id, direction),
        lingered: (end, ms) => view.note(id, relay.lingered(end.name, ms)),
      },
    };
  }

  #tellDropped(listeners: readonly EndListener[]): void {
    for (const listener of listeners) {
      const count = listener.takeDropped();
      if (count > 0) this.#view.dropped(0, count, this.#context.messages.relay.droppedStrangers(count, listener.name));
    }
  }
}

function rank({ listener, opener }: Side): number {
  if (listener !== null) return 0;
  return opener.opensLast ? 2 : 1;
}
