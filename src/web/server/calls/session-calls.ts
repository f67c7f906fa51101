import { parseSessionSpec } from "../../../api/index.ts";
import type { CallHandlers } from "../call.ts";
import { findSession } from "../find-session.ts";

/** Sessions: list, open, look, close, forget, view. */
export const SESSION_CALLS: CallHandlers<
  "listSessions" | "openSession" | "getSession" | "removeSession" | "closeSession" | "setView" | "resetCounters"
> = {
  listSessions: ({ engine }) => ({ sessions: [...engine.sessions.values()].map((session) => session.state()) }),

  async openSession({ engine }, { body, request }) {
    const { spec, keepFailed = false } = body;
    const session = await engine.open(parseSessionSpec(spec), { keepFailed, signal: request.signal });
    return session.state();
  },

  getSession: ({ engine }, { params }) => findSession(engine, params.session).state(),

  async removeSession({ engine }, { params }) {
    findSession(engine, params.session);
    await engine.remove(params.session);
    return null;
  },

  async closeSession({ engine }, { params }) {
    const session = findSession(engine, params.session);
    await session.close();
    return session.state();
  },

  setView({ engine, services }, { params, body }) {
    const session = findSession(engine, params.session);
    // Through the validator of specs, so that charset and framing are checked and normalised in one place.
    const { charset, framing } = parseSessionSpec({ type: "udp", ...body });
    session.setView({
      ...(charset === undefined ? {} : { charset }),
      ...(framing === undefined ? {} : { framing }),
    });
    services?.reframe(session);
    return session.state();
  },

  resetCounters({ engine }, { params }) {
    const session = findSession(engine, params.session);
    session.resetCounters();
    return session.state();
  },
};
