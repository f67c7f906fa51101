import { NativeStream } from "./native/native-stream.ts";
import { trySys } from "./sys/load-sys.ts";
import type { Stream } from "./stream.ts";

/** SIOCOUTQ of sockios.h (tcp(7), unix(7)). */
const SIOCOUTQ = 0x5411;

/**
 * Bytes that the kernel has of this stream and that the peer's kernel has not acknowledged (Unix: that the peer has not
 * read). FIN counts as one. Null where nobody can tell: Node's sockets, TLS, a stream that is closed.
 */
export function unacknowledgedBytes(stream: Stream): number | null {
  const found = trySys();
  if (!(stream instanceof NativeStream) || stream.fd < 0 || !("sys" in found)) return null;
  const value = new Uint8Array(4);
  const result = found.sys.ioctl(stream.fd, SIOCOUTQ, value);
  return result < 0 ? null : new DataView(value.buffer).getInt32(0, true);
}
