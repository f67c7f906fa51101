import type { FileHandle } from "node:fs/promises";
import type { PeerPhase, PeerState, PeerTls } from "../api/index.ts";
import type { PeerRecord } from "../capture/index.ts";
import { JackfieldError, SocketError } from "../errors/index.ts";
import { canSplice, sendFile, type Stream, unacknowledgedBytes } from "../net/index.ts";
import { TrafficCounters } from "./counters.ts";
import { Moment, orAborted, settlesWithin } from "./deferred.ts";
import type { EngineStream } from "./engine-network.ts";
import type { CloseReason, Peer, PeerHost } from "./peer.ts";
import { errorDetail, isReset } from "./problem.ts";
import { SendGate } from "./send-gate.ts";
import type { FilePart } from "./session.ts";

/** A send is recorded in pieces of at most this many bytes. */
export const MAX_PIECE_BYTES: number = 1024 * 1024;
/** How long a close waits for the peer's FIN, so that its last bytes are still seen and no RST destroys ours. */
export const LINGER_MS = 500;
/** How long a close waits for a peer that takes nothing; then the connection is reset. */
export const CLOSE_TIMEOUT_MS = 5_000;
/** How long a close waits for a peer that takes little. */
export const CLOSE_LIMIT_MS = 60_000;

/** What an `eof` says when TLS was not ended before the connection (RFC 8446 §6.1). */
const TRUNCATED = { truncated: true, text: "without close_notify: what came before may be cut short" };

/** One TCP or Unix connection of a session: reads it to its end, sends in order, and tells all that happens. */
export class StreamPeer implements Peer {
  readonly id: number;
  readonly record: PeerRecord;
  readonly counters: TrafficCounters = new TrafficCounters();
  readonly #host: PeerHost;
  readonly #stream: EngineStream;
  readonly #halfOpen: boolean;
  /** Most answers are taken at once: it is made for the first that waits. */
  #gate: SendGate | null = null;
  readonly #openedUs: number;
  readonly #readEnded = new Moment();
  readonly #ended = new Moment();
  #closedUs: number | null = null;
  #tls: PeerTls | null = null;
  #finIn = false;
  #finOut = false;
  #shutdown: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(host: PeerHost, record: PeerRecord, stream: EngineStream, halfOpen: boolean) {
    this.id = record.id;
    this.record = record;
    this.#host = host;
    this.#stream = stream;
    this.#halfOpen = halfOpen;
    this.#openedUs = host.nowUs();
  }

  get phase(): PeerPhase {
    if (this.#closedUs !== null) return "gone";
    if (this.#finIn) return "half-closed-in";
    return this.#finOut ? "half-closed-out" : "open";
  }

  get certificate(): string | null {
    return this.#stream.trustedSubject ?? null;
  }

  get queuedBytes(): number {
    return this.#gate?.bytes ?? 0;
  }

  get writable(): boolean {
    return this.#closedUs === null && this.#shutdown === null && this.#closing === null;
  }

  /** Resolves when the peer is gone. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  state(): PeerState {
    const { id, network, local, remote } = this.record;
    return {
      id,
      network,
      local,
      remote,
      phase: this.phase,
      openedUs: this.#openedUs,
      closedUs: this.#closedUs,
      counters: this.counters.snapshot(),
      queuedBytes: this.queuedBytes,
      ...(this.#tls === null ? {} : { tls: this.#tls }),
    };
  }

  /** What TLS agreed on, for the state. */
  secured(tls: PeerTls): void {
    this.#tls = tls;
  }

  /** Reads until the peer ends. Called once. */
  async run(): Promise<void> {
    try {
      await this.#stream.readEach((bytes) => {
        this.counters.countIn(bytes.length);
        return this.#host.data("in", this, bytes);
      });
    } catch (error) {
      this.#readFailed(error);
      return;
    }
    if (this.#closedUs !== null) return;
    this.#finIn = true;
    await this.#host.event("eof", this.id, "in", this.#stream.truncated === true ? TRUNCATED : null);
    this.#readEnded.resolve();
    if (this.#finOut || !this.#halfOpen) await this.#close("fin");
  }

  async send(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#checkWritable();
    const gate = this.#sendGate();
    const turn = gate.enter(bytes.length, signal);
    if (turn !== null) await turn;
    const sending = this.#sendInTurn(bytes, gate);
    await (signal === undefined ? sending : orAborted(sending, signal));
  }

  post(bytes: Uint8Array): void {
    if (!this.writable) return;
    // Behind what waits, and in pieces, it goes the long way.
    if (this.queuedBytes > 0 || bytes.length > MAX_PIECE_BYTES) return void this.send(bytes).catch(() => undefined);
    const waiting = this.#stream.offer(bytes);
    const sending = waiting === null ? this.#took(bytes) : this.#takesLater(bytes, waiting);
    if (sending !== undefined) this.#sendGate().holdWhile(bytes.length, sending);
  }

  #sendGate(): SendGate {
    this.#gate ??= new SendGate(this.#host.limits.maxQueuedBytes, () => this.#host.strike("maxQueuedBytes", this.id));
    return this.#gate;
  }

  /** See `Session.sendUnseen`; false where the stream is not one of the operating system's. */
  async sendUnseen(file: FileHandle, part: FilePart, count: (bytes: number) => void): Promise<boolean> {
    this.#checkWritable();
    const stream = this.#stream;
    if (!canSendFile(stream)) return false;
    const gate = this.#sendGate();
    await gate.drained();
    // Whoever closes waits for it, as for any send.
    const turn = gate.enter(1);
    if (turn !== null) await turn;
    let told = 0;
    const onProgress = (sent: number): void => {
      this.counters.countOut(sent - told);
      count(sent - told);
      told = sent;
      part.onProgress(sent);
    };
    try {
      await sendFile(stream, file, { offset: part.offset, length: part.length, onProgress });
      return true;
    } catch (error) {
      if (!JackfieldError.is(error, "ERR_FILE")) void this.#writeFailed(error);
      throw error;
    } finally {
      gate.leave(1);
    }
  }

  /** See `Session.unacknowledged`. */
  unacknowledged(): number | null {
    const inKernel = "readInto" in this.#stream ? unacknowledgedBytes(this.#stream as Stream) : null;
    return inKernel === null ? null : this.queuedBytes + inKernel;
  }

  drained(): Promise<void> {
    return this.#gate?.drained() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.#shutdown ??= this.#sendFin();
    return this.#shutdown;
  }

  close(): Promise<void> {
    return this.#close("local");
  }

  reset(): void {
    if (this.#closedUs !== null) return;
    this.#stream.reset();
    if (this.record.network !== "unix") void this.#host.event("reset", this.id, "out", null);
    this.#finish("reset");
  }

  async #sendInTurn(bytes: Uint8Array, gate: SendGate): Promise<void> {
    try {
      if (this.#closedUs !== null) throw this.#closedError();
      await this.#write(bytes);
    } catch (error) {
      void this.#writeFailed(error);
      throw error;
    } finally {
      gate.leave(bytes.length);
    }
  }

  /** All pieces are handed over at once, so that no other send comes between them. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length <= MAX_PIECE_BYTES) return this.#writePiece(bytes);
    const pieces: Promise<void>[] = [];
    for (let at = 0; at < bytes.length; at += MAX_PIECE_BYTES) {
      pieces.push(this.#writePiece(bytes.subarray(at, at + MAX_PIECE_BYTES)));
    }
    const results = await Promise.allSettled(pieces);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async #writePiece(bytes: Uint8Array): Promise<void> {
    await this.#stream.write(bytes);
    const told = this.#took(bytes);
    if (told !== undefined) await told;
  }

  /**
   * The operating system took the bytes: counts and tells them. Many peers may take a send in one moment: what they took is
   * recorded one after another while the disk is behind.
   */
  #took(bytes: Uint8Array): void | Promise<void> {
    const turn = this.#host.sentTurn();
    return turn === undefined ? this.#tellSent(bytes) : turn.then(() => this.#tellSent(bytes));
  }

  #tellSent(bytes: Uint8Array): void | Promise<void> {
    this.counters.countOut(bytes.length);
    return this.#host.data("out", this, bytes);
  }

  async #takesLater(bytes: Uint8Array, waiting: Promise<void>): Promise<void> {
    try {
      await waiting;
      await this.#took(bytes);
    } catch (error) {
      void this.#writeFailed(error);
    }
  }

  async #sendFin(): Promise<void> {
    await this.drained();
    if (this.#closedUs !== null) return;
    await this.#stream.shutdown();
    this.#finOut = true;
    if (this.#closedUs === null) await this.#host.event("eof", this.id, "out", null);
    if (this.#finIn && this.#closing === null) void this.#close("fin");
  }

  #close(reason: CloseReason): Promise<void> {
    this.#closing ??= this.#closeInOrder(reason);
    return this.#closing;
  }

  async #closeInOrder(reason: CloseReason): Promise<void> {
    if (this.#closedUs !== null) return;
    if (!(await this.#sentOrEnded())) {
      await this.#host.event("error", this.id, null, {
        code: "ERR_TIMEOUT",
        message: `The peer did not take what was queued while closing: up to ${this.queuedBytes} bytes are lost`,
        bytes: this.queuedBytes,
      });
      this.reset();
      return;
    }
    await settlesWithin(Promise.race([this.#readEnded.promise, this.ended]), LINGER_MS);
    if (this.#closedUs !== null) return;
    await this.#stream.close().catch(() => undefined);
    this.#finish(reason);
  }

  /** False when the peer took nothing for a while, or was too slow altogether. */
  async #sentOrEnded(): Promise<boolean> {
    const over = Promise.race([this.shutdown(), this.ended]);
    let left = this.queuedBytes + this.#stream.queuedBytes;
    for (let waitedMs = 0; waitedMs < CLOSE_LIMIT_MS; waitedMs += CLOSE_TIMEOUT_MS) {
      if (await settlesWithin(over, CLOSE_TIMEOUT_MS)) return true;
      const now = this.queuedBytes + this.#stream.queuedBytes;
      if (now >= left) return false;
      left = now;
    }
    return false;
  }

  #readFailed(error: unknown): void {
    this.#readEnded.resolve();
    if (this.#closedUs !== null || (this.#closing !== null && JackfieldError.is(error, "ERR_CLOSED"))) return;
    const reset = isReset(error);
    if (reset) void this.#host.event("reset", this.id, "in", null);
    else void this.#host.event("error", this.id, null, errorDetail(error));
    this.#stream.reset();
    this.#finish(reset ? "reset" : "error");
  }

  /** A dead connection is also seen by the reader, who still gets what came before; only without one it ends here. */
  async #writeFailed(error: unknown): Promise<void> {
    if (this.#closedUs !== null) return;
    if (!isReset(error)) void this.#host.event("error", this.id, null, errorDetail(error));
    if (!this.#finIn && (await settlesWithin(this.ended, LINGER_MS))) return;
    if (this.#closedUs !== null) return;
    if (isReset(error)) void this.#host.event("reset", this.id, "in", null);
    this.#stream.reset();
    this.#finish(isReset(error) ? "reset" : "error");
  }

  #finish(reason: CloseReason): void {
    if (this.#closedUs !== null) return;
    this.#closedUs = this.#host.nowUs();
    this.#gate?.refuseAll(() => this.#closedError());
    void this.#host.event("close", this.id, null, { reason });
    this.#host.peerGone(this);
    this.#ended.resolve();
  }

  #checkWritable(): void {
    if (!this.writable) throw this.#closedError();
  }

  #closedError(): SocketError {
    const { network, local, remote } = this.record;
    const code = this.#closedUs === null ? "ERR_BROKEN_PIPE" : "ERR_NOT_CONNECTED";
    const hint = this.#closedUs === null ? "this side has ended its sending" : `peer ${this.id} is gone`;
    return new SocketError(code, { op: "send", network, local, remote, hint });
  }
}

/** The memory network of tests has none. */
function canSendFile(stream: EngineStream): stream is Stream {
  return "readInto" in stream && canSplice(stream as Stream);
}
