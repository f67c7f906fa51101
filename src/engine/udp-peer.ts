import type { PeerPhase, PeerState } from "../api/index.ts";
import type { PeerRecord } from "../capture/index.ts";
import { SocketError } from "../errors/index.ts";
import type { InetAddress } from "../net/index.ts";
import { TrafficCounters } from "./counters.ts";
import type { EngineDatagrams } from "./engine-network.ts";
import type { CloseReason, Peer, PeerHost } from "./peer.ts";
import { errorDetail } from "./problem.ts";
import { SendGate } from "./send-gate.ts";

/** One address that a UDP session heard from or was told of. */
export class UdpPeer implements Peer {
  readonly id: number;
  readonly record: PeerRecord;
  readonly address: InetAddress;
  /** Never forgotten for want of room. */
  readonly pinned: boolean;
  readonly counters: TrafficCounters = new TrafficCounters();
  readonly #host: PeerHost;
  readonly #datagrams: EngineDatagrams;
  /** Most peers never wait for the kernel: it is made for the first that does. */
  #gate: SendGate | null = null;
  readonly #openedUs: number;
  #closedUs: number | null = null;

  constructor(host: PeerHost, record: PeerRecord, address: InetAddress, datagrams: EngineDatagrams, pinned: boolean) {
    this.id = record.id;
    this.record = record;
    this.address = address;
    this.pinned = pinned;
    this.#host = host;
    this.#datagrams = datagrams;
    this.#openedUs = host.nowUs();
  }

  get phase(): PeerPhase {
    return this.#closedUs === null ? "open" : "gone";
  }

  get queuedBytes(): number {
    return this.#gate?.bytes ?? 0;
  }

  get writable(): boolean {
    return this.#closedUs === null;
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
    };
  }

  async send(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#closedUs !== null) throw this.#error("ERR_NOT_CONNECTED", `peer ${this.id} is gone`);
    const gate = this.#sendGate();
    const turn = gate.enter(bytes.length, signal);
    if (turn !== null) await turn;
    try {
      await this.#datagrams.send(bytes, this.address);
      const told = this.#sent(bytes);
      if (told !== undefined) await told;
    } catch (error) {
      this.#failed(error);
      throw error;
    } finally {
      gate.leave(bytes.length);
    }
  }

  post(bytes: Uint8Array): void {
    if (this.#closedUs !== null) return;
    // Behind what waits it goes the long way.
    if (this.queuedBytes > 0) return void this.send(bytes).catch(() => undefined);
    const waiting = this.#datagrams.offer(bytes, this.address);
    const sending = waiting === null ? this.#sent(bytes) : this.#sentLater(bytes, waiting);
    if (sending !== undefined) this.#sendGate().holdWhile(bytes.length, sending);
  }

  #sendGate(): SendGate {
    this.#gate ??= new SendGate(this.#host.limits.maxQueuedBytes, () => this.#host.strike("maxQueuedBytes", this.id));
    return this.#gate;
  }

  /**
   * The kernel took the datagram: counts and tells it. Thousands of peers may be sent to in one moment: while the disk is
   * behind they are recorded one after another.
   */
  #sent(bytes: Uint8Array): void | Promise<void> {
    const turn = this.#host.sentTurn();
    return turn === undefined ? this.#tellSent(bytes) : turn.then(() => this.#tellSent(bytes));
  }

  #tellSent(bytes: Uint8Array): void | Promise<void> {
    this.counters.countOut(bytes.length);
    return this.#host.data("out", this, bytes);
  }

  async #sentLater(bytes: Uint8Array, waiting: Promise<void>): Promise<void> {
    try {
      await waiting;
      await this.#sent(bytes);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (this.#closedUs === null) void this.#host.event("error", this.id, null, errorDetail(error));
  }

  drained(): Promise<void> {
    return this.#gate?.drained() ?? Promise.resolve();
  }

  /** Datagrams have no end. */
  shutdown(): Promise<void> {
    return Promise.reject(this.#error("ERR_UNSUPPORTED", "UDP has no FIN"));
  }

  async close(): Promise<void> {
    await this.drained();
    this.forget("local");
  }

  /** @throws SocketError `ERR_UNSUPPORTED`: UDP has no RST */
  reset(): void {
    throw this.#error("ERR_UNSUPPORTED", "UDP has no RST");
  }

  /** The session lists it as gone; its next datagram makes a new peer. */
  forget(reason: CloseReason): void {
    if (this.#closedUs !== null) return;
    this.#closedUs = this.#host.nowUs();
    this.#gate?.refuseAll(() => this.#error("ERR_NOT_CONNECTED", `peer ${this.id} is gone`));
    void this.#host.event("close", this.id, null, { reason });
    this.#host.peerGone(this);
  }

  #error(code: "ERR_NOT_CONNECTED" | "ERR_UNSUPPORTED", hint: string): SocketError {
    const { local, remote } = this.record;
    return new SocketError(code, { op: "send", network: "udp", local, remote, hint });
  }
}
