import { RemoteProtocolError } from "../errors/index.ts";
import { type CharacterStep, characterStep, STEP_LENGTH_MASK, STEP_SHIFT } from "./character-step.ts";
import type { CharsetName } from "./charset-name.ts";

/**
 * What stands for bytes that are no character.
 * - `replace`: one U+FFFD for each bad sequence
 * - `mark`: `\xNN` for each bad byte, so that nothing is hidden
 * - `throw`: a RemoteProtocolError `ERR_UNDECODABLE` with `offset`
 */
export type BadBytes = "replace" | "mark" | "throw";

/** Options of {@link CharsetDecoder} and {@link decodeText}. */
export interface DecodeOptions {
  /** @default "replace" */
  readonly badBytes?: BadBytes;
}

const SCRATCH_UNITS = 4096;
// Decoding is synchronous and keeps nothing in it between calls.
const SCRATCH = new Uint16Array(SCRATCH_UNITS);
const EMPTY = new Uint8Array(0);
const HEX = "0123456789ABCDEF";
// One-shot and without state, so that all decoders can share it.
const PLATFORM_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
/** Below this many bytes a call into the platform costs more than the loop. */
const PLATFORM_MIN_BYTES = 48;

/**
 * Decodes a stream of bytes, chunk by chunk; characters may be split anywhere. It never drops a byte order mark
 * (U+FEFF) and, unless told to, never throws.
 *
 * The charsets are CPython's: `gbk`, `gb2312`, the single-byte charsets and UTF agree code for code. On purpose
 * different, as browsers have them: `gb18030` is the 2022 edition's table (20 two-byte codes), `big5` is code page 950
 * with ETEN's symbols in C6A1 to C875, `shift_jis` is code page 932, `euc-jp` has NEC's and IBM's additions, `euc-kr`
 * is code page 949. A pair that is well-formed but not assigned counts as one bad sequence of two bytes.
 */
export class CharsetDecoder {
  readonly charset: CharsetName;
  readonly #badMode: BadBytes;
  readonly #step: CharacterStep;
  readonly #asciiIsPlain: boolean;
  readonly #isUnicode: boolean;
  #text = "";
  #pending: Uint8Array = EMPTY;
  #offset = 0;
  #badBytes = 0;
  #firstBadOffset = -1;

  constructor(charset: CharsetName, options: DecodeOptions = {}) {
    this.charset = charset;
    this.#badMode = options.badBytes ?? "replace";
    this.#step = characterStep(charset);
    this.#isUnicode = charset.startsWith("utf");
    this.#asciiIsPlain = charset !== "utf-16le" && charset !== "utf-16be";
  }

  /** Bytes so far that are no character. */
  get badBytes(): number {
    return this.#badBytes;
  }

  /** Offset in the stream of the first bad byte, or -1. */
  get firstBadOffset(): number {
    return this.#firstBadOffset;
  }

  /** Bytes held back because they begin a character that is not finished (0 to 3). */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /**
   * Decodes the next bytes; an unfinished character at their end waits for the next call.
   * @throws RemoteProtocolError `ERR_UNDECODABLE` if `badBytes` is `throw`; the decoder is then of no further use
   */
  decode(chunk: Uint8Array): string {
    return this.#run(chunk, false);
  }

  /**
   * Ends the stream: what is still held back is bad. The decoder is then as new, but for its counters.
   * @throws RemoteProtocolError `ERR_UNDECODABLE` if `badBytes` is `throw` and a character was not finished
   */
  flush(): string {
    return this.#run(EMPTY, true);
  }

  /** `decode` and `flush` in one. */
  end(chunk: Uint8Array): string {
    return this.#run(chunk, true);
  }

  #run(chunk: Uint8Array, last: boolean): string {
    let bytes = chunk;
    if (this.#pending.length > 0) {
      bytes = new Uint8Array(this.#pending.length + chunk.length);
      bytes.set(this.#pending);
      bytes.set(chunk, this.#pending.length);
      this.#pending = EMPTY;
    }
    if (this.charset === "utf-8" && bytes.length >= PLATFORM_MIN_BYTES) {
      const whole = bytes.length - unfinishedUtf8(bytes);
      const text = PLATFORM_UTF8.decode(whole === bytes.length ? bytes : bytes.subarray(0, whole));
      // The platform's U+FFFD says nothing of where and how many: the loop decodes such bytes again.
      if (!text.includes("\ufffd")) {
        this.#offset += whole;
        return whole === bytes.length ? text : text + this.#loop(bytes, whole, last);
      }
    }
    if (this.#asciiIsPlain && bytes.length >= PLATFORM_MIN_BYTES && isAscii(bytes)) {
      this.#offset += bytes.length;
      return PLATFORM_UTF8.decode(bytes);
    }
    return this.#loop(bytes, 0, last);
  }

  #loop(bytes: Uint8Array, from: number, last: boolean): string {
    const end = bytes.length;
    const step = this.#step;
    const units = SCRATCH;
    let at = from;
    let used = 0;
    this.#text = "";
    while (at < end) {
      if (used >= SCRATCH_UNITS - 1) used = this.#spill(used);
      const byte = bytes[at] ?? 0;
      if (byte < 0x80 && this.#asciiIsPlain) {
        units[used++] = byte;
        at += 1;
        continue;
      }
      const result = step(bytes, at, end);
      if (result > 0) {
        const codePoint = result >> STEP_SHIFT;
        at += result & STEP_LENGTH_MASK;
        if (codePoint < 0x10000) {
          units[used++] = codePoint;
        } else {
          units[used++] = 0xd7c0 + (codePoint >> 10);
          units[used++] = 0xdc00 + (codePoint & 0x3ff);
        }
        continue;
      }
      if (result === 0 && !last) break;
      // What a stream's end cuts off is one bad sequence in Unicode; elsewhere it may have ASCII digits in it (GB18030).
      const length = result === 0 ? (this.#isUnicode ? end - at : 1) : -result;
      used = this.#spill(used);
      this.#bad(bytes, at, length, from);
      at += length;
    }
    this.#spill(used);
    this.#offset += at - from;
    // The chunk belongs to the caller, who may overwrite it.
    this.#pending = at < end ? bytes.slice(at) : EMPTY;
    const text = this.#text;
    this.#text = "";
    return text;
  }

  #spill(used: number): 0 {
    if (used > 0) this.#text += String.fromCharCode.apply(null, SCRATCH.subarray(0, used) as unknown as number[]);
    return 0;
  }

  #bad(bytes: Uint8Array, at: number, length: number, from: number): void {
    const offset = this.#offset + at - from;
    this.#badBytes += length;
    if (this.#firstBadOffset < 0) this.#firstBadOffset = offset;
    if (this.#badMode === "replace") {
      this.#text += "\ufffd";
      return;
    }
    let marks = "";
    for (let index = at; index < at + length; index++) {
      const byte = bytes[index] ?? 0;
      marks += `\\x${HEX[byte >> 4]}${HEX[byte & 15]}`;
    }
    if (this.#badMode === "throw") {
      throw new RemoteProtocolError("ERR_UNDECODABLE", `Byte ${offset} (${marks}) is no ${this.charset} character`, {
        offset,
      });
    }
    this.#text += marks;
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) >= 0x80) return false;
  return true;
}

/** How many of the last bytes begin a UTF-8 character that the buffer does not end. */
function unfinishedUtf8(bytes: Uint8Array): number {
  const length = bytes.length;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      return needed > back ? back : 0;
    }
  }
  return 0;
}

const ONE_SHOT = new Map<string, CharsetDecoder>();

/**
 * Decodes bytes that stand alone; an unfinished character at the end is bad. Cheap enough to be called for every row.
 * @throws RemoteProtocolError `ERR_UNDECODABLE` if `badBytes` is `throw`
 */
export function decodeText(bytes: Uint8Array, charset: CharsetName, options: DecodeOptions = {}): string {
  const badBytes = options.badBytes ?? "replace";
  if (badBytes === "throw") return new CharsetDecoder(charset, options).end(bytes);
  const key = charset + badBytes;
  let decoder = ONE_SHOT.get(key);
  if (decoder === undefined) {
    decoder = new CharsetDecoder(charset, { badBytes });
    ONE_SHOT.set(key, decoder);
  }
  return decoder.end(bytes);
}
