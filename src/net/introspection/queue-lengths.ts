import { SO_MEMINFO, SO_PEERCRED, SOL_SOCKET } from "../constants/socket-option.ts";
import { type SocketCalls, socketFailure } from "../socket/socket-calls.ts";
import type { Stream } from "../stream.ts";
import { loadSys } from "../sys/load-sys.ts";
import { readOption } from "./read-option.ts";

// ioctl numbers of sockios.h and ioctls.h.
const SIOCINQ = 0x541b;
const SIOCOUTQ = 0x5411;
const SIOCOUTQNSD = 0x894b;

/** Bytes on their way. */
export interface QueueLengths {
  /** Received and not read yet (datagrams: the next one's). */
  readonly receive: number;
  /** Sent and not acknowledged, or not sent yet. */
  readonly send: number;
  /** Of these, not sent yet; null for sockets that are not TCP. */
  readonly unsent: number | null;
}

/** How much waits in the kernel's queues. @throws SocketError `ERR_CLOSED`, `ERR_UNSUPPORTED`; tcp(7), udp(7), unix(7) */
export function queueLengths(socket: SocketCalls): QueueLengths {
  const ask = (request: number): number => {
    const value = new Uint8Array(4);
    const result = loadSys().ioctl(socket.fileno(), request, value);
    return result < 0 ? result : new DataView(value.buffer).getInt32(0, true);
  };
  const [receive, send, unsent] = [ask(SIOCINQ), ask(SIOCOUTQ), ask(SIOCOUTQNSD)];
  if (receive < 0) throw socketFailure("getsockopt", -receive);
  if (send < 0) throw socketFailure("getsockopt", -send);
  return { receive, send, unsent: unsent < 0 ? null : unsent };
}

/** Memory that the kernel holds for a socket, in bytes. */
export interface MemoryInfo {
  readonly receiveAllocated: number;
  readonly receiveLimit: number;
  readonly sendAllocated: number;
  readonly sendLimit: number;
  /** Waiting in the send queue. */
  readonly sendQueued: number;
  /** Waiting while the socket is locked by a call. */
  readonly backlog: number;
  /** Datagrams thrown away because the receive buffer was full, since the socket was opened. */
  readonly drops: number;
}

/** What `SO_MEMINFO` tells. @throws SocketError `ERR_UNSUPPORTED` on kernels before 4.12 */
export function memoryInfo(socket: SocketCalls): MemoryInfo {
  const bytes = socket.getsockopt(SOL_SOCKET, SO_MEMINFO, 64);
  return decodeMemoryInfo(bytes);
}

/** `SK_MEMINFO_…` of sock_diag.h: nine numbers; what is missing is 0. */
export function decodeMemoryInfo(bytes: Uint8Array): MemoryInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (index: number): number => (index * 4 + 4 <= bytes.length ? view.getUint32(index * 4, true) : 0);
  return {
    receiveAllocated: at(0),
    receiveLimit: at(1),
    sendAllocated: at(2),
    sendLimit: at(3),
    sendQueued: at(5),
    backlog: at(7),
    drops: at(8),
  };
}

/** Who is at the other end of a Unix socket: as it was when it connected or listened. */
export interface PeerCredentials {
  /** 0 when the process belongs to another namespace. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** What `SO_PEERCRED` tells of a connected Unix socket, or of a stream over one. @throws SocketError `ERR_NOT_CONNECTED` when nobody is there; unix(7) */
export function peerCredentials(connection: SocketCalls | Stream): PeerCredentials {
  const bytes = readOption(connection, SOL_SOCKET, SO_PEERCRED, 12);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = { pid: view.getInt32(0, true), uid: view.getUint32(4, true), gid: view.getUint32(8, true) };
  // The kernel answers -1 where there is no peer.
  if (found.uid === 0xffffffff) throw socketFailure("getsockopt", 107);
  return found;
}
