import { lstat } from "node:fs/promises";
import { connect } from "node:net";
import { type ErrorCode, SocketError } from "../errors/index.ts";
import { UNIX_PATH_MAX_BYTES } from "./parse-address.ts";

/** What stands at a path where a Unix socket is wanted. */
export type PathState = "missing" | "not a socket" | "stale" | "alive";

/** @throws SocketError `ERR_PATH_TOO_LONG`; Node would cut the path silently */
export function checkPathLength(path: string, op: "connect" | "listen"): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= UNIX_PATH_MAX_BYTES) return;
  throw unixError("ERR_PATH_TOO_LONG", op, path, `${bytes} bytes, the limit is ${UNIX_PATH_MAX_BYTES}`);
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
export function unixError(code: ErrorCode, op: "connect" | "listen", path: string, hint?: string): SocketError {
  const where = op === "listen" ? { local: path } : { remote: path };
  return new SocketError(code, { op, network: "unix", ...where, ...(hint === undefined ? {} : { hint }) });
}
