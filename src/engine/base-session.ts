import type { FileHandle } from "node:fs/promises";
import {
  type Counters,
  defaultName,
  parseSessionSpec,
  type PeerState,
  problemOf,
  type ProblemState,
  type RepeatState,
  type ServiceSpec,
  type SessionLimits,
  type SessionPhase,
  type SessionSpec,
  type SessionState,
  type TransferState,
} from "../api/index.ts";
import type { Direction, EventDetail, EventKind, PeerNetwork } from "../capture/index.ts";
import { SocketError } from "../errors/index.ts";
import type { CaptureView } from "./capture-view.ts";
import type { Clock } from "./clock.ts";
import { deferred } from "./deferred.ts";
import type { EngineNetwork } from "./engine-network.ts";
import { withDefaultLimits } from "./limits.ts";
import type { Peer, PeerHost } from "./peer.ts";
import { PeerTable } from "./peer-table.ts";
import { errorDetail } from "./problem.ts";
import { RepeatList } from "./repeat-list.ts";
import type {
  FilePart,
  PeerTarget,
  ReceiveFileOptions,
  RepeatOptions,
  SendFileOptions,
  SendOptions,
  SendResult,
  Session,
  SessionListener,
  SessionView,
} from "./session.ts";
import { SessionJournal } from "./session-journal.ts";
import type { SessionRecorder } from "./session-recorder.ts";
import { StreamPeer } from "./stream-peer.ts";
import { TransferList } from "./transfer-list.ts";

/** What the engine gives a session. */
export interface SessionContext {
  readonly id: string;
  readonly clock: Clock;
  readonly network: EngineNetwork;
  /** Null when the session is not recorded. */
  readonly recorder: SessionRecorder | null;
  /** What `halfOpen` is when the spec does not say. */
  readonly halfOpen: boolean;
}

/** A spec as it may be shown. */
function withoutSecrets(spec: SessionSpec): SessionSpec {
  if (spec.type !== "tcp-client" || spec.proxy?.password === undefined) return spec;
  return { ...spec, proxy: { ...spec.proxy, password: "***" } };
}

/** What every kind of session has in common: its peers, events, counters, sends and its end. */
export abstract class BaseSession<S extends SessionSpec = SessionSpec, P extends Peer = Peer>
  implements Session, PeerHost
{
  readonly id: string;
  readonly limits: Required<SessionLimits>;
  readonly closed: Promise<void>;
  protected readonly context: SessionContext;
  protected readonly table: PeerTable<P>;
  protected readonly network: PeerNetwork;
  readonly #journal: SessionJournal;
  readonly #repeats: RepeatList;
  readonly #transfers: TransferList;
  readonly #openedUs: number;
  readonly #ended = deferred();
  #spec: S;
  #phase: SessionPhase = "opening";
  #local: string | null = null;
  #problem: ProblemState | null = null;
  #closing: Promise<void> | null = null;
  #beforePeersClose: (() => Promise<void>) | null = null;

  constructor(context: SessionContext, spec: S, network: PeerNetwork) {
    this.id = context.id;
    this.context = context;
    this.network = network;
    this.#spec = spec;
    this.limits = withDefaultLimits(spec.limits);
    this.table = new PeerTable<P>(network, this.limits.maxGonePeers);
    this.closed = this.#ended.promise;
    this.#openedUs = context.clock.nowUs();
    this.#journal = new SessionJournal(context.clock, context.recorder, this.limits);
    this.#repeats = new RepeatList(this);
    this.#transfers = new TransferList(this, network === "udp");
  }

  /** Opens the socket: resolves when it listens, is connected or bound. Called once, by the engine. */
  abstract open(signal?: AbortSignal): Promise<void>;

  /** Closes what listens or is bound, so that no new peer comes. */
  protected abstract closeSocket(): Promise<void>;

  /** What listens or is bound has been told to close: nothing new may be started. */
  get stopping(): boolean {
    return this.#closing !== null || this.#phase === "failed" || this.#phase === "closed";
  }

  get spec(): S {
    return this.#spec;
  }

  get capture(): CaptureView | null {
    return this.context.recorder?.view ?? null;
  }

  state(): SessionState {
    return {
      id: this.id,
      spec: withoutSecrets(this.#spec),
      name: this.#spec.name ?? defaultName(this.#spec),
      phase: this.#phase,
      local: this.#local,
      problem: this.#problem,
      openedUs: this.#openedUs,
      counters: this.counters(),
      peersOpen: this.table.openCount,
      peersTotal: this.peersTotal(),
      rows: this.capture?.rows ?? 0,
      captureBytes: this.capture?.fileBytes ?? 0,
      captureFile: this.capture?.path ?? null,
      drops: { kernel: this.kernelDrops(), unrecorded: this.#journal.unrecorded },
      repeats: this.#repeats.states(),
      transfers: this.#transfers.states(),
    };
  }

  peers(): readonly PeerState[] {
    return this.table.states();
  }

  listen(listener: SessionListener, sent = true): () => void {
    return this.#journal.listen(listener, sent);
  }

  /** As `listen`, for who answers; see {@link EventHub.answer}. */
  answer(listener: SessionListener): () => void {
    return this.#journal.answer(listener);
  }

  onChange(listener: () => void): () => void {
    return this.#journal.onChange(listener);
  }

  async send(bytes: Uint8Array, to: PeerTarget, options: SendOptions = {}): Promise<SendResult> {
    const { peers, failed } = this.table.targets(to);
    const sent: number[] = [];
    const failures = [...failed];
    const one = async (peer: Peer): Promise<void> => {
      try {
        await peer.send(bytes, options.signal);
        sent.push(peer.id);
      } catch (error) {
        if (options.signal?.aborted === true) throw error;
        failures.push({ peer: peer.id, error: error as Error });
      }
    };
    const [only] = peers;
    if (only !== undefined && peers.length === 1) await one(only);
    else await Promise.all(peers.map(one));
    return { sent, failed: failures };
  }

  /**
   * Sends the same bytes to many peers, but not to `except`; whoever is gone, or fails, is told by its own events. An array
   * that comes again is the fastest; meanwhile peers may only have been added at its end. A promise only while some waits.
   */
  sendAll(peers: readonly number[], except: number, bytes: Uint8Array): Promise<void> | undefined {
    for (const id of peers) {
      if (id === except) continue;
      this.openPeer(id)?.post(bytes);
    }
    return undefined;
  }

  async sendUnseen(peer: number, file: FileHandle, part: FilePart): Promise<boolean> {
    const to: Peer = this.table.get(peer);
    if (!(to instanceof StreamPeer) || this.#journal.wantsSent) return false;
    return to.sendUnseen(file, part, (bytes) => this.#journal.countSent(bytes));
  }

  addPeer(_host: string, _port: number): Promise<PeerState> {
    return Promise.reject(this.unsupported("Only a UDP session makes peers of addresses"));
  }

  repeat(bytes: Uint8Array | ((n: number) => Uint8Array), to: PeerTarget, options: RepeatOptions): RepeatState {
    return this.#repeats.start(bytes, to, options);
  }

  stopRepeat(id: string): void {
    this.#repeats.stop(id);
  }

  sendFile(path: string, to: PeerTarget, options: SendFileOptions = {}): Promise<TransferState> {
    return this.#transfers.send(path, to, options);
  }

  async receiveToFile(path: string, from: number | "all", options: ReceiveFileOptions = {}): Promise<TransferState> {
    if (from !== "all") this.table.get(from);
    return this.#transfers.receive(path, from, options);
  }

  cancelTransfer(id: string): void {
    this.#transfers.cancel(id);
  }

  transferEnd(id: string): Promise<TransferState> {
    return this.#transfers.end(id);
  }

  async shutdown(peer: number): Promise<void> {
    await this.table.get(peer).shutdown();
  }

  async disconnect(peer: number): Promise<void> {
    await this.table.get(peer).close();
  }

  reset(peer: number): void {
    this.table.get(peer).reset();
  }

  unacknowledged(peer: number): number | null {
    const known: Peer | undefined = this.table.find(peer);
    return known instanceof StreamPeer ? known.unacknowledged() : null;
  }

  note(kind: "note" | "limit" | "error", peer: number, detail: EventDetail): void {
    void this.event(kind, peer, null, detail);
  }

  setView(view: SessionView): void {
    this.#spec = parseSessionSpec({ ...this.#spec, ...view }) as S;
    if (view.framing !== undefined) this.capture?.setFraming(view.framing);
    this.changed();
  }

  setService(service: ServiceSpec): void {
    this.#spec = parseSessionSpec({ ...this.#spec, service }) as S;
    this.changed();
  }

  resetCounters(): void {
    this.#journal.counters.reset();
    for (const peer of this.table.open()) peer.counters.reset();
    this.changed();
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeInOrder("local");
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The session could not be opened, or cannot go on. */
  async fail(error: unknown): Promise<void> {
    this.#problem = problemOf(error);
    await this.event("error", 0, null, errorDetail(error));
    this.#closing ??= this.#closeInOrder("error");
    await this.#closing;
  }

  // What peers, repeats, transfers and handlers need of the session.

  nowUs(): number {
    return this.#journal.nowUs();
  }

  data(direction: Direction, peer: Peer, bytes: Uint8Array): void | Promise<void> {
    if (direction === "in") this.table.heard(peer as P);
    return this.#journal.data(direction, peer.id, bytes);
  }

  sentTurn(): Promise<void> | undefined {
    return this.#journal.sentTurn();
  }

  event(kind: EventKind, peer: number, direction: Direction | null, detail: EventDetail | null): void | Promise<void> {
    return this.#journal.event(kind, peer, direction, detail);
  }

  strike(limit: keyof SessionLimits, peer: number): void {
    this.#journal.strike(limit, peer);
  }

  peerGone(peer: Peer): void {
    this.table.retire(peer as P);
    this.changed();
  }

  targetIds(to: PeerTarget): readonly number[] {
    return this.table.targets(to).peers.map((peer) => peer.id);
  }

  /** Sets what is done when the session stops, before its peers are closed: a handler's last words. */
  set beforePeersClose(action: () => Promise<void>) {
    this.#beforePeersClose = action;
  }

  /** An open peer by its number; undefined when it is gone. */
  openPeer(id: number): Peer | undefined {
    return this.table.find(id);
  }

  /** What recording could not go on with; told to the listeners, as the capture cannot hold it. */
  recordingStopped(kind: "limit" | "error", detail: EventDetail): void {
    this.#journal.recordingStopped(kind, detail);
  }

  /** Deletes the temporary capture; called when the session has been closed and is forgotten. */
  async discard(): Promise<void> {
    await this.context.recorder?.discard();
  }

  /** State, peers or rows changed. */
  changed(): void {
    this.#journal.changed();
  }

  /** Whether the bytes that are sent are recorded or heard by anybody. */
  protected get wantsSent(): boolean {
    return this.#journal.wantsSent;
  }

  /** Counts bytes that were sent and that nobody wants to see. */
  protected countSent(bytes: number, writes: number): void {
    this.#journal.countSent(bytes, writes);
  }

  /** What the session counted. */
  protected counters(): Counters {
    return this.#journal.counters.snapshot();
  }

  /** Peers that were ever seen. */
  protected peersTotal(): number {
    return this.table.total;
  }

  /** Datagrams that the kernel dropped; only UDP knows. */
  protected kernelDrops(): number | null {
    return null;
  }

  protected setPhase(phase: SessionPhase): void {
    if (this.#phase === "closed" || this.#phase === "failed") return;
    this.#phase = phase;
    this.changed();
  }

  protected setLocal(local: string): void {
    this.#local = local;
    this.changed();
  }

  protected setProblem(error: unknown): void {
    this.#problem = error === null ? null : problemOf(error);
    this.changed();
  }

  protected unsupported(hint: string): SocketError {
    return new SocketError("ERR_UNSUPPORTED", { op: "send", network: this.network, hint });
  }

  async #closeInOrder(reason: "local" | "error"): Promise<void> {
    if (this.#phase !== "failed") this.setPhase("closing");
    this.#repeats.stopAll();
    this.#transfers.cancelSending();
    await this.closeSocket().catch((error: unknown) => this.event("error", 0, null, errorDetail(error)));
    await this.#beforePeersClose?.();
    await Promise.all(this.table.open().map((peer) => peer.close()));
    await this.#transfers.finishAll();
    await this.sessionEnded();
    this.#journal.settle();
    await this.event("close", 0, null, { reason });
    this.setPhase(this.#problem !== null && reason === "error" ? "failed" : "closed");
    await this.#journal.close();
    this.#ended.resolve();
  }

  /** Called at the end of closing, before the `close` event. */
  protected async sessionEnded(): Promise<void> {}
}
