import { SocketError } from "../../errors/index.ts";
import { NativeStream } from "../native/native-stream.ts";
import { sysError } from "../native/sys-error.ts";
import type { SocketCalls } from "../socket/socket-calls.ts";
import type { Stream } from "../stream.ts";
import { trySys } from "../sys/load-sys.ts";

/**
 * A socket option of a `Socket` or of a connection's stream, at most `length` bytes.
 * @throws SocketError `ERR_UNSUPPORTED` of a stream that is not the operating system's own (Node's sockets, TLS) or is closed
 */
export function readOption(of: SocketCalls | Stream, level: number, option: number, length: number): Uint8Array {
  if ("getsockopt" in of) return of.getsockopt(level, option, length);
  const { network } = of;
  const found = trySys();
  if (!(of instanceof NativeStream) || of.fd < 0 || !("sys" in found)) {
    const hint = "only an open connection of the operating system's own sockets has it";
    throw new SocketError("ERR_UNSUPPORTED", { op: "getsockopt", network, hint });
  }
  const bytes = new Uint8Array(length);
  const result = found.sys.getsockopt(of.fd, level, option, bytes);
  if (result < 0) throw sysError(result, { op: "getsockopt", network });
  return bytes.subarray(0, result);
}
