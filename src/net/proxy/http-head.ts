import { decodeText } from "../../bytes/index.ts";
import { RemoteProtocolError } from "../../errors/index.ts";
import type { Stream, WaitOptions } from "../stream.ts";

/** The first line and the header fields of an HTTP/1 message. */
export interface HttpHead {
  readonly line: string;
  /** Names as they came, in order; folded lines are joined. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Options of {@link readHttpHead}. */
export interface HttpHeadOptions extends WaitOptions {
  /** The longest first line. @default 8_192 */
  readonly maxLineBytes?: number;
  /** The longest header, its first line included. @default 65_536 */
  readonly maxHeadBytes?: number;
}

/** A header that is longer than allowed. */
export class HttpHeadTooLong extends RemoteProtocolError {
  readonly part: "line" | "fields";

  constructor(part: "line" | "fields", limit: number) {
    const what = part === "line" ? "first line" : "header";
    super("ERR_FRAME_TOO_LONG", `HTTP: the ${what} is longer than ${limit} bytes`, { offset: limit });
    this.part = part;
  }
}

/**
 * Reads up to and with the empty line; what follows stays to be read. Null when the peer ends before a first byte.
 * Lines may end in LF alone (RFC 9112 §2.2).
 * @throws HttpHeadTooLong `ERR_FRAME_TOO_LONG`
 * @throws RemoteProtocolError `ERR_BAD_FRAME` when it ends too early or is no header
 * @throws SocketError as `read`
 */
export async function readHttpHead(stream: Stream, options: HttpHeadOptions = {}): Promise<HttpHead | null> {
  const { maxLineBytes = 8_192, maxHeadBytes = 65_536, ...wait } = options;
  const line = await readLine(stream, "line", maxLineBytes, maxLineBytes, wait);
  if (line === null) return null;
  const fields: (readonly [string, string])[] = [];
  for (let left = maxHeadBytes - line.bytes; ; ) {
    const next = await readLine(stream, "fields", left, maxHeadBytes, wait);
    if (next === null) throw new RemoteProtocolError("ERR_BAD_FRAME", "HTTP: the header ends without an empty line");
    left -= next.bytes;
    if (next.text === "") return { line: line.text, fields };
    const last = fields.at(-1);
    if (/^[ \t]/.test(next.text) && last !== undefined) {
      fields[fields.length - 1] = [last[0], `${last[1]} ${next.text.trim()}`];
    } else {
      fields.push(parseField(next.text));
    }
  }
}

/** All values of a field, whatever the case of its name. */
export function fieldValues({ fields }: HttpHead, name: string): string[] {
  return fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** The comma-separated words of a field, in lower case. */
export function fieldWords(head: HttpHead, name: string): string[] {
  return fieldValues(head, name)
    .flatMap((value) =>
      value
        .toLowerCase()
        .split(",")
        .map((word) => word.trim()),
    )
    .filter(Boolean);
}

/** A head as bytes. */
export function formatHttpHead({ line, fields }: HttpHead): Uint8Array {
  const lines = [line, ...fields.map(([name, value]) => `${name}: ${value}`), "", ""];
  // Header bytes above ASCII are kept one to one.
  return Uint8Array.from(Buffer.from(lines.join("\r\n"), "latin1"));
}

/** The length of a body; null without one that is told, NaN when what is told makes no sense. */
export function contentLength(head: HttpHead): number | null {
  const told = fieldValues(head, "content-length").flatMap((value) => value.split(",").map((one) => one.trim()));
  const [first] = told;
  if (first === undefined) return null;
  // Two lengths that differ are how requests are smuggled (RFC 9112 §6.3).
  return /^\d{1,15}$/.test(first) && told.every((one) => one === first) ? Number(first) : Number.NaN;
}

interface Line {
  readonly text: string;
  readonly bytes: number;
}

async function readLine(
  stream: Stream,
  part: "line" | "fields",
  maxBytes: number,
  limit: number,
  wait: WaitOptions,
): Promise<Line | null> {
  if (maxBytes < 1) throw new HttpHeadTooLong(part, limit);
  const bytes = await stream.until("\n", { ...wait, maxBytes }).catch((error: unknown) => {
    throw RemoteProtocolError.is(error, "ERR_FRAME_TOO_LONG") ? new HttpHeadTooLong(part, limit) : error;
  });
  if (bytes === null) return null;
  return { text: decodeText(bytes, "latin1").replace(/\r?\n$/, ""), bytes: bytes.length };
}

function parseField(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(0, colon));
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new RemoteProtocolError("ERR_BAD_FRAME", `HTTP: "${text.slice(0, 40)}" is no header field`);
  }
  return [name, text.slice(colon + 1).trim()];
}
