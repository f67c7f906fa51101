import { createHash } from "node:crypto";
import type { Stream } from "../../../src/net/index.ts";

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : new TextDecoder().decode(bytes);

/** Bytes that are not the same anywhere, so that loss and reordering show. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 0x2545f491;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What is read until the peer's FIN, and the error instead of it, if one came. */
export async function readToEnd(stream: Stream): Promise<{ readonly bytes: Uint8Array; readonly error: unknown }> {
  const chunks: Uint8Array[] = [];
  let error: unknown = null;
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch (caught) {
    error = caught;
  }
  return { bytes: Buffer.concat(chunks), error };
}

/** Reads exactly this many bytes. */
export async function readExactly(stream: Stream, length: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let left = length;
  while (left > 0) {
    const chunk = await stream.read(left);
    if (chunk === null) throw new Error(`end of stream, ${left} bytes are missing`);
    chunks.push(chunk);
    left -= chunk.length;
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
