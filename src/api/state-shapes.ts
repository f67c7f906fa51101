import type { PeerNetwork } from "../capture/index.ts";
import type { ErrorAnswer } from "./calls.ts";
import { sessionSpecShape } from "./session-shapes.ts";
import type {
  Counters,
  DropState,
  PeerCertificate,
  PeerPhase,
  PeerState,
  PeerTls,
  ProblemState,
  RepeatState,
  SessionPhase,
  SessionState,
  TransferState,
} from "./session-state.ts";
import {
  array,
  boolean,
  integer,
  named,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Shape,
  string,
} from "./shape.ts";

const count = integer(0);

/** A {@link ProblemState}. */
export const problemShape: Shape<ProblemState> = named(
  "Problem",
  object<ProblemState>({
    code: string(),
    message: string(),
    remedy: string(),
    position: optional(count),
    freePort: optional(count),
  }),
);

/** An {@link ErrorAnswer}. */
export const errorAnswerShape: Shape<ErrorAnswer> = named("Error", object<ErrorAnswer>({ error: problemShape }));

const countersShape: Shape<Counters> = named(
  "Counters",
  object<Counters>({ bytesIn: count, bytesOut: count, readsIn: count, writesOut: count }),
);

const peerTlsShape: Shape<PeerTls> = named(
  "PeerTls",
  object<PeerTls>({
    protocol: string(),
    cipher: string(),
    alpn: nullable(string()),
    serverName: nullable(string()),
    trusted: boolean(),
    distrust: nullable(string()),
    certificate: nullable(
      object<PeerCertificate>({
        subject: string(),
        issuer: string(),
        names: array(string()),
        validFrom: string(),
        validTo: string(),
        fingerprintSha256: string(),
      }),
    ),
  }),
);

/** A {@link PeerState}. */
export const peerStateShape: Shape<PeerState> = named(
  "Peer",
  object<PeerState>({
    id: integer(1),
    network: oneOf<PeerNetwork>(["tcp", "udp", "unix"]),
    local: string(),
    remote: string(),
    phase: oneOf<PeerPhase>(["open", "half-closed-in", "half-closed-out", "gone"]),
    openedUs: number(),
    closedUs: nullable(number()),
    counters: countersShape,
    queuedBytes: count,
    tls: optional(peerTlsShape),
  }),
);

/** A {@link RepeatState}. */
export const repeatStateShape: Shape<RepeatState> = named(
  "Repeat",
  object<RepeatState>({
    id: string(),
    periodMs: number(0),
    sent: count,
    count: nullable(count),
    missed: count,
    length: count,
    head: string(),
  }),
);

/** A {@link TransferState}. */
export const transferStateShape: Shape<TransferState> = named(
  "Transfer",
  object<TransferState>({
    id: string(),
    direction: oneOf(["in", "out"]),
    path: string(),
    peer: nullable(count),
    bytes: count,
    totalBytes: nullable(count),
    phase: oneOf<TransferState["phase"]>(["running", "done", "failed", "cancelled"]),
    sha256: nullable(string()),
    problem: nullable(problemShape),
  }),
);

const dropsShape: Shape<DropState> = named("Drops", object<DropState>({ kernel: nullable(count), unrecorded: count }));

/** A {@link SessionState}. */
export const sessionStateShape: Shape<SessionState> = named(
  "Session",
  object<SessionState>({
    id: string(),
    spec: sessionSpecShape,
    name: string(),
    phase: oneOf<SessionPhase>(["opening", "open", "waiting", "closing", "closed", "failed"]),
    local: nullable(string()),
    problem: nullable(problemShape),
    openedUs: number(),
    counters: countersShape,
    peersOpen: count,
    peersTotal: count,
    madeCertificate: optional(string()),
    rows: count,
    captureBytes: count,
    captureFile: nullable(string()),
    drops: dropsShape,
    repeats: array(repeatStateShape),
    transfers: array(transferStateShape),
  }),
);
