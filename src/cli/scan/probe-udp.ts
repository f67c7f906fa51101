import { createSocket, type Socket } from "node:dgram";
import type { PortState, ProbeRequest, ProbeResult } from "./probe.ts";

// DNS: who are the servers of the root (RFC 1035 §4.1); NTP: a client's request, version 4 (RFC 5905 §7.3).
const DNS_QUERY = Uint8Array.from([0x4a, 0x46, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]);
const NTP_QUERY = Uint8Array.from({ length: 48 }, (_, index) => (index === 0 ? 0x23 : 0));
const QUERIES: Readonly<Record<number, Uint8Array>> = { 53: DNS_QUERY, 123: NTP_QUERY, 5353: DNS_QUERY };
const EMPTY = new Uint8Array(0);
const MAX_BANNER_BYTES = 512;

const STATES: Readonly<Record<string, PortState>> = {
  ECONNREFUSED: "closed",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
};

/**
 * Sends a datagram from a connected socket, so that the kernel reports an ICMP error about it, and waits for one or for an
 * answer. Silence is silence: it is what an open port without an answer and a firewall have in common.
 */
export function probeUdp(request: ProbeRequest): Promise<ProbeResult> {
  const { address, family, port, waitMs, signal, retries } = request;
  const payload = request.payload ?? QUERIES[port] ?? EMPTY;
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    let sends = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = (state: PortState, banner: Uint8Array | null, reason?: string): void => {
      finish();
      resolve({ state, ms: performance.now() - begin, banner, reason });
    };
    const abort = (): void => {
      finish();
      reject(signal.reason as Error);
    };
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      closeQuietly(socket);
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      const state = STATES[error.code ?? ""] ?? "failed";
      end(state, null, state === "closed" ? undefined : error.message);
    };
    const ask = (): void => {
      if (sends > retries) return end("silent", null);
      sends += 1;
      timer = setTimeout(ask, waitMs);
      socket.send(payload, (error) => error !== null && fail(error));
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.on("error", fail);
    socket.on("message", (bytes) => end("open", bytes.subarray(0, MAX_BANNER_BYTES)));
    // Node gives the callback an error, though its types say otherwise.
    const connected = (error?: NodeJS.ErrnoException): void => {
      if (error !== undefined && error !== null) fail(error);
      else if (ownPort(socket) === port && isLoopback(address)) end("closed", null);
      else ask();
    };
    socket.connect(port, address, connected);
  });
}

function ownPort(socket: Socket): number | undefined {
  try {
    return socket.address().port;
  } catch {
    return undefined;
  }
}

/** The kernel may give this socket just the port that is asked about: nobody else has it then. */
function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function closeQuietly(socket: Socket): void {
  socket.removeAllListeners();
  socket.on("error", () => undefined);
  try {
    socket.close();
  } catch {
    // Closed already.
  }
}
