import type { SessionSpec } from "../api/index.ts";
import type { FramingSpec } from "../bytes/index.ts";
import type { CaptureEvent, EventDetail, PeerRecord } from "../capture/index.ts";
import type { CaptureView } from "./capture-view.ts";

/** What a session writes its events to. */
export interface SessionRecorder {
  readonly view: CaptureView;
  /** Events that were not recorded because a limit struck or the disk failed. */
  readonly unrecorded: number;
  /** Called before the peer's first event. */
  addPeer(peer: PeerRecord): void;
  /**
   * Records one event; its row is counted when the call returns. A promise only when the disk is behind: the bytes are
   * the caller's again when it settles. Never throws or rejects.
   */
  record(event: CaptureEvent): void | Promise<void>;
  /** A promise while the disk is behind. */
  pressure(): Promise<void> | undefined;
  /** Flushes and stops; the view stays readable. Idempotent. */
  close(): Promise<void>;
  /** Closes, releases the view and deletes the file if it is temporary. Idempotent. */
  discard(): Promise<void>;
}

/** What a recorder is made from. */
export interface RecorderOptions {
  readonly path: string;
  /** The file is deleted when the session is forgotten. */
  readonly temporary: boolean;
  /** Replace a file that exists. @default false */
  readonly overwrite?: boolean;
  readonly name: string;
  readonly type: SessionSpec["type"];
  readonly maxRows: number;
  readonly maxCaptureBytes: number;
  readonly framing: FramingSpec;
  /** Called once, when recording stops: a limit struck or the disk failed. */
  readonly onTrouble: (kind: "limit" | "error", detail: EventDetail) => void;
}

/** Makes the recorder of one session. */
export type RecorderFactory = (options: RecorderOptions) => Promise<SessionRecorder | null>;
