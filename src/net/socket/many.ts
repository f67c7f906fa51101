import { AF_INET, AF_INET6 } from "../constants/family.ts";
import { IPPROTO_UDP } from "../constants/ip.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import { sendVector, SendVector } from "../native/send-vector.ts";
import type { Socket } from "../socket.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import { loadSys } from "../sys/load-sys.ts";
import { decodeName, type SocketName } from "../sys/sockaddr.ts";
import type { DatagramVector } from "../sys/sys.ts";
import { type BytesLike, checkSize, toBytes } from "./bytes-like.ts";
import type { CallOptions } from "./call-options.ts";
import { type AddressLike, encodeAddress } from "./socket-address.ts";
import { socketFailure } from "./socket-calls.ts";
import { WOULD_BLOCK } from "./transfer.ts";

/** Datagrams that one system call takes. */
const CAPACITY = 64;
/** More than any datagram over IP. */
const SLOT_BYTES = 65_536;
const { EAGAIN, EINTR } = LINUX_ERRNO;

interface Vectors {
  readonly udp: SendVector;
  readonly plain: SendVector;
  readonly receive: DatagramVector;
  readonly slots: readonly Uint8Array[];
}

// 4 MiB per thread, made at the first use: a call fills it and copies out before it returns.
let vectors: Vectors | undefined;

function openVectors(): Vectors {
  if (vectors !== undefined) return vectors;
  const sys = loadSys();
  const receive = sys.makeVector(CAPACITY);
  const memory = Buffer.allocUnsafeSlow(CAPACITY * SLOT_BYTES).buffer;
  const slots = Array.from({ length: CAPACITY }, (_, index) => new Uint8Array(memory, index * SLOT_BYTES, SLOT_BYTES));
  for (const [index, slot] of slots.entries()) receive.setReceive(index, slot, null);
  vectors = { udp: sendVector(sys), plain: new SendVector(sys, false), receive, slots };
  return vectors;
}

/** One datagram with its address, as `sendmany` takes it. */
export type OutgoingMessage = readonly [data: BytesLike, address: AddressLike];
/** One datagram with its sender; null where the family tells none. */
export type IncomingMessage = readonly [data: Uint8Array, address: SocketName | null];

/**
 * Sends datagrams in order with few system calls: `sendmmsg`, of which over UDP a run of equal sizes to one peer, the last
 * one perhaps shorter, is one segmented send (GSO). Resolves when all are sent, with their number. Hosts must be numeric.
 * @throws SocketError of the first datagram that cannot be sent; those before it are out. `ERR_MESSAGE_TOO_LONG`, …
 */
export async function sendmany(
  sock: Socket,
  messages: Iterable<OutgoingMessage>,
  options?: CallOptions,
): Promise<number> {
  const known = new Map<string, Uint8Array>();
  const payloads: Uint8Array[] = [];
  const names: Uint8Array[] = [];
  const nameOf = (address: AddressLike): Uint8Array => {
    const key = JSON.stringify(address);
    let name = known.get(key);
    if (name !== undefined) return name;
    const encoded = encodeAddress(sock.family, address);
    if (!(encoded instanceof Uint8Array)) throw new TypeError("sendmany() wants numeric hosts; resolve them first");
    name = encoded;
    known.set(key, name);
    return name;
  };
  // What makes the messages one by one may change the address meanwhile.
  const lasting = Array.isArray(messages);
  let lastAddress: AddressLike | undefined;
  let lastName: Uint8Array = new Uint8Array(0);
  for (const [data, address] of messages) {
    if (!lasting || address !== lastAddress) {
      lastName = nameOf(address);
      lastAddress = address;
    }
    payloads.push(toBytes(data));
    names.push(lastName);
  }
  const { udp, plain } = openVectors();
  const isUdp =
    (sock.family === AF_INET || sock.family === AF_INET6) && (sock.proto === 0 || sock.proto === IPPROTO_UDP);
  const send = isUdp ? udp : plain;
  const datagrams = { payloads, names };
  let sent = 0;
  while (sent < payloads.length) {
    sent += await sock.writing("send", options, () => {
      let result = send.send(sock.fileno(), datagrams, sent, payloads.length);
      while (result === -EINTR) result = send.send(sock.fileno(), datagrams, sent, payloads.length);
      if (result === -EAGAIN) return WOULD_BLOCK;
      if (result < 0) throw socketFailure("send", -result);
      return result;
    });
  }
  return sent;
}

/**
 * Waits until there is a datagram and gives all that are there, at most `max` (1–64), each whole. `recvmmsg(2)`
 * @throws SocketError as `recvfrom`; RangeError
 */
export function recvmany(sock: Socket, max: number = CAPACITY, options?: CallOptions): Promise<IncomingMessage[]> {
  checkSize(max, "max");
  if (max < 1 || max > CAPACITY) throw new RangeError(`max must be 1-${CAPACITY}, got ${max}`);
  const { receive, slots } = openVectors();
  return sock.reading("recv", options, () => {
    const sys = loadSys();
    let count = sys.recvmmsg(sock.fileno(), receive, max, MSG_DONTWAIT);
    while (count === -EINTR) count = sys.recvmmsg(sock.fileno(), receive, max, MSG_DONTWAIT);
    if (count === -EAGAIN) return WOULD_BLOCK;
    if (count < 0) throw socketFailure("recv", -count);
    return Array.from({ length: count }, (_, index): IncomingMessage => {
      const name = receive.nameOf(index);
      const data = (slots[index] ?? new Uint8Array(0)).slice(0, receive.lengthOf(index));
      return [data, name.length === 0 ? null : decodeName(name)];
    });
  });
}
