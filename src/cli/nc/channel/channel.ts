import type { Address, Stream } from "../../../net/index.ts";

/** One connection, of whatever kind: what a netcat joins with its input and output, or with a program. */
export interface Channel {
  /** `datagram` keeps the boundaries of what is read and written. */
  readonly kind: "stream" | "datagram";
  readonly local: Address;
  readonly remote: Address;
  /** The stream behind it, whose bytes may also be moved inside the kernel; null for datagrams. */
  readonly stream: Stream | null;
  /**
   * The next bytes, valid until the next call; a datagram comes whole and may be empty. Null is the end.
   * @throws SocketError
   */
  read(): Promise<Uint8Array | null>;
  /** Resolves when the operating system has taken the bytes. @throws SocketError */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more will be written; reading goes on. */
  shutdown(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

const READ_BYTES = 262_144;
/** Where most bytes are moved inside the kernel, reading is how one waits for them. */
const WAITING_BYTES = 16_384;

/** A stream as a channel. One that is read alone keeps a large buffer of its own; among many each read makes one. */
export class StreamChannel implements Channel {
  readonly kind = "stream";
  readonly stream: Stream;
  readonly #alone: boolean;
  #buffer: Uint8Array | null = null;
  /** Reading is only for waiting. */
  splices = false;

  constructor(stream: Stream, alone: boolean) {
    this.stream = stream;
    this.#alone = alone;
  }

  get local(): Address {
    return this.stream.local;
  }

  get remote(): Address {
    return this.stream.remote;
  }

  async read(): Promise<Uint8Array | null> {
    if (!this.#alone) return this.stream.read(READ_BYTES);
    this.#buffer ??= Buffer.allocUnsafeSlow(this.splices ? WAITING_BYTES : READ_BYTES);
    const length = await this.stream.readInto(this.#buffer);
    return length === 0 ? null : this.#buffer.subarray(0, length);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.stream.write(bytes);
  }

  shutdown(): Promise<void> {
    return this.stream.shutdown();
  }

  close(): Promise<void> {
    return this.stream.close();
  }
}
