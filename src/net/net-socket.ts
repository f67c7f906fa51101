import type { Socket } from "node:net";
import { SocketError } from "../errors/index.ts";
import { endsOf } from "./node/node-connect.ts";
import { NodeStream } from "./node/node-stream.ts";
import type { Stream } from "./stream.ts";
import { StreamBase } from "./stream-base.ts";

/**
 * Gives a connection away as Node's `net.Socket`, for libraries that want one. What was read ahead comes first. The
 * stream is closed afterwards, the socket belongs to the caller, and half-close stays allowed.
 * @throws SocketError `ERR_CLOSED`; `ERR_BUSY` while a read waits
 * @throws TypeError for a stream that was not made by this library
 */
export function toNetSocket(stream: Stream): Socket {
  if (stream instanceof StreamBase) return stream.detach();
  throw new TypeError("toNetSocket takes a stream of this library");
}

/**
 * Makes a {@link Stream} of a connected `net.Socket` or `tls.TLSSocket`, which must not be used directly afterwards. What
 * the socket had buffered is read first.
 * @throws SocketError `ERR_NOT_CONNECTED` while it connects or after it was destroyed
 */
export function fromNetSocket(socket: Socket): Stream {
  const tls = "encrypted" in socket;
  const unix = socket.remoteAddress === undefined;
  const network = tls ? "tls" : unix ? "unix" : "tcp";
  if (socket.connecting || socket.destroyed) throw new SocketError("ERR_NOT_CONNECTED", { op: "recv", network });
  socket.allowHalfOpen = true;
  socket.pause();
  const ends = unix ? { local: { path: "" }, remote: { path: "" } } : endsOf(socket);
  const head = socket.read() as Uint8Array | null;
  const stream = new NodeStream(socket, { network, ...ends });
  if (head !== null) stream.prepend(new Uint8Array(head.buffer as ArrayBuffer, head.byteOffset, head.byteLength));
  return stream;
}
