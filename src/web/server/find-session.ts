import { JackfieldError } from "../../errors/index.ts";
import type { CaptureView, Engine, Session } from "../../engine/index.ts";

/**
 * A session by its id.
 * @throws JackfieldError `ERR_NO_SUCH_SESSION`
 */
export function findSession(engine: Engine, id: string): Session {
  const session = engine.sessions.get(id);
  if (session === undefined) throw new JackfieldError("ERR_NO_SUCH_SESSION", `No session "${id}"`);
  return session;
}

/**
 * The capture of a session.
 * @throws JackfieldError `ERR_NO_SUCH_SESSION`; `ERR_UNSUPPORTED` when the session is not recorded
 */
export function findCapture(engine: Engine, id: string): CaptureView {
  const { capture } = findSession(engine, id);
  if (capture === null) throw new JackfieldError("ERR_UNSUPPORTED", `Session "${id}" is not recorded`);
  return capture;
}
