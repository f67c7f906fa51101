import { SocketError } from "../../errors/index.ts";
import { connect, type Stream } from "../../net/index.ts";
import type { PortState, ProbeRequest, ProbeResult } from "./probe.ts";

const MAX_BANNER_BYTES = 512;
/** How often a probe that this machine could not make (no descriptors, no local ports) is made again. */
const OWN_FAILURES = 5;
const OWN_FAILURE_PAUSE_MS = 50;

const STATES: Readonly<Record<string, PortState>> = {
  ERR_REFUSED: "closed",
  ERR_RESET: "closed",
  ERR_TIMEOUT: "silent",
  ERR_HOST_UNREACHABLE: "unreachable",
  ERR_NETWORK_UNREACHABLE: "unreachable",
};
const PASSING: ReadonlySet<string> = new Set(["ERR_TOO_MANY_FILES", "ERR_NO_BUFFERS", "ERR_ADDRESS_NOT_AVAILABLE"]);

/** Connects and closes again, after the first bytes of the other end where they are asked for; nothing is sent. */
export async function probeTcp(request: ProbeRequest): Promise<ProbeResult> {
  for (let tries = 1; ; tries++) {
    const begin = performance.now();
    const { address, family, port, waitMs, signal } = request;
    try {
      const stream = await connect({ host: address, port }, { family, timeoutMs: waitMs, signal });
      const ms = performance.now() - begin;
      if (isOwnEnd(stream)) {
        stream.reset();
        return { state: "closed", ms, banner: null, reason: undefined };
      }
      const banner = request.banner ? await firstBytes(stream, request) : null;
      void stream.close();
      return { state: "open", ms, banner, reason: undefined };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SocketError)) throw error;
      if (PASSING.has(error.code) && tries < OWN_FAILURES) {
        await new Promise((resolve) => setTimeout(resolve, OWN_FAILURE_PAUSE_MS * tries));
        continue;
      }
      const state = STATES[error.code] ?? "failed";
      const reason = state === "unreachable" || state === "failed" ? error.message : undefined;
      return { state, ms: performance.now() - begin, banner: null, reason };
    }
  }
}

/**
 * A connection to a port of this machine from which the kernel took the same port connects to itself (RFC 9293 §3.5,
 * simultaneous open): nobody listens there.
 */
function isOwnEnd({ local, remote }: Stream): boolean {
  return "port" in local && "port" in remote && local.port === remote.port && local.host === remote.host;
}

async function firstBytes(stream: Stream, { waitMs, signal }: ProbeRequest): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const end = performance.now() + waitMs;
  try {
    while (length < MAX_BANNER_BYTES) {
      const timeoutMs = Math.max(1, end - performance.now());
      const bytes = await stream.read(MAX_BANNER_BYTES - length, { timeoutMs, signal });
      if (bytes === null) break;
      parts.push(bytes);
      length += bytes.length;
      if (bytes.includes(0x0a)) break;
    }
  } catch {
    signal.throwIfAborted();
    // Silence, or a reset: what came is the banner.
  }
  return Buffer.concat(parts);
}
