import type { ScanProtocol } from "./service-names.ts";

/**
 * What is known of a port: `open` somebody accepted or answered; `closed` the host said that nobody listens (RST, ICMP port
 * unreachable); `silent` nothing came back: a firewall, no such host, or, over UDP, a program that does not answer;
 * `unreachable` a router or this machine says that there is no way; `failed` this machine could not ask.
 */
export type PortState = "open" | "closed" | "silent" | "unreachable" | "failed";

/** What one probe found. */
export interface ProbeResult {
  readonly state: PortState;
  readonly ms: number;
  /** What the other end sent first; null when it was not waited for, empty when nothing came. */
  readonly banner: Uint8Array | null;
  /** Why, in the operating system's words, for `unreachable` and `failed`. */
  readonly reason: string | undefined;
}

/** Where a probe goes and how long it waits. */
export interface ProbeRequest {
  readonly protocol: ScanProtocol;
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  readonly waitMs: number;
  /** Wait for the first bytes of an open TCP port. */
  readonly banner: boolean;
  /** What is sent over UDP; undefined chooses by the port. */
  readonly payload: Uint8Array | undefined;
  /** UDP: how often it is sent again while nothing comes. */
  readonly retries: number;
  readonly signal: AbortSignal;
}

/** Asks one port. Rejects only with the reason of an abort. */
export type Probe = (request: ProbeRequest) => Promise<ProbeResult>;
