import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../constants/message-flag.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { PinnedMemory, Sys } from "../sys/sys.ts";

const { EAGAIN, EINTR } = LINUX_ERRNO;
const ROOM_BYTES = 65_536;
const SEND_FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

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

  /** Sends what the kernel takes at once: how many bytes, 0 when it has no room, or a negated error number. */
  send(fd: number, bytes: Uint8Array): number {
    let result = this.#send(fd, bytes);
    while (result === -EINTR) result = this.#send(fd, bytes);
    return result === -EAGAIN ? 0 : result;
  }

  /** The last {@link view} goes the shorter way. */
  #send(fd: number, bytes: Uint8Array): number {
    return bytes === this.#view
      ? this.#sys.sendAt(fd, this.#memory, 0, bytes.length, SEND_FLAGS)
      : this.#sys.send(fd, bytes, bytes.length, SEND_FLAGS);
  }
}

// One per thread, made at the first use.
let room: ReceiveRoom | undefined;

/** This thread's room. */
export function receiveRoom(sys: Sys): ReceiveRoom {
  room ??= new ReceiveRoom(sys);
  return room;
}
