import { type BytesAnswer, type MessageSpec, messageBytes, problemOf, type SendAnswer } from "../../../api/index.ts";
import { JackfieldError } from "../../../errors/index.ts";
import type { Session } from "../../../engine/index.ts";
import type { CallHandlers } from "../call.ts";
import { findSession } from "../find-session.ts";

/** Bytes told back at the most. */
const TOLD_BYTES = 65_536;
/** Below the time after which a silent connection is closed, so that there is an answer. */
const SEND_TIME_MS = 60_000;

/** Sending: preview, once, again and again. */
export const SEND_CALLS: CallHandlers<"preview" | "send" | "startRepeat" | "stopRepeat"> = {
  preview: (_, { body }) => told(messageBytes(body.message)),

  async send({ engine }, { params, body, request }): Promise<SendAnswer> {
    const session = findSession(engine, params.session);
    const bytes = bytesFor(session, body.message);
    const { sent, failed } = await inTime(session.send(bytes, body.to, { signal: request.signal }));
    const remotes = new Map(session.peers().map(({ id, remote }) => [id, remote]));
    const named = (peer: number): { readonly peer: number; readonly remote: string } => ({
      peer,
      remote: remotes.get(peer) ?? "",
    });
    return {
      ...told(bytes),
      sent: sent.map(named),
      failed: failed.map(({ peer, error }) => ({ ...named(peer), problem: problemOf(error) })),
    };
  },

  startRepeat({ engine }, { params, body }) {
    const session = findSession(engine, params.session);
    const { message, to, periodMs, count } = body;
    return session.repeat(bytesFor(session, message), to, count === undefined ? { periodMs } : { periodMs, count });
  },

  stopRepeat({ engine }, { params }) {
    findSession(engine, params.session).stopRepeat(params.repeat);
    return null;
  },
};

/** A peer that does not read must not hold an HTTP request for ever. */
async function inTime<T>(sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new JackfieldError("ERR_TIMEOUT", "Not every peer takes the bytes; they wait and go out when it reads"));
    }, SEND_TIME_MS);
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}

function bytesFor(session: Session, message: MessageSpec): Uint8Array {
  return messageBytes(message, session.spec.charset?.out);
}

function told(bytes: Uint8Array): BytesAnswer {
  const first = bytes.subarray(0, TOLD_BYTES);
  return {
    length: bytes.length,
    base64: Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString("base64"),
  };
}
