import { lstat } from "node:fs/promises";
import { connect } from "node:net";
import { type ErrorCode, SocketError, type SocketOperation } from "../../errors/index.ts";
import { UNIX_PATH_MAX_BYTES } from "../parse-address.ts";

/** What stands at a path where a Unix socket is wanted. */
export type PathState = "missing" | "not a socket" | "stale" | "alive";

/**
 * The path as Node takes it: an abstract name `@name` becomes a leading zero byte.
 * @throws SocketError `ERR_PATH_TOO_LONG` (Node would cut it silently), `ERR_UNSUPPORTED` for abstract names where the
 *   platform has none or where Node pads them to 108 bytes, so that no other program finds them
 */
export function nodePath(path: string, op: SocketOperation): string {
  const bytes = Buffer.byteLength(path);
  if (bytes > UNIX_PATH_MAX_BYTES) {
    throw unixError("ERR_PATH_TOO_LONG", op, path, `${bytes} bytes, the limit is ${UNIX_PATH_MAX_BYTES}`);
  }
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

/** Looks at a path, and when it is a socket tries whether somebody listens there. */
export async function inspectPath(path: string): Promise<PathState> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined) return "missing";
  if (!stats.isSocket()) return "not a socket";
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once("connect", () => {
      probe.destroy();
      resolve("alive");
    });
    // Whatever else than a refusal stops us (permission, full backlog) means that somebody is there.
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED" ? "stale" : "alive"));
  });
}

/** An error about a path. */
export function unixError(code: ErrorCode, op: SocketOperation, path: string, hint?: string): SocketError {
  const where = op === "listen" || op === "bind" ? { local: path } : { remote: path };
  return new SocketError(code, { op, network: "unix", ...where, ...(hint === undefined ? {} : { hint }) });
}
