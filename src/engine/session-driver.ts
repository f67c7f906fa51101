import type { Session, SessionListener } from "./session.ts";

/** Answers on a session where a pure handler cannot: it hears all events and uses the session itself. */
export interface SessionDriver {
  /** Hears all events but the bytes that are sent. */
  readonly listener: SessionListener;
  /** Tells the session, before it opens. */
  attach(session: Session): void;
  /** Called before the session is closed: ends what is running. */
  close(): Promise<void>;
}
