import type { PeerNetwork } from "../capture/index.ts";
import type { SessionSpec } from "./session-spec.ts";

/** `waiting`: a client waits before it connects again. */
export type SessionPhase = "opening" | "open" | "waiting" | "closing" | "closed" | "failed";

/** Counters of a session or of one peer, since it was opened or since they were reset. */
export interface Counters {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Reads (TCP, Unix) or datagrams (UDP). */
  readonly readsIn: number;
  /** Writes or datagrams. */
  readonly writesOut: number;
}

/** `open`; `half-closed-in` the peer sent FIN; `half-closed-out` we sent FIN; `gone` closed. */
export type PeerPhase = "open" | "half-closed-in" | "half-closed-out" | "gone";

/** A certificate that a peer showed. */
export interface PeerCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses that it is for. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  readonly fingerprintSha256: string;
}

/** What TLS agreed on with a peer, and whom it found. */
export interface PeerTls {
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** The cipher suite by its standard name. */
  readonly cipher: string;
  /** The application protocol; null when none was agreed on. */
  readonly alpn: string | null;
  /** The name that the client asked for (SNI); null without one. */
  readonly serverName: string | null;
  /** Whether the peer's certificate is trusted, and for the right name. */
  readonly trusted: boolean;
  /** Why it is not; null when it is, and when there is none. */
  readonly distrust: string | null;
  /** Null when the peer showed none. */
  readonly certificate: PeerCertificate | null;
}

/** What a face shows of one peer. */
export interface PeerState {
  /** From 1, in order of appearance; never used again in its session. */
  readonly id: number;
  readonly network: PeerNetwork;
  readonly local: string;
  readonly remote: string;
  readonly phase: PeerPhase;
  readonly openedUs: number;
  readonly closedUs: number | null;
  readonly counters: Counters;
  /** Bytes accepted by `send` that the operating system has not taken yet. */
  readonly queuedBytes: number;
  /** Only with TLS. */
  readonly tls?: PeerTls;
}

/** A failure as the API tells it. */
export interface ProblemState {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** For input with a position: where, counted from 0. */
  readonly position?: number;
  /** For `ERR_ADDRESS_IN_USE`: a port that was free a moment ago. */
  readonly freePort?: number;
}

/** A repeated send that is running. */
export interface RepeatState {
  readonly id: string;
  readonly periodMs: number;
  readonly sent: number;
  /** Null: until stopped. */
  readonly count: number | null;
  /** Periods that passed without a send: the peer took no more, nobody was connected, or this process was late. */
  readonly missed: number;
  /** Bytes of the message that it sent first, and at most the first 64 of them in hex: what tells repeats apart. */
  readonly length: number;
  readonly head: string;
}

/** A file being sent or received. */
export interface TransferState {
  readonly id: string;
  readonly direction: "in" | "out";
  readonly path: string;
  readonly peer: number | null;
  readonly bytes: number;
  /** Null when unknown (receiving). */
  readonly totalBytes: number | null;
  readonly phase: "running" | "done" | "failed" | "cancelled";
  readonly sha256: string | null;
  readonly problem: ProblemState | null;
}

/** What is lost, by where it was lost. Zero is shown too. */
export interface DropState {
  /** Datagrams that the kernel dropped because the socket's buffer was full; null where the platform does not tell. */
  readonly kernel: number | null;
  /** Events that were not recorded because a limit of the capture struck or the disk failed. */
  readonly unrecorded: number;
}

/** What a face shows of one session. */
export interface SessionState {
  readonly id: string;
  readonly spec: SessionSpec;
  /** The spec's name, or one made from the address. */
  readonly name: string;
  readonly phase: SessionPhase;
  /** The bound or own address as printed; null before it is known. */
  readonly local: string | null;
  readonly problem: ProblemState | null;
  readonly openedUs: number;
  readonly counters: Counters;
  readonly peersOpen: number;
  readonly peersTotal: number;
  /** SHA-256 of the certificate that a TLS server made for itself; only where it did. */
  readonly madeCertificate?: string;
  /** Rows recorded so far. */
  readonly rows: number;
  readonly captureBytes: number;
  readonly captureFile: string | null;
  readonly drops: DropState;
  readonly repeats: readonly RepeatState[];
  readonly transfers: readonly TransferState[];
}
