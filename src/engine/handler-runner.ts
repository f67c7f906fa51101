import type { CaptureEvent, EventDetail, EventKind } from "../capture/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer, HandlerReply } from "../handlers/index.ts";
import type { BaseSession } from "./base-session.ts";
import type { Clock } from "./clock.ts";
import { settlesWithin } from "./deferred.ts";
import type { HandlerMachine, MachineCommand } from "./handler-machine.ts";
import { WakeTable } from "./wake-table.ts";

/** A peer that takes nothing for this long while it holds back others is reset. */
export const SLOW_PEER_TIMEOUT_MS = 10_000;

interface Attached {
  readonly session: BaseSession;
  readonly peers: Map<number, HandlerPeer>;
}

/** The first `length` of an array of peers, by session. */
interface PeerGroups {
  length: number;
  readonly bySession: Map<string, number[]>;
}

interface Turn {
  readonly event: HandlerEvent;
  /** The peer whose reading waits for the turn. */
  readonly cause: HandlerPeer | null;
  readonly done: (held: void | Promise<void>) => void;
}

/**
 * Runs one handler on one or several sessions: events in, commands out, one event at a time. `start` comes with the first
 * session, `stop` before the last one closes its peers. What a handler throws becomes an `error` event.
 */
export class HandlerRunner {
  readonly #handler: Handler;
  readonly #machine: HandlerMachine | null;
  readonly #clock: Clock;
  readonly #attached = new Map<string, Attached>();
  readonly #wakes: WakeTable;
  #turns: Turn[] = [];
  #running = false;
  #started = false;
  /** Peers by session of the arrays that `sendAll` was given: they come again. */
  readonly #groups = new WeakMap<readonly HandlerPeer[], PeerGroups>();
  /** What the commands of this turn still send. */
  #sending: Promise<void>[] = [];
  #stopped = false;

  constructor(handler: Handler, machine: HandlerMachine | null, clock: Clock) {
    this.#handler = handler;
    this.#machine = machine;
    this.#clock = clock;
    handler.connect?.(() => void this.#give({ type: "nudge", nowMs: clock.nowMs() }, null));
    this.#wakes = new WakeTable(clock, (token) => void this.#give({ type: "wake", token, nowMs: clock.nowMs() }, null));
  }

  /** Whether it has stopped: a new session needs a new runner. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The handler answers on this session from now on, until the session closes. */
  attach(session: BaseSession): void {
    const attached: Attached = { session, peers: new Map() };
    const unlisten = session.answer((event) => this.#hear(attached, event));
    this.#attached.set(session.id, attached);
    session.beforePeersClose = () => this.#sessionStops();
    void this.#detachAtEnd(session, unlisten);
    if (this.#started) return;
    this.#started = true;
    void this.#give({ type: "start", nowMs: this.#clock.nowMs() }, null);
  }

  async #detachAtEnd(session: BaseSession, unlisten: () => void): Promise<void> {
    await session.closed;
    unlisten();
    this.#attached.delete(session.id);
  }

  async #sessionStops(): Promise<void> {
    const others = [...this.#attached.values()].filter(({ session }) => !session.stopping);
    if (others.length > 0 || this.#stopped) return;
    await this.#give({ type: "stop", nowMs: this.#clock.nowMs() }, null);
    this.#stopped = true;
    this.#wakes.clear();
    await this.#machine?.close();
  }

  #hear(attached: Attached, event: CaptureEvent): void | Promise<void> {
    const { kind, peer: id, direction } = event;
    if (id === 0) return undefined;
    // The clock of the events is the handlers' own.
    const nowMs = event.timeUs / 1000;
    if (kind === "accept" || kind === "open") {
      const peer = this.#meet(attached, id);
      return peer === null ? undefined : this.#give({ type: "open", peer, nowMs }, peer);
    }
    const peer = attached.peers.get(id);
    if (peer === undefined) return undefined;
    if (kind === "data") return this.#give({ type: "data", peer, bytes: event.bytes, nowMs }, peer);
    if (kind === "eof" && direction === "in") return this.#give({ type: "eof", peer, nowMs }, peer);
    if (kind !== "close") return undefined;
    attached.peers.delete(id);
    return this.#give({ type: "close", peer, nowMs }, null);
  }

  #meet({ session, peers }: Attached, id: number): HandlerPeer | null {
    const known = session.openPeer(id);
    if (known === undefined) return null;
    const { remote, network } = known.record;
    const { certificate } = known;
    const named = certificate === undefined || certificate === null ? {} : { certificate };
    const peer: HandlerPeer = { session: session.id, id, remote, network, ...named };
    peers.set(id, peer);
    return peer;
  }

  /** Commands may cause events at once (a reset causes a close): those wait for their turn. */
  #give(event: HandlerEvent, cause: HandlerPeer | null): void | Promise<void> {
    if (this.#stopped) return undefined;
    if (!this.#running) {
      const held = this.#run(event, cause);
      this.#runWaiting();
      return held;
    }
    return new Promise((resolve) => {
      this.#turns.push({ event, cause, done: (held) => resolve(held) });
    });
  }

  #runWaiting(): void {
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) {
      turn.done(this.#stopped ? undefined : this.#run(turn.event, turn.cause));
    }
  }

  #run(event: HandlerEvent, cause: HandlerPeer | null): void | Promise<void> {
    this.#running = true;
    let full: Set<HandlerPeer> | null = null;
    try {
      for (const command of this.#handler.handle(event)) {
        if (command.type !== "send") this.#execute(command);
        else if (this.#send(command.peer, command.bytes)) (full ??= new Set()).add(command.peer);
      }
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#note("error", cause, { code: "ERR_INTERNAL", message, handler: true });
    } finally {
      this.#running = false;
    }
    // Nobody waits for a wake or a stop: their sends are only queued.
    const waits = cause !== null || event.type === "reply";
    const sending = this.#sending;
    if (sending.length > 0) this.#sending = [];
    if (!waits) return undefined;
    const taken = full === null ? undefined : this.#untilTaken([...full], cause);
    if (sending.length === 0) return taken;
    return Promise.all(taken === undefined ? sending : [...sending, taken]).then(() => undefined);
  }

  /** Whether more waits for the peer then than may. What fails is told by the peer itself as an event. */
  #send(to: HandlerPeer, bytes: Uint8Array): boolean {
    const session = this.#attached.get(to.session)?.session;
    const peer = session?.openPeer(to.id);
    if (session === undefined || peer === undefined) return false;
    peer.post(bytes);
    return peer.queuedBytes > session.limits.maxQueuedBytes;
  }

  #execute(command: Exclude<HandlerCommand, { type: "send" }>): void {
    switch (command.type) {
      case "sendAll":
        return this.#sendAll(command);
      case "close":
        return this.#close(command.peer, command.how);
      case "wake":
        return this.#wakes.set(command.token, command.atMs);
      case "cancelWake":
        return this.#wakes.cancel(command.token);
      case "note":
        return this.#note(command.kind, command.peer, command.detail);
      case "drain":
        return this.#drain(command.id, command.peer);
      default:
        return this.#askMachine(command);
    }
  }

  #sendAll({ peers, except, bytes }: Extract<HandlerCommand, { type: "sendAll" }>): void {
    let groups = this.#groups.get(peers);
    if (groups === undefined) this.#groups.set(peers, (groups = { length: 0, bySession: new Map() }));
    grow(groups, peers);
    for (const [id, ids] of groups.bySession) {
      const sending = this.#attached.get(id)?.session.sendAll(ids, except?.session === id ? except.id : 0, bytes);
      if (sending !== undefined) this.#sending.push(sending);
    }
  }

  #peer({ session, id }: HandlerPeer): ReturnType<BaseSession["openPeer"]> {
    return this.#attached.get(session)?.session.openPeer(id);
  }

  #close(to: HandlerPeer, how: "fin" | "reset"): void {
    const peer = this.#peer(to);
    if (peer === undefined) return;
    if (how === "fin" || to.network === "udp") void peer.close();
    else peer.reset();
  }

  #note(kind: EventKind, peer: HandlerPeer | null, detail: EventDetail): void {
    const named = peer === null ? undefined : this.#attached.get(peer.session);
    const [first] = this.#attached.values();
    void (named ?? first)?.session.event(kind, peer?.id ?? 0, null, detail);
  }

  #drain(id: string, to: HandlerPeer): void {
    const drained = this.#peer(to)?.drained() ?? Promise.resolve();
    void drained.then(() => this.#reply(id, { type: "drained" }));
  }

  #askMachine(command: MachineCommand): void {
    if (this.#machine !== null) this.#machine.execute(command, (reply) => this.#reply(command.id, reply));
    else void this.#reply(command.id, { type: "failed", ok: false, message: `No machine for "${command.type}"` });
  }

  /** Never within the command's own call, so that a handler sees a reply only after its commands. */
  #reply(id: string, reply: HandlerReply): void | Promise<void> {
    return this.#give({ type: "reply", id, reply, nowMs: this.#clock.nowMs() }, null);
  }

  /**
   * Holds back the peer that caused it, or the machine whose reply did; another peer that takes nothing does not hold a
   * peer for ever.
   */
  async #untilTaken(full: readonly HandlerPeer[], cause: HandlerPeer | null): Promise<void> {
    await Promise.all(
      full.map(async (to) => {
        const peer = this.#peer(to);
        if (peer === undefined) return;
        if (cause === null || to === cause || to.network === "udp") return peer.drained();
        if (await settlesWithin(peer.drained(), SLOW_PEER_TIMEOUT_MS)) return;
        const bytes = peer.queuedBytes;
        this.#note("limit", to, { limit: "slowPeerMs", value: SLOW_PEER_TIMEOUT_MS, count: 1, bytes });
        peer.reset();
      }),
    );
  }
}

/** Takes in the peers that were added since. */
function grow(groups: PeerGroups, peers: readonly HandlerPeer[]): void {
  for (; groups.length < peers.length; groups.length++) {
    const { session, id } = peers[groups.length] as HandlerPeer;
    const ids = groups.bySession.get(session);
    if (ids === undefined) groups.bySession.set(session, [id]);
    else ids.push(id);
  }
}
