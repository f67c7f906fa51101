import type { PinnedMemory, Sys } from "../sys/sys.ts";

const ROOM_BYTES = 65_536;

/** The memory in which all callbacks of the thread see what has arrived, one at a time; nothing keeps it. */
export class ReceiveRoom {
  /** What one call may receive. */
  static readonly size: number = ROOM_BYTES;
  readonly #sys: Sys;
  #memory: PinnedMemory;
  // Messages of one size are the rule: their view is made once.
  #view: Uint8Array = new Uint8Array(0);

  constructor(sys: Sys) {
    this.#sys = sys;
    this.#memory = sys.allocate(ROOM_BYTES);
  }

  /** `recv`; {@link view} shows what came. */
  receive(fd: number, flags: number): number {
    // A callback may have transferred its bytes away, and all of this memory with them.
    if (this.#memory.bytes.length === 0) {
      this.#memory = this.#sys.allocate(ROOM_BYTES);
      this.#view = new Uint8Array(0);
    }
    return this.#sys.recvAt(fd, this.#memory, 0, ROOM_BYTES, flags);
  }

  /** The first `length` bytes, until the next {@link receive}. */
  view(length: number): Uint8Array {
    if (this.#view.length !== length) this.#view = new Uint8Array(this.#memory.bytes.buffer, 0, length);
    return this.#view;
  }

  /** `send`, by the shorter way when `bytes` is the last {@link view}. */
  send(fd: number, bytes: Uint8Array, flags: number): number {
    return bytes === this.#view
      ? this.#sys.sendAt(fd, this.#memory, 0, bytes.length, flags)
      : this.#sys.send(fd, bytes, bytes.length, flags);
  }
}

// One per thread, made at the first use.
let room: ReceiveRoom | undefined;

/** This thread's room. */
export function receiveRoom(sys: Sys): ReceiveRoom {
  room ??= new ReceiveRoom(sys);
  return room;
}
