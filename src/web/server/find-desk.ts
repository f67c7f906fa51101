import { JackfieldError } from "../../errors/index.ts";
import type { ServiceDesk, Services } from "../../services/index.ts";

/**
 * The room, the inbox or the rules that answer on a session.
 * @throws JackfieldError `ERR_UNSUPPORTED` when no such service answers there, or no longer
 */
export function findDesk(services: Services | null, session: string): ServiceDesk {
  const desk = services?.deskOf(session) ?? null;
  if (desk !== null) return desk;
  throw new JackfieldError("ERR_UNSUPPORTED", `No room, inbox or rules answer on session "${session}"`);
}
