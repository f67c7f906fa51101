import type { SessionSpec } from "../api/index.ts";
import type { Session } from "./session.ts";

/** Options of {@link Engine}. */
export interface EngineOptions {
  /** Where captures without a name of their own are kept. @default a folder of this process in the system's temporary folder, removed at close */
  readonly captureFolder?: string;
}

/** Opens sessions and keeps them. */
export interface Engine extends AsyncDisposable {
  readonly sessions: ReadonlyMap<string, Session>;
  /**
   * Opens a session: resolves when it listens, is connected or is bound. A client with `reconnect` resolves at once.
   * @throws LocalProtocolError `ERR_BAD_SPEC`; SocketError. A session that failed to open is not kept unless `keepFailed`.
   */
  open(spec: SessionSpec, options?: { readonly keepFailed?: boolean; readonly signal?: AbortSignal }): Promise<Session>;
  /** Closes a session if it is open and forgets it; its temporary capture is deleted. */
  remove(id: string): Promise<void>;
  /** Calls back when a session came, changed or went (coalesced). */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
