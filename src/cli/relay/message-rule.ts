import { createFramer, type FramingSpec } from "../../bytes/index.ts";

/**
 * How messages (datagrams, WebSocket messages) and a stream of bytes become each other.
 * - `read`: one read of the stream is one message, a message's bytes are written as they are: boundaries are lost
 * - `line`: one line is one message, without its LF or CR LF; behind each message an LF is written
 * - `u16`, `u32`: before each message its length, 2 or 4 bytes, big-endian (as DNS over TCP has it, RFC 1035 4.2.2)
 */
export const MESSAGE_RULES = ["read", "line", "u16", "u32"] as const;
/** One of {@link MESSAGE_RULES}. */
export type MessageRule = (typeof MESSAGE_RULES)[number];

/** Longer messages of a stream are refused. */
const MAX_FRAMED_BYTES = 16_777_216;
const LF = 10;
const CR = 13;

/** Cuts a stream into messages by a rule. */
export class MessageCutting {
  readonly #rule: MessageRule;
  readonly #framer: ReturnType<typeof createFramer>;
  readonly #maxBytes: number;
  #held: Uint8Array[] = [];

  constructor(rule: MessageRule, maxBytes: number) {
    this.#rule = rule;
    this.#maxBytes = Math.min(maxBytes, MAX_FRAMED_BYTES);
    this.#framer = createFramer(framingOf(rule));
  }

  /** Messages that end in this chunk. @throws RemoteProtocolError when a message is longer than allowed */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#rule === "read") return this.#slices(chunk);
    const { ends, violation } = this.#framer.push(chunk, 0);
    const messages: Uint8Array[] = [];
    let from = 0;
    for (const end of ends) {
      messages.push(this.#bare(this.#take(chunk.subarray(from, end))));
      from = end;
    }
    if (violation !== null) throw violation;
    // A copy also of a Buffer, whose own `slice` is a view.
    if (from < chunk.length) this.#held.push(new Uint8Array(chunk.subarray(from)));
    return messages;
  }

  /** What was left when the stream ended: a last line without its end counts as one, part of a longer message does not. */
  end(): { readonly message: Uint8Array | null; readonly lostBytes: number } {
    const left = this.#take(new Uint8Array(0));
    if (left.length === 0) return { message: null, lostBytes: 0 };
    return this.#rule === "line" ? { message: left, lostBytes: 0 } : { message: null, lostBytes: left.length };
  }

  #slices(chunk: Uint8Array): Uint8Array[] {
    if (chunk.length <= this.#maxBytes) return [chunk];
    const slices: Uint8Array[] = [];
    for (let at = 0; at < chunk.length; at += this.#maxBytes) slices.push(chunk.subarray(at, at + this.#maxBytes));
    return slices;
  }

  #bare(frame: Uint8Array): Uint8Array {
    if (this.#rule === "u16") return frame.subarray(2);
    if (this.#rule === "u32") return frame.subarray(4);
    const end = frame.length - 1;
    return frame.subarray(0, frame[end - 1] === CR ? end - 1 : end);
  }

  #take(last: Uint8Array): Uint8Array {
    if (this.#held.length === 0) return last;
    const bytes = Buffer.concat([...this.#held, last]);
    this.#held = [];
    return bytes;
  }
}

/**
 * The bytes of a stream that a message becomes.
 * @throws RangeError when its length does not fit into the prefix
 */
export function streamBytes(rule: MessageRule, message: Uint8Array): Uint8Array {
  if (rule === "read") return message;
  if (rule === "line") {
    const line = new Uint8Array(message.length + 1);
    line.set(message);
    line[message.length] = LF;
    return line;
  }
  const width = rule === "u16" ? 2 : 4;
  if (width === 2 && message.length > 0xffff)
    throw new RangeError(`a message of ${message.length} bytes has no u16 length`);
  const framed = new Uint8Array(width + message.length);
  const view = new DataView(framed.buffer);
  if (width === 2) view.setUint16(0, message.length);
  else view.setUint32(0, message.length);
  framed.set(message, width);
  return framed;
}

function framingOf(rule: MessageRule): FramingSpec {
  switch (rule) {
    case "read":
      return { type: "read" };
    case "line":
      return { type: "line", maxLength: MAX_FRAMED_BYTES };
    default:
      return { type: "length", width: rule === "u16" ? "u16be" : "u32be", maxLength: MAX_FRAMED_BYTES };
  }
}
