import type { SocketOperation } from "../../errors/index.ts";
import { MSG_CMSG_CLOEXEC, MSG_NOSIGNAL, MSG_PEEK, MSG_OOB, MSG_ERRQUEUE } from "../constants/message-flag.ts";
import { type AncillaryMessage, decodeControl, encodeControl } from "../sys/cmsg.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { SocketName } from "../sys/sockaddr.ts";
import type { MessageBuffers } from "../sys/sys.ts";
import type { Descriptor } from "./descriptor.ts";
import { receiveSlab } from "./receive-slab.ts";

/** What a call gives that would have to wait. */
export const WOULD_BLOCK = null;
/** What a call gives: its value, or {@link WOULD_BLOCK}. */
export type Attempt<T> = T | typeof WOULD_BLOCK;

/** The attempt of a call whose "would block" is a number below zero. */
export function numberOrBlock(result: number): Attempt<number> {
  return result < 0 ? WOULD_BLOCK : result;
}

/** What `recvmsg` gives, in Python's order. */
export type ReceivedMessage = readonly [
  bytes: Uint8Array,
  ancillary: AncillaryMessage[],
  flags: number,
  address: SocketName | null,
];
/** What `recvmsg_into` gives. */
export type ReceivedMessageInto = readonly [
  length: number,
  ancillary: AncillaryMessage[],
  flags: number,
  address: SocketName | null,
];

const { EAGAIN, EINTR } = LINUX_ERRNO;
/** With these, a short answer says nothing about what else is there. */
export const UNTELLING_FLAGS: number = MSG_PEEK | MSG_OOB | MSG_ERRQUEUE;

// Each function makes one attempt with the flags it is given, repeats it when a signal interrupts, and throws the
// typed error of everything but "would block".

function settle(descriptor: Descriptor, op: SocketOperation, result: number, to?: Uint8Array): number {
  if (result === -EAGAIN) return -1;
  return descriptor.checked(op, result, to);
}

/** `recv`. */
export function receive(descriptor: Descriptor, size: number, flags: number): Attempt<Uint8Array> {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("recv");
  const slab = receiveSlab(sys);
  let result = slab.receive(fd, size, flags);
  while (result === -EINTR) result = slab.receive(fd, size, flags);
  if (result < 0 && settle(descriptor, "recv", result) < 0) return WOULD_BLOCK;
  return slab.take(result);
}

/** `recv` into the caller's memory; -1 is "would block". */
export function receiveInto(descriptor: Descriptor, into: Uint8Array, size: number, flags: number): number {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("recv");
  let result = sys.recv(fd, into, size, flags);
  while (result === -EINTR) result = sys.recv(fd, into, size, flags);
  return result >= 0 ? result : settle(descriptor, "recv", result);
}

/** `recvfrom`; the address is in `descriptor.name`. -1 is "would block". */
export function receiveFromInto(descriptor: Descriptor, into: Uint8Array, size: number, flags: number): number {
  const { sys, fd, name } = descriptor;
  if (fd < 0) throw descriptor.closed("recv");
  let result = sys.recvfrom(fd, into, size, flags, name);
  while (result === -EINTR) result = sys.recvfrom(fd, into, size, flags, name);
  return result >= 0 ? result : settle(descriptor, "recv", result);
}

/** `recvfrom`. */
export function receiveFrom(
  descriptor: Descriptor,
  size: number,
  flags: number,
): Attempt<readonly [Uint8Array, SocketName | null]> {
  const slab = receiveSlab(descriptor.sys);
  const length = receiveFromInto(descriptor, slab.room(size), size, flags);
  return length < 0 ? WOULD_BLOCK : [slab.take(length), descriptor.lastName()];
}

/** `recvmsg_into`. */
export function receiveMessageInto(
  descriptor: Descriptor,
  into: readonly Uint8Array[],
  controlBytes: number,
  flags: number,
): Attempt<ReceivedMessageInto> {
  const { sys, fd, name } = descriptor;
  if (fd < 0) throw descriptor.closed("recv");
  const control = controlBytes === 0 ? null : Buffer.allocUnsafeSlow(controlBytes);
  const message: MessageBuffers = { into, control, name, controlLength: 0, flags: 0 };
  // Descriptors that arrive are not inherited by child processes, as with Python's own sockets (PEP 446).
  let result = sys.recvmsg(fd, message, flags | MSG_CMSG_CLOEXEC);
  while (result === -EINTR) result = sys.recvmsg(fd, message, flags | MSG_CMSG_CLOEXEC);
  if (settle(descriptor, "recv", result) < 0) return WOULD_BLOCK;
  const ancillary = control === null ? [] : decodeControl(control, message.controlLength);
  return [result, ancillary, message.flags & ~MSG_CMSG_CLOEXEC, descriptor.lastName()];
}

/** `recvmsg`. */
export function receiveMessage(
  descriptor: Descriptor,
  size: number,
  controlBytes: number,
  flags: number,
): Attempt<ReceivedMessage> {
  const bytes = Buffer.allocUnsafeSlow(size);
  const received = receiveMessageInto(descriptor, [bytes], controlBytes, flags);
  if (received === WOULD_BLOCK) return WOULD_BLOCK;
  const [length, ancillary, gotFlags, address] = received;
  const kept = length * 2 < size ? new Uint8Array(bytes.subarray(0, length)) : new Uint8Array(bytes.buffer, 0, length);
  return [kept, ancillary, gotFlags, address];
}

/** `send`; -1 is "would block". */
export function transmit(descriptor: Descriptor, bytes: Uint8Array, flags: number): number {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("send");
  let result = sys.send(fd, bytes, bytes.length, flags | MSG_NOSIGNAL);
  while (result === -EINTR) result = sys.send(fd, bytes, bytes.length, flags | MSG_NOSIGNAL);
  return result >= 0 ? result : settle(descriptor, "send", result);
}

/** `send` as an attempt. */
export function transmitting(descriptor: Descriptor, bytes: Uint8Array, flags: number): () => Attempt<number> {
  return () => numberOrBlock(transmit(descriptor, bytes, flags));
}

/** `sendall`: an attempt that goes on where the one before it has stopped, and is done when all is sent. */
export function transmitAll(
  descriptor: Descriptor,
  bytes: Uint8Array,
  sent: number,
  flags: number,
): () => Attempt<undefined> {
  let rest = bytes.subarray(sent);
  return () => {
    do {
      const taken = transmit(descriptor, rest, flags);
      if (taken < 0) return WOULD_BLOCK;
      rest = rest.subarray(taken);
    } while (rest.length > 0);
    return undefined;
  };
}

/** `sendto`; -1 is "would block". */
export function transmitTo(descriptor: Descriptor, bytes: Uint8Array, flags: number, to: Uint8Array): number {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("send");
  let result = sys.sendto(fd, bytes, bytes.length, flags | MSG_NOSIGNAL, to);
  while (result === -EINTR) result = sys.sendto(fd, bytes, bytes.length, flags | MSG_NOSIGNAL, to);
  return result >= 0 ? result : settle(descriptor, "send", result, to);
}

/** `sendmsg`; -1 is "would block". */
export function transmitMessage(
  descriptor: Descriptor,
  parts: readonly Uint8Array[],
  ancillary: readonly AncillaryMessage[],
  flags: number,
  to: Uint8Array | null,
): number {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("send");
  const control = encodeControl(ancillary);
  let result = sys.sendmsg(fd, parts, control, flags | MSG_NOSIGNAL, to);
  while (result === -EINTR) result = sys.sendmsg(fd, parts, control, flags | MSG_NOSIGNAL, to);
  return settle(descriptor, "send", result, to ?? undefined);
}
