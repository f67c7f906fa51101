import { JackfieldError, LocalProtocolError } from "../../errors/index.ts";
import { tooLarge } from "./uploads.ts";

/** A JSON body must have come by then. */
const BODY_TIME_MS = 30_000;

/**
 * Reads a JSON body.
 * @throws LocalProtocolError `ERR_BAD_OPTION` when it is no JSON; JackfieldError `ERR_LIMIT` past `maxBytes`,
 *   `ERR_TIMEOUT` when it does not come
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  // A foreign page can send other types without asking first, so that they are not taken.
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new LocalProtocolError("ERR_BAD_OPTION", `Content-Type is "${type}", want application/json`);
  }
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await readAll(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new LocalProtocolError("ERR_BAD_OPTION", `The body is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function readAll(request: Request, maxBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void reader.cancel();
  }, BODY_TIME_MS);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (late) throw new JackfieldError("ERR_TIMEOUT", "The body did not come in time");
      if (done) return Buffer.concat(chunks);
      chunks.push(value);
      length += value.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
    }
  } finally {
    clearTimeout(timer);
  }
}
