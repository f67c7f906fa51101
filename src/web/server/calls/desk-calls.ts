import { parseFraming } from "../../../bytes/index.ts";
import { JackfieldError, LocalProtocolError } from "../../../errors/index.ts";
import { sayAs } from "../../../services/index.ts";
import type { CallHandlers } from "../call.ts";
import { findDesk } from "../find-desk.ts";
import { findSession } from "../find-session.ts";

/** What people do in services: talk in a room, answer an inbox, change rules. */
export const DESK_CALLS: CallHandlers<"setService" | "sayInRoom" | "answerInbox"> = {
  setService({ engine, services }, { params, body }) {
    const session = findSession(engine, params.session);
    const { reply } = findDesk(services, session.id);
    const { service } = body;
    if (reply === null || service.type !== "reply") {
      throw new LocalProtocolError("ERR_BAD_OPTION", "Only the rules of reply can be changed while it answers");
    }
    // What may be refused comes first: then nothing is changed.
    if (service.framing !== undefined) parseFraming(service.framing);
    reply.replace(service.rules ?? []);
    session.setService(service);
    services?.reframe(session);
    return session.state();
  },

  sayInRoom({ services }, { params, body }) {
    const { room } = findDesk(services, params.session);
    if (room === null) throw new JackfieldError("ERR_UNSUPPORTED", "No room answers on this session");
    sayAs(room, body.member, body.text, body.to);
    return null;
  },

  async answerInbox({ services }, { params, body }) {
    const { inbox, session } = findDesk(services, params.session);
    const answer = inbox?.answer(body.number, body.text) ?? null;
    if (answer === null) throw new JackfieldError("ERR_NO_SUCH_ROW", "This message does not wait for an answer");
    const { failed } = await session.send(answer.bytes, answer.message.peer.id);
    if (failed[0] !== undefined) throw failed[0].error;
    return null;
  },
};
