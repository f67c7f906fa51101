import type { CallHandlers } from "../call.ts";
import { findSession } from "../find-session.ts";

/** Peers: list, make, half-close, close, reset. */
export const PEER_CALLS: CallHandlers<"listPeers" | "addPeer" | "shutdownPeer" | "disconnectPeer" | "resetPeer"> = {
  listPeers: ({ engine }, { params }) => ({ peers: findSession(engine, params.session).peers() }),

  addPeer: ({ engine }, { params, body }) => findSession(engine, params.session).addPeer(body.host, body.port),

  async shutdownPeer({ engine }, { params }) {
    await findSession(engine, params.session).shutdown(params.peer);
    return null;
  },

  async disconnectPeer({ engine }, { params }) {
    await findSession(engine, params.session).disconnect(params.peer);
    return null;
  },

  resetPeer({ engine }, { params }) {
    findSession(engine, params.session).reset(params.peer);
    return null;
  },
};
