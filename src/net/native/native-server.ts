import { type Address, isUnixAddress } from "../address.ts";
import { SOCK_CLOEXEC, SOCK_NONBLOCK } from "../constants/family.ts";
import { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";
import type { ServeHandlers, Server } from "../server.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { NameBuffer } from "../sys/sys.ts";
import { addressOf, localAddressOf, nameBuffer } from "./native-name.ts";
import { NativePeer } from "./native-peer.ts";

const { EAGAIN, ECONNABORTED, EINTR, EMFILE, ENFILE } = LINUX_ERRNO;
const ACCEPT_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
/** Connections accepted in one turn, so that those that are open get theirs. */
const ACCEPTS_PER_TURN = 64;
/** Without descriptors nothing can be accepted; the kernel reports no change when one is free again. */
const RETRY_MS = 50;

/** A listening descriptor that its listener gave away. */
export interface ListeningSocket {
  readonly fd: number;
  readonly local: Address;
  readonly wildcard: boolean;
  onClose(): void;
}

/** A {@link Server} on the operating system's own calls: callbacks straight from the reactor. */
export class NativeServer<State> implements Server {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly closed: Promise<void>;
  readonly #socket: ListeningSocket;
  readonly #handlers: ServeHandlers<State>;
  readonly #reactor: Reactor = Reactor.current();
  readonly #readiness: Readiness;
  readonly #name: NameBuffer = nameBuffer();
  readonly #peers: Set<NativePeer<State>> = new Set();
  #leave: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | null = null;

  constructor(socket: ListeningSocket, handlers: ServeHandlers<State>) {
    this.network = isUnixAddress(socket.local) ? "unix" : "tcp";
    this.local = socket.local;
    this.#socket = socket;
    this.#handlers = handlers;
    this.#readiness = this.#reactor.track(socket.fd);
    this.closed = new Promise((resolve) => (this.#leave = resolve));
    this.#reactor.retain();
    this.#readiness.onReadable = () => this.#accept();
    this.#accept();
  }

  get connections(): number {
    return this.#peers.size;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#readiness.onReadable = null;
    this.#readiness.release();
    this.#reactor.sys.close(this.#socket.fd);
    this.#reactor.release();
    this.#socket.onClose();
    await Promise.all([...this.#peers].map((peer) => peer.stop()));
    this.#leave();
  }

  #accept(): void {
    const { sys } = this.#reactor;
    for (let turn = 0; turn < ACCEPTS_PER_TURN && this.#closing === null; turn += 1) {
      const fd = sys.accept(this.#socket.fd, ACCEPT_FLAGS, this.#name);
      if (fd >= 0) this.#open(fd);
      else if (fd === -EAGAIN) {
        this.#readiness.readBlocked();
        return;
      } else if (fd === -EMFILE || fd === -ENFILE) {
        this.#timer = setTimeout(() => this.#accept(), RETRY_MS);
        return;
      } else if (fd !== -EINTR && fd !== -ECONNABORTED) {
        void this.close();
        return;
      }
    }
    this.#reactor.yield(() => {
      if (this.#closing === null) this.#accept();
    });
  }

  #open(fd: number): void {
    const { sys } = this.#reactor;
    const { bytes, length } = this.#name;
    const remote = this.network === "unix" ? { path: "" } : addressOf(sys, bytes, length);
    const local = this.#socket.wildcard ? localAddressOf(sys, fd, this.#name) : this.local;
    const peer = new NativePeer<State>(fd, { network: this.network, local, remote }, this.#handlers, () =>
      this.#peers.delete(peer),
    );
    this.#peers.add(peer);
    peer.start();
  }
}
