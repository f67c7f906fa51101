import type { FileHandle } from "node:fs/promises";
import type {
  CharsetSpec,
  PeerState,
  RepeatState,
  ServiceSpec,
  SessionSpec,
  SessionState,
  TransferState,
} from "../api/index.ts";
import type { FramingSpec } from "../bytes/index.ts";
import type { CaptureEvent, EventDetail } from "../capture/index.ts";
import type { CaptureView } from "./capture-view.ts";

/** Whom to send to: one peer by number, several, every open peer, or the peer heard from last. */
export type PeerTarget = number | readonly number[] | "all" | "last";

/** Hears every event as it happens, before the next read of that peer, and that a connection is open before its first. */
export type SessionListener = (
  /** `bytes` are valid until the call returns, or until the promise that it returns settles. */
  event: CaptureEvent,
) => void | Promise<void>;

/** Options of {@link Session.send}. */
export interface SendOptions {
  /**
   * Gives up: `send` rejects with the signal's reason. What waited for its turn is not sent; of what had its turn some,
   * all or nothing goes out, and the bytes must not be changed.
   */
  readonly signal?: AbortSignal;
}

/** What `send` did, peer by peer. */
export interface SendResult {
  /** Peers that took all bytes. */
  readonly sent: readonly number[];
  /** Peers that did not, and why. */
  readonly failed: readonly { readonly peer: number; readonly error: Error }[];
}

/** Options of {@link Session.repeat}. */
export interface RepeatOptions {
  /** From 1. Periods are kept from the start time, so that they do not drift; a late send does not shift the next. */
  readonly periodMs: number;
  /** Stop after this many sends. @default until stopped */
  readonly count?: number;
}

/** Options of {@link Session.sendFile}. */
export interface SendFileOptions {
  /** Bytes a write (a datagram, over UDP). @default 65_536, over UDP 1_024 */
  readonly chunkBytes?: number;
  /** @default unlimited */
  readonly bytesPerSecond?: number;
  /** Send FIN after the last byte. @default false */
  readonly shutdownAfter?: boolean;
}

/** Options of {@link Session.receiveToFile}. */
export interface ReceiveFileOptions {
  /** Finish after this many bytes. @default at the peer's FIN, at close, or when cancelled */
  readonly maxBytes?: number;
  /** Replace a file that exists. @default false: `ERR_FILE_EXISTS` */
  readonly overwrite?: boolean;
}

/** A part of an open file; see {@link Session.sendUnseen}. */
export interface FilePart {
  readonly offset: number;
  readonly length: number;
  /** Called with the bytes that the operating system has taken so far. */
  readonly onProgress: (sentBytes: number) => void;
}

/** How the bytes of a session are shown and cut. */
export interface SessionView {
  readonly charset?: CharsetSpec;
  readonly framing?: FramingSpec;
}

/** Something that the engine has opened. Made by {@link Engine.open}. */
export interface Session extends AsyncDisposable {
  readonly id: string;
  readonly spec: SessionSpec;
  /** A snapshot. */
  state(): SessionState;
  /** Snapshots of all peers, also of those that are gone, in order of appearance. */
  peers(): readonly PeerState[];
  /** Rows recorded so far, readable while the session runs and after it is closed; null when `record` is false. */
  readonly capture: CaptureView | null;

  /**
   * Returns the function that ends it. A promise returned by a listener holds back the next read of that peer.
   * @param sent false: it can do without the bytes that are sent. @default true
   */
  listen(listener: SessionListener, sent?: boolean): () => void;
  /** Calls back (coalesced, at most every 16 ms) when state, peers or rows changed. Returns the function that ends it. */
  onChange(listener: () => void): () => void;

  /**
   * Resolves when the operating system has taken the bytes for every target.
   * @throws SocketError `ERR_NOT_CONNECTED` (no open peer), JackfieldError `ERR_NO_SUCH_PEER`
   */
  send(bytes: Uint8Array, to: PeerTarget, options?: SendOptions): Promise<SendResult>;
  /** UDP: makes a peer of an address, so that it can be sent to. A name is resolved. */
  addPeer(host: string, port: number): Promise<PeerState>;
  /**
   * Sends again and again; `bytes` may make each message from its number, from 0. At its end it leaves a `note` with
   * `note: "repeat-ended"`, `repeat` (the id), `reason` (`count`, `stopped`, `error`), `periodMs`, `sent` and `missed`.
   * Under 3 ms the wait keeps one core busy, as the system's timers are no finer than a millisecond.
   * @throws RangeError for a period or a count out of range
   */
  repeat(bytes: Uint8Array | ((n: number) => Uint8Array), to: PeerTarget, options: RepeatOptions): RepeatState;
  stopRepeat(id: string): void;
  /**
   * Sends a file, chunk after chunk as the peers take them; several peers get it in step, at the pace of the slowest. Resolves when it has begun; see {@link Session.transferEnd}.
   * @throws JackfieldError `ERR_FILE`; as `send`
   */
  sendFile(path: string, to: PeerTarget, options?: SendFileOptions): Promise<TransferState>;
  /**
   * Writes what comes from now on, from this peer (or from all), also to a file: under a temporary name beside it, which
   * is renamed at the end. Resolves when it has begun; see {@link Session.transferEnd}.
   * @throws JackfieldError `ERR_FILE`, `ERR_FILE_EXISTS`, `ERR_NO_SUCH_PEER`
   */
  receiveToFile(path: string, from: number | "all", options?: ReceiveFileOptions): Promise<TransferState>;
  cancelTransfer(id: string): void;
  /** Resolves with the last state of a transfer when it is done, failed or cancelled; Rejects with `RangeError` for an unknown id. */
  transferEnd(id: string): Promise<TransferState>;

  /** Sends FIN to one peer; reading goes on. */
  shutdown(peer: number): Promise<void>;
  /** Sends what is queued, then closes the connection to one peer; the session lives on. */
  disconnect(peer: number): Promise<void>;
  /** Sends RST to one peer. */
  reset(peer: number): void;
  /**
   * Bytes that were sent to a peer and that its system has not acknowledged (a Unix peer: not read); 0 says that all of
   * them arrived, our FIN included. Null where nobody can tell: UDP, TLS, a peer that is gone, another backend than the
   * operating system's own calls.
   */
  unacknowledged(peer: number): number | null;

  /**
   * Sends a part of a file straight from the system's cache, without it passing through this process, when nobody records
   * the session or wants to hear what is sent. Resolves to false, and has sent nothing, when somebody does, or where it
   * cannot be done. Nothing else must be sent to the peer meanwhile.
   * @throws SocketError, JackfieldError `ERR_FILE`, `ERR_NO_SUCH_PEER`
   */
  sendUnseen(peer: number, file: FileHandle, part: FilePart): Promise<boolean>;
  /** Tells and records what a service did; `peer` 0 is nobody's. */
  note(kind: "note" | "limit" | "error", peer: number, detail: EventDetail): void;

  /**
   * Changes how bytes are shown and cut from now on and for all rows so far; nothing recorded changes.
   * @throws LocalProtocolError `ERR_BAD_SPEC`
   */
  setView(view: SessionView): void;
  /**
   * Says in the spec which service answers from now on; called by whoever changed what answers.
   * @throws LocalProtocolError `ERR_BAD_SPEC`
   */
  setService(service: ServiceSpec): void;
  resetCounters(): void;
  /** Resolves when the session is closed or has failed. */
  readonly closed: Promise<void>;
  /** Graceful and idempotent: stops listening, sends what is queued, closes peers, flushes the capture. */
  close(): Promise<void>;
}
