import type { SendFileQuery, TargetSpec } from "../../../api/index.ts";
import type { CallHandlers } from "../call.ts";
import { findSession } from "../find-session.ts";

/** Files: send, send an uploaded one, receive, cancel. */
export const TRANSFER_CALLS: CallHandlers<"sendFile" | "sendUpload" | "receiveFile" | "cancelTransfer"> = {
  sendFile({ engine }, { params, body }) {
    const { path, to, ...options } = body;
    return findSession(engine, params.session).sendFile(path, to, options);
  },

  async sendUpload({ engine, uploads }, { params, query, body, request }) {
    const session = findSession(engine, params.session);
    const { name = "file", to, ...options } = query;
    const upload = await uploads.take(body, name, request.signal);
    try {
      const state = await session.sendFile(upload.path, targetOf(to), options satisfies SendFileQuery);
      void session.transferEnd(state.id).then(upload.discard, upload.discard);
      return state;
    } catch (error) {
      await upload.discard();
      throw error;
    }
  },

  receiveFile({ engine }, { params, body }) {
    const { path, from, ...options } = body;
    return findSession(engine, params.session).receiveToFile(path, from, options);
  },

  cancelTransfer({ engine }, { params }) {
    findSession(engine, params.session).cancelTransfer(params.transfer);
    return null;
  },
};

function targetOf(text: string): TargetSpec {
  return text === "all" || text === "last" ? text : text.split(",").map(Number);
}
