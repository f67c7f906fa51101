import type { SessionSpec } from "../api/index.ts";
import type { Answering, AnsweringFactory } from "./answering.ts";
import type { EngineNetwork } from "./engine-network.ts";
import type { Session, SessionListener } from "./session.ts";
import type { RecorderFactory } from "./session-recorder.ts";

/** Options of {@link Engine}. */
export interface EngineOptions {
  /** Where captures without a name of their own are kept. @default a folder of this process in the system's temporary folder, removed at close */
  readonly captureFolder?: string;
  /** The network to open sockets on. @default the operating system's */
  readonly network?: EngineNetwork;
  /** Makes the recorder of a session. @default pcapng files */
  readonly recorder?: RecorderFactory;
  /** Makes what answers on a session whose spec names a `service`. @default none: such a spec is refused */
  readonly services?: AnsweringFactory;
}

/** Options of {@link Engine.open}. */
export interface OpenOptions extends Answering {
  /** Keep a session that could not be opened: `open` then resolves with it, its phase is `failed`. @default false */
  readonly keepFailed?: boolean;
  /** Hears everything from the first event; the same as `Session.listen`. */
  readonly listener?: SessionListener;
  /** Whether `listener` wants the bytes that are sent. @default true */
  readonly listenSent?: boolean;
  /** Aborts the opening; afterwards it has no effect. */
  readonly signal?: AbortSignal;
}

/** Opens sessions and keeps them. */
export interface Engine extends AsyncDisposable {
  readonly sessions: ReadonlyMap<string, Session>;
  /**
   * Opens a session: resolves when it listens, is connected or is bound. A client with `reconnect` resolves at once.
   * @throws LocalProtocolError `ERR_BAD_SPEC`, `ERR_BAD_OPTION` (the service); SocketError; JackfieldError `ERR_CLOSED` (the engine), `ERR_FILE`. A session that failed to open is not kept unless `keepFailed`.
   */
  open(spec: SessionSpec, options?: OpenOptions): Promise<Session>;
  /** Closes a session if it is open and forgets it; its temporary capture is deleted. An unknown id is no fault. */
  remove(id: string): Promise<void>;
  /** Calls back when a session came, changed or went (coalesced). */
  onChange(listener: () => void): () => void;
  /** Closes all sessions and deletes the temporary captures. Idempotent. */
  close(): Promise<void>;
}
