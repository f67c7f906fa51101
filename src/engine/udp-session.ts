import { setTimeout as sleep } from "node:timers/promises";
import type { PeerState, UdpSpec } from "../api/index.ts";
import { JackfieldError, SocketError } from "../errors/index.ts";
import {
  type DatagramOptions,
  formatAddress,
  type InetAddress,
  ipVersion,
  type MembershipOptions,
  resolveHost,
} from "../net/index.ts";
import { BaseSession, type SessionContext } from "./base-session.ts";
import { DropCounter } from "./drop-counter.ts";
import type { EngineDatagrams } from "./engine-network.ts";
import { OpeningSignal } from "./opening-signal.ts";
import { errorDetail } from "./problem.ts";
import { RecencyList } from "./recency-list.ts";
import { StrikeReporter } from "./strike-reporter.ts";
import { socketOptions } from "./tcp-options.ts";
import { UdpPeer } from "./udp-peer.ts";

// An error that comes again at once must not make a busy loop.
const ERROR_PAUSE_MS = 10;
/**
 * A new source costs many times what a known one does while it is recorded, and many may come at once: what the kernel
 * holds meanwhile is not lost.
 */
const RECEIVE_BUFFER_BYTES = 33_554_432;

/** Whom `sendAll` sends to. */
interface Audience {
  /** How many numbers of the caller's array are in it. */
  length: number;
  readonly peers: UdpPeer[];
  readonly addresses: InetAddress[];
}

/** A UDP socket: every source address is a peer. */
export class UdpSession extends BaseSession<UdpSpec, UdpPeer> {
  readonly #byAddress = new RecencyList<UdpPeer>();
  readonly #errors = new Map<string, unknown>();
  readonly #strikes: StrikeReporter<string>;
  #datagrams: EngineDatagrams | null = null;
  #local = "";
  #drops: DropCounter | null = null;
  #newest: UdpPeer | null = null;
  /** Peers heard from more than once by the address as the socket names it, which is one object as long as it remembers it. */
  readonly #byObject = new WeakMap<InetAddress, UdpPeer>();
  readonly #audiences = new WeakMap<readonly number[], Audience>();
  #spreading: Promise<void> | null = null;
  #receiving: Promise<void> = Promise.resolve();

  constructor(context: SessionContext, spec: UdpSpec) {
    super(context, spec, "udp");
    this.#strikes = new StrikeReporter((code, count) => {
      void this.event("error", 0, null, { ...errorDetail(this.#errors.get(code)), count });
    });
  }

  override async open(signal?: AbortSignal): Promise<void> {
    using opening = new OpeningSignal(signal);
    const { remote } = this.spec;
    const to = remote === undefined ? undefined : await this.#resolve(remote.host, remote.port);
    const datagrams = await this.context.network.bindDatagrams(
      { host: this.spec.host ?? this.#defaultHost(to), port: this.spec.port ?? 0 },
      { ...this.#options(), signal: opening.signal },
    );
    this.#datagrams = datagrams;
    try {
      if (this.stopping) throw new SocketError("ERR_CLOSED", { op: "bind", network: "udp" });
      for (const membership of this.spec.multicast ?? []) {
        const options: MembershipOptions = {
          ...(membership.interface === undefined ? {} : { interface: membership.interface }),
          ...(membership.source === undefined ? {} : { source: membership.source }),
        };
        datagrams.join(membership.group, options);
      }
    } catch (error) {
      await datagrams.close();
      throw error;
    }
    const local = formatAddress(datagrams.local);
    this.#local = local;
    this.#drops = new DropCounter(
      () => datagrams.kernelDrops(),
      (count, total) => void this.event("drop", 0, null, { where: "kernel", count, total }),
    );
    this.setLocal(local);
    this.setPhase("open");
    void this.event("listen", 0, null, {
      network: "udp",
      local,
      receiveBufferBytes: datagrams.receiveBufferBytes,
    });
    if (to !== undefined) this.#meet(datagrams, to, true);
    this.#receiving = this.#receive(datagrams);
  }

  override sendAll(ids: readonly number[], except: number, bytes: Uint8Array): Promise<void> | undefined {
    const datagrams = this.#datagrams;
    if (datagrams === null || this.wantsSent) return super.sendAll(ids, except, bytes);
    const spread = (): Promise<void> => this.#spread(datagrams, this.#audienceOf(ids), except, bytes);
    const sending = this.#spreading === null ? spread() : this.#spreading.then(spread);
    this.#spreading = sending;
    void sending.finally(() => {
      if (this.#spreading === sending) this.#spreading = null;
    });
    return sending;
  }

  /** One after the other, so that no message overtakes an earlier one. */
  async #spread(datagrams: EngineDatagrams, audience: Audience, except: number, bytes: Uint8Array): Promise<void> {
    const { peers, addresses } = audience;
    const left = peers.findIndex(({ id }) => id === except);
    try {
      const failures = await datagrams.sendToAll(bytes, addresses, { except: left });
      for (const { index, error } of failures)
        void this.event("error", peers[index]?.id ?? 0, null, errorDetail(error));
    } catch (error) {
      if (!this.stopping) void this.event("error", 0, null, errorDetail(error));
      return;
    }
    for (const peer of peers) peer.counters.countOut(bytes.length);
    const skipped = peers[left];
    if (skipped !== undefined) skipped.counters.countOut(-bytes.length, -1);
    const sent = peers.length - (skipped === undefined ? 0 : 1);
    this.countSent(bytes.length * sent, sent);
  }

  #audienceOf(ids: readonly number[]): Audience {
    let audience = this.#audiences.get(ids);
    if (audience === undefined) this.#audiences.set(ids, (audience = { length: 0, peers: [], addresses: [] }));
    for (; audience.length < ids.length; audience.length++) {
      const peer = this.table.find(ids[audience.length] as number);
      if (peer?.writable !== true) continue;
      audience.peers.push(peer);
      audience.addresses.push(peer.address);
    }
    return audience;
  }

  override async addPeer(host: string, port: number): Promise<PeerState> {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
      throw new RangeError(`port is ${port}, want a whole number from 1 to 65535`);
    }
    const address = await this.#resolve(host, port);
    const datagrams = this.#datagrams;
    if (datagrams === null || this.stopping) throw this.unsupported("the session is not open");
    const known = this.#byAddress.get(formatAddress(address));
    return (known ?? this.#meet(datagrams, address, false)).state();
  }

  protected override async closeSocket(): Promise<void> {
    // What was given to `send` goes out first.
    await Promise.all([this.#spreading, ...this.table.open().map((peer) => peer.drained())]);
  }

  protected override async sessionEnded(): Promise<void> {
    this.#drops?.close();
    await this.#datagrams?.close();
    await this.#receiving;
    this.#strikes.close();
  }

  protected override kernelDrops(): number | null {
    return this.#drops?.total ?? null;
  }

  async #resolve(host: string, port: number): Promise<InetAddress> {
    const bound = this.#datagrams?.local.host ?? this.spec.host;
    const only = bound === undefined || ipVersion(bound) === 6 ? undefined : 4;
    const [first] = await resolveHost(host, "udp", only);
    return { host: first.host, port };
  }

  /** Loopback unless what was asked for needs more. */
  #defaultHost(remote: InetAddress | undefined): string {
    const group = this.spec.multicast?.[0]?.group;
    const six = ipVersion(group ?? remote?.host ?? "") === 6;
    const wide = group !== undefined || this.spec.broadcast === true;
    if (wide || (remote !== undefined && !isLoopback(remote.host))) return six ? "::" : "0.0.0.0";
    return six ? "::1" : "127.0.0.1";
  }

  #options(): DatagramOptions {
    const { broadcast, multicast, multicastTtl, multicastLoopback, ttl, reuseAddress } = this.spec;
    const joined = multicast?.find((membership) => membership.interface !== undefined)?.interface;
    const outgoing = this.spec.multicastInterface ?? joined;
    return {
      ...(broadcast === undefined ? {} : { broadcast }),
      ...(multicastTtl === undefined ? {} : { multicastTtl }),
      ...(multicastLoopback === undefined ? {} : { multicastLoopback }),
      ...(outgoing === undefined ? {} : { multicastInterface: outgoing }),
      ...(ttl === undefined ? {} : { ttl }),
      ...(reuseAddress === undefined ? {} : { reuseAddress }),
      receiveBufferBytes: this.spec.receiveBufferBytes ?? RECEIVE_BUFFER_BYTES,
      ...(this.spec.socket === undefined ? {} : { socket: socketOptions(this.spec.socket) }),
    };
  }

  /** Reading begins a turn later, so that who opened the session hears the first datagram. */
  async #receive(datagrams: EngineDatagrams): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    for (;;) {
      try {
        const batch = await datagrams.receive();
        let waits: Promise<void>[] | null = null;
        for (const { bytes, from } of batch) {
          const peer = this.#heardFrom(datagrams, from);
          peer.counters.countIn(bytes.length);
          const told = this.data("in", peer, bytes);
          if (told !== undefined) (waits ??= []).push(told);
        }
        if (waits !== null) await Promise.all(waits);
      } catch (error) {
        if (JackfieldError.is(error, "ERR_CLOSED")) {
          if (!this.stopping) void this.fail(error);
          return;
        }
        this.#receiveFailed(error);
        await sleep(ERROR_PAUSE_MS);
      }
    }
  }

  #receiveFailed(error: unknown): void {
    const code = JackfieldError.is(error) ? error.code : "ERR_SYSTEM";
    this.#errors.set(code, error);
    this.#strikes.strike(code);
  }

  #heardFrom(datagrams: EngineDatagrams, from: InetAddress): UdpPeer {
    const newest = this.#newest;
    if (newest?.phase === "open" && newest.address.port === from.port && newest.address.host === from.host) {
      return newest;
    }
    let known = this.#byObject.get(from);
    if (known?.phase !== "open") {
      known = this.#byAddress.get(formatAddress(from));
      if (known === undefined) return this.#meet(datagrams, from, false);
      this.#byObject.set(from, known);
    }
    this.#byAddress.touch(known.record.remote);
    this.#newest = known;
    return known;
  }

  #meet(datagrams: EngineDatagrams, address: InetAddress, pinned: boolean): UdpPeer {
    const id = this.table.takeId();
    const local = this.#local;
    const remote = formatAddress(address);
    const record = { id, network: "udp", local, remote } as const;
    const peer = new UdpPeer(this, record, address, datagrams, pinned);
    this.table.add(peer);
    this.#byAddress.add(remote, peer);
    this.#newest = peer;
    this.context.recorder?.addPeer(record);
    void this.event("open", id, null, { network: "udp", local, remote });
    if (this.table.openCount > this.limits.maxUdpPeers) this.#forgetOldest(peer);
    return peer;
  }

  #forgetOldest(except: UdpPeer): void {
    for (const peer of this.#byAddress.oldestFirst()) {
      if (peer.pinned || peer === except) continue;
      this.strike("maxUdpPeers", 0);
      peer.forget("forgotten");
      return;
    }
  }

  override peerGone(peer: UdpPeer): void {
    super.peerGone(peer);
    if (this.#byAddress.get(peer.record.remote) === peer) this.#byAddress.delete(peer.record.remote);
    if (this.#newest === peer) this.#newest = null;
  }
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}
