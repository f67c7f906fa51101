/** Characters that are printable by their category and still play tricks on a terminal: bidirectional control. */
const TRICKY = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/;
const CONTROL = /\p{Cc}/u;
/** What makes it necessary to look at each character. */
const UNUSUAL = /(?![\r\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Makes what one member says safe for the terminals of the others: readable UTF-8 stays, and so do CR, LF and TAB; every
 * other control character and every byte that is no UTF-8 becomes `\ooo`, three octal digits a byte, as in ncat. A
 * character that is cut by the end of a chunk waits for its rest.
 */
export class ChatText {
  #rest: Uint8Array = new Uint8Array(0);

  /** The chunk with control characters escaped. */
  filter(chunk: Uint8Array): string {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const cut = bytes.length - unfinishedLength(bytes);
    this.#rest = bytes.slice(cut);
    return escaped(bytes.subarray(0, cut));
  }

  /** What waited for a rest that never came. */
  end(): string {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return escaped(rest);
  }
}

function escaped(bytes: Uint8Array): string {
  const whole = decode(bytes);
  if (whole !== null && !UNUSUAL.test(whole)) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    const character = length === 0 ? "" : Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString();
    const end = at + Math.max(1, length);
    text += length > 0 && isHarmless(character) ? character : octal(bytes.subarray(at, end));
    at = end;
  }
  return text;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return DECODER.decode(bytes);
  } catch {
    return null;
  }
}

function isHarmless(character: string): boolean {
  if (character === "\r" || character === "\n" || character === "\t") return true;
  return !CONTROL.test(character) && !TRICKY.test(character);
}

function octal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

/** How many bytes the well-formed UTF-8 character at `at` has (Unicode 15, table 3-7); 0 where there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const wanted = wantedLength(first);
  if (wanted <= 1) return wanted;
  const [low, high] = secondByteRange(first);
  for (let index = 1; index < wanted; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if (byte < (index === 1 ? low : 0x80) || byte > (index === 1 ? high : 0xbf)) return 0;
  }
  return wanted;
}

function wantedLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

/** How many bytes at the end are the beginning of a character. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const at = bytes.length - back;
    const first = bytes[at] ?? 0;
    if ((first & 0xc0) === 0x80) continue;
    const [low, high] = secondByteRange(first);
    const second = bytes[at + 1];
    const fits = second === undefined || (second >= low && second <= high);
    return wantedLength(first) > back && fits ? back : 0;
  }
  return 0;
}
