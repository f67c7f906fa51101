import { SocketError } from "../../errors/index.ts";
import { type Address, formatAddress } from "../address.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import { Reactor } from "../reactor/reactor.ts";
import { BULK_BYTES, type Reader, type Readiness } from "../reactor/readiness.ts";
import type { ServedPeer, ServeHandlers } from "../server.ts";
import type { Stream } from "../stream.ts";
import type { StreamEnds } from "../stream-base.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import { NativeStream } from "./native-stream.ts";
import { type ReceiveRoom, receiveRoom } from "./receive-room.ts";
import { sysError } from "./sys-error.ts";
import { WriteQueue } from "./write-queue.ts";

const { EAGAIN, EINTR } = LINUX_ERRNO;
const SHUT_WR = 1;
/** Reads of one peer before the others get their turn. */
const READS_PER_TURN = 8;
/** Reading of a peer waits while more than this waits to be sent to it. */
const MAX_QUEUED_BYTES = 262_144;

/**
 * One connection of a {@link NativeServer}. Among thousands each object that a message touches is one that the processor's
 * caches have lost, so there are few, and what each message needs lies together at their beginning.
 */
export class NativePeer<State> implements ServedPeer<State>, Reader {
  #gone = false;
  #eof = false;
  #finWanted = false;
  #failure: SocketError | null = null;
  /** Made when the kernel does not take at once what is sent. */
  #writes: WriteQueue | null = null;
  readonly #readiness: Readiness;
  readonly #handlers: ServeHandlers<State>;
  readonly #room: ReceiveRoom;
  readonly network: "tcp" | "unix";
  state: State = undefined as State;
  readonly local: Address;
  readonly remote: Address;
  readonly #reactor: Reactor;
  readonly #onGone: () => void;
  #closing: Promise<void> | null = null;

  constructor(fd: number, ends: StreamEnds, handlers: ServeHandlers<State>, onGone: () => void) {
    this.#reactor = Reactor.current();
    this.#readiness = this.#reactor.track(fd);
    this.#handlers = handlers;
    this.#room = receiveRoom(this.#reactor.sys);
    this.network = ends.network === "unix" ? "unix" : "tcp";
    this.local = ends.local;
    this.remote = ends.remote;
    this.#onGone = onGone;
  }

  get queuedBytes(): number {
    return this.#gone || this.#writes === null ? 0 : this.#writes.bytes;
  }

  /** Begins the callbacks. */
  start(): void {
    this.#guarded(() => {
      this.state = this.#handlers.open(this);
    });
    if (this.#gone) return;
    this.#readiness.reader = this;
    this.onReadable();
  }

  send(bytes: Uint8Array): void {
    if (this.#gone || this.#finWanted || this.#failure !== null) return;
    if (this.#writes !== null) {
      this.#writes.post(bytes);
      return;
    }
    const taken = this.#room.send(this.#readiness.fd, bytes);
    if (taken < 0) this.#failed(taken);
    else if (taken < bytes.length) this.#queue().post(bytes.subarray(taken));
  }

  shutdown(): void {
    if (this.#gone || this.#finWanted) return;
    this.#finWanted = true;
    if (this.queuedBytes === 0) this.#sendFin();
    else void this.#drained().then(() => this.#sendFin());
  }

  close(): void {
    if (this.#gone) return;
    const stream = this.#handOver();
    this.#closing = stream.close().then(() => this.#handlers.close?.(this, null));
  }

  reset(): void {
    this.#end(null);
  }

  detach(): Stream {
    if (this.#gone) throw new SocketError("ERR_CLOSED", this.#site("recv"));
    return this.#handOver();
  }

  /** The server closes. */
  async stop(): Promise<void> {
    this.close();
    await this.#closing;
  }

  /** @internal Reads what has come and hands it to the callbacks. */
  onReadable(): void {
    for (let turn = 0; turn < READS_PER_TURN; turn += 1) {
      if (this.#gone || this.#eof) return;
      if (this.queuedBytes > MAX_QUEUED_BYTES) {
        void this.#drained().then(() => this.onReadable());
        return;
      }
      const result = this.#room.receive(this.#readiness.fd, MSG_DONTWAIT);
      if (result > 0) {
        try {
          this.#handlers.data(this, this.#room.view(result));
        } catch (error) {
          this.#end(error as Error);
        }
        if (this.network === "tcp") {
          if (result < BULK_BYTES) this.#readiness.drained(result);
          else this.#readiness.receivedMuch(result);
        }
        if (!this.#readiness.readable) return;
      } else if (result === -EAGAIN) {
        this.#readiness.readBlocked();
        return;
      } else if (result === 0) this.#onEof();
      else if (result !== -EINTR) this.#end(sysError(result, this.#site("recv")));
    }
    this.#reactor.yield(() => this.onReadable());
  }

  #onEof(): void {
    this.#eof = true;
    if (this.#failure !== null) this.#end(this.#failure);
    else if (this.#handlers.end === undefined) this.close();
    else {
      this.#guarded(() => this.#handlers.end?.(this));
      this.#closeWhenDone();
    }
  }

  /** Both sides have sent FIN: nothing can follow. */
  #closeWhenDone(): void {
    if (this.#eof && this.#finWanted && this.queuedBytes === 0) this.close();
  }

  #queue(): WriteQueue {
    this.#writes ??= new WriteQueue(this.#reactor, this.#readiness, (result) => this.#failed(result));
    return this.#writes;
  }

  #drained(): Promise<void> {
    return this.#queue().drained();
  }

  #guarded(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #sendFin(): void {
    if (this.#gone) return;
    this.#reactor.sys.shutdown(this.#readiness.fd, SHUT_WR);
    this.#closeWhenDone();
  }

  /** A write failed: what has arrived is still read, and the error is told at its end. */
  #failed(result: number): SocketError {
    this.#failure ??= sysError(result, this.#site("send"));
    if (!this.#gone) this.#reactor.yield(() => this.onReadable());
    return this.#failure;
  }

  #end(error: Error | null): void {
    if (this.#gone) return;
    this.#handOver().reset();
    this.#handlers.close?.(this, error);
  }

  /** Ends the callbacks: the descriptor and what waits to be sent go to a stream. */
  #handOver(): NativeStream {
    this.#gone = true;
    const rest = this.#writes?.takeAll() ?? [];
    this.#readiness.reader = null;
    this.#readiness.release();
    this.#onGone();
    const stream = new NativeStream(this.#readiness.fd, this);
    for (const bytes of rest) stream.write(bytes).catch(() => undefined);
    if (this.#finWanted) stream.shutdown().catch(() => undefined);
    return stream;
  }

  #site(op: "recv" | "send"): ConstructorParameters<typeof SocketError>[1] {
    return { op, network: this.network, local: formatAddress(this.local), remote: formatAddress(this.remote) };
  }
}
