import { AF_INET6 } from "../constants/family.ts";
import { formatIpv4, formatIpv6 } from "../sys/inet-text.ts";
import { decodeMemoryInfo, type MemoryInfo } from "./queue-lengths.ts";
import { type SocketState, tcpState } from "./socket-state.ts";
import { decodeTcpInfo, type TcpInfo } from "./tcp-info.ts";

// Netlink's sock_diag: linux/netlink.h, inet_diag.h, unix_diag.h; sock_diag(7).
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST_DUMP = 0x301;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const HEADER_BYTES = 16;
const INET_MESSAGE_BYTES = 72;
const UNIX_MESSAGE_BYTES = 16;
const ALL_STATES = 0xfff;
// Extensions of inet_diag are asked for by bit (number - 1).
const [INET_INFO, INET_CONGESTION, INET_MEMORY] = [2, 4, 7];
const INET_WANTED = (1 << (INET_INFO - 1)) | (1 << (INET_CONGESTION - 1)) | (1 << (INET_MEMORY - 1));
const [UNIX_NAME, UNIX_PEER, UNIX_QUEUES, UNIX_UID] = [0, 2, 4, 7];
const UNIX_WANTED = 0x01 | 0x04 | 0x10 | 0x40;

/** One Internet socket of this machine. */
export interface InetSocketEntry {
  readonly network: "tcp" | "udp";
  readonly family: 4 | 6;
  readonly state: SocketState;
  readonly local: { readonly host: string; readonly port: number };
  /** Host `0.0.0.0` or `::` and port 0 when there is none. */
  readonly remote: { readonly host: string; readonly port: number };
  /** Bytes received and not read; of a listener: connections that wait for accept. */
  readonly receiveQueue: number;
  /** Bytes sent and not acknowledged; of a listener: the backlog's limit. */
  readonly sendQueue: number;
  readonly uid: number;
  /** 0 for a connection that no process holds any more. */
  readonly inode: number;
  /** Index of the interface that it is bound to, or 0. */
  readonly interfaceIndex: number;
  readonly memory: MemoryInfo | undefined;
  readonly tcp: TcpInfo | undefined;
  /** Congestion control, `cubic`. */
  readonly congestion: string | undefined;
}

/** One Unix socket of this machine. */
export interface UnixSocketEntry {
  readonly network: "unix";
  readonly type: "stream" | "dgram" | "seqpacket" | "unknown";
  readonly state: SocketState;
  /** A path, `@name`, or empty. */
  readonly path: string;
  readonly inode: number;
  /** The other end's inode, or 0. */
  readonly peerInode: number;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly uid: number | undefined;
}

/** Any socket of this machine. */
export type SocketEntry = InetSocketEntry | UnixSocketEntry;

/** A reply of netlink, cut into messages. */
export interface DiagReply {
  /** The bodies of the messages. */
  readonly bodies: readonly Uint8Array[];
  /** Whether the dump is complete. */
  readonly done: boolean;
  /** Error number of an error message, or 0. */
  readonly errno: number;
}

/** The question for all Internet sockets of a family and a protocol. */
export function encodeInetRequest(family: number, protocol: number): Uint8Array {
  const view = header(56);
  view.setUint8(HEADER_BYTES, family);
  view.setUint8(HEADER_BYTES + 1, protocol);
  view.setUint8(HEADER_BYTES + 2, INET_WANTED);
  view.setUint32(HEADER_BYTES + 4, ALL_STATES, true);
  return new Uint8Array(view.buffer);
}

/** The question for all Unix sockets. */
export function encodeUnixRequest(): Uint8Array {
  const view = header(24);
  view.setUint8(HEADER_BYTES, 1);
  view.setUint32(HEADER_BYTES + 4, 0xffffffff, true);
  view.setUint32(HEADER_BYTES + 12, UNIX_WANTED, true);
  return new Uint8Array(view.buffer);
}

function header(bodyBytes: number): DataView {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + bodyBytes));
  view.setUint32(0, HEADER_BYTES + bodyBytes, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST_DUMP, true);
  view.setUint32(8, 1, true);
  return view;
}

/** Cuts what one recv of a netlink socket gave. Any bytes give a reply; a header that does not fit ends it. */
export function decodeReply(bytes: Uint8Array): DiagReply {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bodies: Uint8Array[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = view.getUint32(at, true);
    const type = view.getUint16(at + 4, true);
    if (length < HEADER_BYTES || at + length > bytes.length) break;
    if (type === NLMSG_DONE) return { bodies, done: true, errno: 0 };
    if (type === NLMSG_ERROR) {
      const errno = length >= HEADER_BYTES + 4 ? -view.getInt32(at + HEADER_BYTES, true) : 0;
      return { bodies, done: true, errno };
    }
    if (type === SOCK_DIAG_BY_FAMILY) bodies.push(bytes.subarray(at + HEADER_BYTES, at + length));
    at += (length + 3) & ~3;
  }
  return { bodies, done: false, errno: 0 };
}

function attributesOf(body: Uint8Array, start: number): ReadonlyMap<number, Uint8Array> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const found = new Map<number, Uint8Array>();
  for (let at = start; at + 4 <= body.length; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > body.length) break;
    found.set(view.getUint16(at + 2, true), body.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}

/** `struct inet_diag_msg` with its attributes; undefined when it is cut. */
export function decodeInetEntry(network: "tcp" | "udp", body: Uint8Array): InetSocketEntry | undefined {
  if (body.length < INET_MESSAGE_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const family = view.getUint8(0) === AF_INET6 ? 6 : 4;
  const host = (at: number): string => (family === 6 ? formatIpv6(body, at) : formatIpv4(body, at));
  const attributes = attributesOf(body, INET_MESSAGE_BYTES);
  const info = attributes.get(INET_INFO);
  const memory = attributes.get(INET_MEMORY);
  const congestion = attributes.get(INET_CONGESTION);
  return {
    network,
    family,
    state: tcpState(view.getUint8(1)),
    local: { host: host(8), port: view.getUint16(4) },
    remote: { host: host(24), port: view.getUint16(6) },
    interfaceIndex: view.getUint32(40, true),
    receiveQueue: view.getUint32(56, true),
    sendQueue: view.getUint32(60, true),
    uid: view.getUint32(64, true),
    inode: view.getUint32(68, true),
    memory: memory === undefined ? undefined : decodeMemoryInfo(memory),
    tcp: info === undefined || info.length < 104 ? undefined : decodeTcpInfo(info),
    congestion: congestion === undefined ? undefined : textOf(congestion),
  };
}

const UNIX_TYPES: Readonly<Record<number, UnixSocketEntry["type"]>> = { 1: "stream", 2: "dgram", 5: "seqpacket" };

/** `struct unix_diag_msg` with its attributes; undefined when it is cut. */
export function decodeUnixEntry(body: Uint8Array): UnixSocketEntry | undefined {
  if (body.length < UNIX_MESSAGE_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const attributes = attributesOf(body, UNIX_MESSAGE_BYTES);
  const number = (type: number, at = 0): number | undefined => {
    const bytes = attributes.get(type);
    if (bytes === undefined || bytes.length < at + 4) return undefined;
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
  };
  return {
    network: "unix",
    type: UNIX_TYPES[view.getUint8(1)] ?? "unknown",
    state: tcpState(view.getUint8(2)),
    inode: view.getUint32(4, true),
    path: pathOf(attributes.get(UNIX_NAME)),
    peerInode: number(UNIX_PEER) ?? 0,
    receiveQueue: number(UNIX_QUEUES) ?? 0,
    sendQueue: number(UNIX_QUEUES, 4) ?? 0,
    uid: number(UNIX_UID),
  };
}

function pathOf(name: Uint8Array | undefined): string {
  if (name === undefined || name.length === 0) return "";
  return name[0] === 0 ? `@${new TextDecoder().decode(name.subarray(1))}` : textOf(name);
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}
