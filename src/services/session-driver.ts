import type { Session, SessionListener } from "../engine/index.ts";

/** Answers on a session where a pure handler cannot: it hears all events and uses the session itself. */
export interface SessionDriver {
  /** Given to `Engine.open`, so that no event is missed. */
  readonly listener: SessionListener;
  /** Tells the session, as soon as it is open. */
  attach(session: Session): void;
  /** Called before the session is closed: ends what is running. */
  close(): Promise<void>;
}
