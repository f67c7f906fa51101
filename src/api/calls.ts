import type { CharsetName, FramingSpec, FramingType } from "../bytes/index.ts";
import type { CaptureRow } from "./capture-row.ts";
import type { MessageSpec } from "./message-spec.ts";
import type { ServiceSpec } from "./service-spec.ts";
import type { CharsetSpec, SessionSpec } from "./session-spec.ts";
import type { PeerState, ProblemState, RepeatState, SessionState, TransferState } from "./session-state.ts";

/** The body of every answer that is not a success. */
export interface ErrorAnswer {
  readonly error: ProblemState;
}

/** Answer of `health`. */
export interface HealthAnswer {
  readonly ok: true;
}

/** One address of this machine. */
export interface MachineAddress {
  readonly interface: string;
  readonly address: string;
  readonly family: 4 | 6;
  /** Reached only from this machine. */
  readonly loopback: boolean;
}

/** A checksum that can be appended. */
export interface ChecksumEntry {
  readonly name: string;
  /** Bytes that it takes. */
  readonly bytes: number;
}

/** Answer of `system`: what the workbench is and what it can do. */
export interface SystemAnswer {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly pid: number;
  readonly startedUs: number;
  /** Address that the workbench itself is served on. */
  readonly host: string;
  readonly port: number;
  /** Whether the workbench is reachable from other machines. */
  readonly lan: boolean;
  readonly addresses: readonly MachineAddress[];
  readonly charsets: readonly CharsetName[];
  readonly checksums: readonly ChecksumEntry[];
  readonly framings: readonly FramingType[];
  /** Largest JSON body and largest upload that are taken. */
  readonly limits: { readonly jsonBytes: number; readonly uploadBytes: number };
}

/** Body of `openSession`. */
export interface OpenSessionBody {
  readonly spec: SessionSpec;
  /** Keep a session that failed to open, so that its problem is seen in the list. @default false */
  readonly keepFailed?: boolean;
}

/** Body of `setView`. */
export interface SetViewBody {
  readonly charset?: CharsetSpec;
  readonly framing?: FramingSpec;
}

/** Body of `setService`. */
export interface SetServiceBody {
  /** The service that answers now, with other options; only the rules of `reply` can be changed while it runs. */
  readonly service: ServiceSpec;
}

/** Body of `sayInRoom`. */
export interface SayInRoomBody {
  /** The member's id, as `watchDesk` gave it. */
  readonly member: string;
  readonly text: string;
  /** The name of the only one who hears it. @default everybody */
  readonly to?: string;
}

/** Body of `answerInbox`. */
export interface AnswerInboxBody {
  /** The message's number; null is the oldest. */
  readonly number: number | null;
  readonly text: string;
}

/** Whom to send to: a peer's number, several, every open peer, or the peer heard from last. */
export type TargetSpec = number | readonly number[] | "all" | "last";

/** Body of `send`. */
export interface SendBody {
  readonly message: MessageSpec;
  readonly to: TargetSpec;
}

/** Exact bytes that a message makes. */
export interface BytesAnswer {
  /** How many there are. */
  readonly length: number;
  /** The first 65,536 of them. */
  readonly base64: string;
}

/** Answer of `send`: what was sent, and to whom. */
export interface SendAnswer extends BytesAnswer {
  readonly sent: readonly { readonly peer: number; readonly remote: string }[];
  readonly failed: readonly { readonly peer: number; readonly remote: string; readonly problem: ProblemState }[];
}

/** Body of `preview`. */
export interface PreviewBody {
  readonly message: MessageSpec;
}

/** Body of `addPeer`. */
export interface AddPeerBody {
  readonly host: string;
  readonly port: number;
}

/** Body of `startRepeat`. */
export interface RepeatBody {
  readonly message: MessageSpec;
  readonly to: TargetSpec;
  /** From 1. */
  readonly periodMs: number;
  /** @default until stopped */
  readonly count?: number;
}

/** How a file is sent. */
export interface SendFileQuery {
  readonly chunkBytes?: number;
  /** @default unlimited */
  readonly bytesPerSecond?: number;
  /** Send FIN after the last byte. @default false */
  readonly shutdownAfter?: boolean;
}

/** Body of `sendFile`: a file of the machine that the workbench runs on. */
export interface SendFileBody extends SendFileQuery {
  readonly path: string;
  readonly to: TargetSpec;
}

/** Query of `sendUpload`: the file is the request's body. */
export interface SendUploadQuery extends SendFileQuery {
  /** The file's name, to be shown. */
  readonly name?: string;
  /** `all`, `last`, or numbers of peers with commas between. */
  readonly to: string;
}

/** Body of `receiveFile`. */
export interface ReceiveFileBody {
  readonly path: string;
  readonly from: number | "all";
  /** @default at the peer's FIN, at close, or when cancelled */
  readonly maxBytes?: number;
  /** Replace a file that exists. @default false */
  readonly overwrite?: boolean;
}

/** Query of `rows`. */
export interface RowsQuery {
  /** Number of the first row; with a filter, its rank among the matches. */
  readonly from: number;
  /** At most 10,000. @default 100 */
  readonly count?: number;
  /** Payload bytes a row at the most. @default 256 */
  readonly preview?: number;
  /** @default the session's */
  readonly charsetIn?: CharsetName;
  /** @default the session's */
  readonly charsetOut?: CharsetName;
  /** Only rows that match; the answer waits until they are found or the capture is searched. */
  readonly filter?: string;
}

/** A row as JSON: bytes are base64. */
export interface JsonRow extends Omit<CaptureRow, "bytes" | "carry"> {
  readonly bytes: string;
  readonly carry: string;
}

/** Answer of `rows` as JSON; asked for with `Accept: application/vnd.jackfield.rows` it is a row batch. */
export interface RowsAnswer {
  /** Rows in all; with a filter, matches found so far. */
  readonly total: number;
  readonly rows: readonly JsonRow[];
}

/** Body of `checkFilter`. */
export interface FilterBody {
  readonly filter: string;
}

/** Params of a call on a session. */
export interface SessionParams {
  readonly session: string;
}

/** Params of a call on a peer. */
export interface PeerParams extends SessionParams {
  readonly peer: number;
}

/** What one call takes and gives. `never` in `body` or `query` is nothing; `Uint8Array` is raw bytes. */
export interface ApiCall {
  readonly params: object;
  readonly query: object;
  /** Null: none. */
  readonly body: unknown;
  /** Null: none (204). */
  readonly answer: unknown;
}

/** Nothing in the path, or nothing in the query. */
export type None = Readonly<Record<string, never>>;

interface Call<Params extends object, Query extends object, Body, Answer> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
}

/** Every call of the HTTP API by its operation id. */
export interface ApiCalls {
  readonly health: Call<None, None, null, HealthAnswer>;
  readonly system: Call<None, None, null, SystemAnswer>;
  readonly openapi: Call<None, None, null, Readonly<Record<string, unknown>>>;
  readonly listSessions: Call<None, None, null, { readonly sessions: readonly SessionState[] }>;
  readonly openSession: Call<None, None, OpenSessionBody, SessionState>;
  readonly getSession: Call<SessionParams, None, null, SessionState>;
  readonly removeSession: Call<SessionParams, None, null, null>;
  readonly closeSession: Call<SessionParams, None, null, SessionState>;
  readonly setView: Call<SessionParams, None, SetViewBody, SessionState>;
  readonly setService: Call<SessionParams, None, SetServiceBody, SessionState>;
  readonly sayInRoom: Call<SessionParams, None, SayInRoomBody, null>;
  readonly answerInbox: Call<SessionParams, None, AnswerInboxBody, null>;
  readonly resetCounters: Call<SessionParams, None, null, SessionState>;
  readonly listPeers: Call<SessionParams, None, null, { readonly peers: readonly PeerState[] }>;
  readonly addPeer: Call<SessionParams, None, AddPeerBody, PeerState>;
  readonly shutdownPeer: Call<PeerParams, None, null, null>;
  readonly disconnectPeer: Call<PeerParams, None, null, null>;
  readonly resetPeer: Call<PeerParams, None, null, null>;
  readonly preview: Call<None, None, PreviewBody, BytesAnswer>;
  readonly send: Call<SessionParams, None, SendBody, SendAnswer>;
  readonly startRepeat: Call<SessionParams, None, RepeatBody, RepeatState>;
  readonly stopRepeat: Call<SessionParams & { readonly repeat: string }, None, null, null>;
  readonly sendFile: Call<SessionParams, None, SendFileBody, TransferState>;
  readonly sendUpload: Call<SessionParams, SendUploadQuery, Uint8Array, TransferState>;
  readonly receiveFile: Call<SessionParams, None, ReceiveFileBody, TransferState>;
  readonly cancelTransfer: Call<SessionParams & { readonly transfer: string }, None, null, null>;
  readonly rows: Call<SessionParams, RowsQuery, null, RowsAnswer>;
  readonly payload: Call<
    SessionParams & { readonly row: number },
    { readonly offset?: number; readonly length?: number },
    null,
    Uint8Array
  >;
  readonly rowAt: Call<SessionParams, { readonly timeUs: number }, null, { readonly row: number }>;
  readonly checkFilter: Call<None, None, FilterBody, null>;
  readonly downloadCapture: Call<SessionParams, None, null, Uint8Array>;
  readonly saveCapture: Call<SessionParams, None, { readonly path: string }, null>;
  readonly uploadCapture: Call<None, { readonly name?: string }, Uint8Array, SessionState>;
}
