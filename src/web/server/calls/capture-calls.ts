import { open, type FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import type { CallContext, CallHandlers } from "../call.ts";
import { captureFileName } from "../capture-file-name.ts";
import { findCapture, findSession } from "../find-session.ts";
import type { Upload } from "../uploads.ts";

/** Captures: download, save, upload. */
export const CAPTURE_CALLS: CallHandlers<"downloadCapture" | "saveCapture" | "uploadCapture"> = {
  async downloadCapture({ engine, uploads }, { params }) {
    const capture = findCapture(engine, params.session);
    const name = captureFileName(findSession(engine, params.session).state());
    const copy = await uploads.reserve("capture.pcapng");
    try {
      await capture.saveAs(copy.path);
      const file = await open(copy.path, "r");
      const { size } = await file.stat();
      return new Response(streamOf(file, copy.discard), {
        headers: {
          "content-type": "application/x-pcapng",
          "content-length": String(size),
          "content-disposition": `attachment; filename="${name.ascii}"; filename*=UTF-8''${encodeURIComponent(name.full)}`,
        },
      });
    } catch (error) {
      await copy.discard();
      throw error;
    }
  },

  async saveCapture({ engine }, { params, body }) {
    await findCapture(engine, params.session).saveAs(body.path);
    return null;
  },

  async uploadCapture(context, { query, body, request }) {
    const { name = "capture.pcapng" } = query;
    const upload = await context.uploads.take(body, name, request.signal);
    try {
      const session = await context.engine.open({ type: "capture-file", path: upload.path, name });
      discardWithSession(context, session.id, upload);
      return session.state();
    } catch (error) {
      await upload.discard();
      throw error;
    }
  },
};

/** The file as a body; closed and `done` called at its end, or when the client goes away. */
function streamOf(file: FileHandle, done: () => Promise<void>): ReadableStream<Uint8Array> {
  const stream = file.createReadStream({ highWaterMark: 256 * 1024 });
  stream.once("close", () => void done());
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

/** An uploaded capture lives as long as the session that reads it. */
function discardWithSession({ engine }: CallContext, id: string, upload: Upload): void {
  const stop = engine.onChange(() => {
    if (engine.sessions.has(id)) return;
    stop();
    void upload.discard();
  });
}
