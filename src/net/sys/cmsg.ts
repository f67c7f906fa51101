import { SOL_SOCKET, SCM_RIGHTS } from "../constants/socket-option.ts";

/** One piece of ancillary data. */
export interface AncillaryMessage {
  /** The originating protocol, `SOL_SOCKET`, `IPPROTO_IP`, … */
  readonly level: number;
  /** What it is, `SCM_RIGHTS`, `IP_PKTINFO`, … */
  readonly type: number;
  readonly data: Uint8Array;
}

// struct cmsghdr on 64-bit Linux: size_t len, int level, int type; data and the next header are aligned to 8.
const HEADER_BYTES = 16;
const ALIGN = 8;
const MAX = 0x7fffffff;

function align(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}

/** Bytes of one item with `length` bytes of data, without padding behind it. @throws RangeError when out of range */
export function CMSG_LEN(length: number): number {
  checkLength(length, MAX - HEADER_BYTES, "CMSG_LEN");
  return HEADER_BYTES + length;
}

/** Bytes that one item with `length` bytes of data takes in a buffer. @throws RangeError when out of range */
export function CMSG_SPACE(length: number): number {
  checkLength(length, MAX - HEADER_BYTES - ALIGN, "CMSG_SPACE");
  return HEADER_BYTES + align(length);
}

function checkLength(length: number, most: number, name: string): void {
  if (!Number.isInteger(length)) throw new TypeError(`${name}() wants an integer`);
  if (length < 0 || length > most) throw new RangeError(`${name}() argument out of range`);
}

/** The control buffer of `sendmsg` for the items; null when there are none. */
export function encodeControl(items: readonly AncillaryMessage[]): Uint8Array | null {
  if (items.length === 0) return null;
  const total = items.reduce((sum, item) => sum + CMSG_SPACE(item.data.length), 0);
  const control = new Uint8Array(total);
  const view = new DataView(control.buffer);
  let at = 0;
  for (const { level, type, data } of items) {
    view.setUint32(at, CMSG_LEN(data.length), true);
    view.setInt32(at + 8, level, true);
    view.setInt32(at + 12, type, true);
    control.set(data, at + HEADER_BYTES);
    at += CMSG_SPACE(data.length);
  }
  return control;
}

/**
 * The items in the first `length` bytes of a control buffer, copied out. Any bytes give items: a header whose length is
 * too small ends the list, and an item that was cut (`MSG_CTRUNC`) keeps the bytes that are there.
 */
export function decodeControl(control: Uint8Array, length: number = control.length): AncillaryMessage[] {
  const size = Math.min(length, control.length);
  const view = new DataView(control.buffer, control.byteOffset, size);
  const items: AncillaryMessage[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= size) {
    // The upper half of size_t is never set by the kernel; if it is, the length is beyond the buffer in any case.
    const itemLength = view.getUint32(at + 4, true) === 0 ? view.getUint32(at, true) : size - at;
    if (itemLength < HEADER_BYTES) break;
    const end = Math.min(at + itemLength, size);
    items.push({
      level: view.getInt32(at + 8, true),
      type: view.getInt32(at + 12, true),
      data: new Uint8Array(control.subarray(at + HEADER_BYTES, end)),
    });
    at += align(itemLength);
  }
  return items;
}

/** An `SCM_RIGHTS` item that carries descriptors to another process. */
export function rightsMessage(fds: readonly number[]): AncillaryMessage {
  return { level: SOL_SOCKET, type: SCM_RIGHTS, data: new Uint8Array(Int32Array.from(fds).buffer) };
}

/** The descriptors of all `SCM_RIGHTS` items, in order; bytes that are no whole descriptor are left out. */
export function rightsOf(items: readonly AncillaryMessage[]): number[] {
  return items.flatMap(({ level, type, data }) => {
    if (level !== SOL_SOCKET || type !== SCM_RIGHTS) return [];
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return Array.from({ length: data.length >> 2 }, (_, i) => view.getInt32(i * 4, true));
  });
}
