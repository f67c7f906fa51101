import { unixError } from "../unix-path.ts";

/**
 * The path as Node takes it: an abstract name `@name` becomes a leading zero byte.
 * @throws SocketError `ERR_UNSUPPORTED` for abstract names where the platform has none or where Node pads them to 108
 *   bytes, so that no other program finds them
 */
export function nodePath(path: string, op: "connect" | "listen"): string {
  if (!path.startsWith("@")) return path;
  if (process.platform !== "linux") throw unixError("ERR_UNSUPPORTED", op, path, "only Linux has abstract names");
  if (!nodeKnowsAbstractNames()) {
    throw unixError("ERR_UNSUPPORTED", op, path, `Node ${process.versions.node} pads abstract names with zero bytes`);
  }
  return `\0${path.slice(1)}`;
}

/** Node 20 passes the whole of `sun_path` as the name; libuv's `uv_pipe_bind2` mended it in later versions. */
export function nodeKnowsAbstractNames(): boolean {
  return Number(process.versions.node.split(".")[0]) >= 22;
}
