import type { FramingSpec } from "../framing-spec.ts";
import { DelimiterFramer } from "./delimiter.ts";

const NEWLINE = Uint8Array.of(0x0a);

/** Messages end with LF; a CR before it belongs to the end. */
export class LineFramer extends DelimiterFramer {
  constructor(spec: Extract<FramingSpec, { type: "line" }>) {
    super(spec, NEWLINE, spec.maxLength);
  }
}

/** The line without its LF or CR LF; a line that the stream's end cut off is kept whole. */
export function unframeLine(message: Uint8Array): Uint8Array {
  let end = message.length;
  if (message[end - 1] !== 0x0a) return message;
  end -= 1;
  if (message[end - 1] === 0x0d) end -= 1;
  return message.subarray(0, end);
}
