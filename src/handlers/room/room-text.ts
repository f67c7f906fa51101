import { concatBytes, cutAtCharacter, decodeText, encodeText } from "../../bytes/index.ts";

const MAX_NAME_CHARACTERS = 64;

/** Characters that would move a cursor, colour a screen or turn the direction of text. */
// biome-ignore format: one range a line would hide the set
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A name that can be shown: what cannot be seen is taken out; one that is empty then becomes the address. */
export function displayName(typed: string, address: string): string {
  const seen = typed.replace(UNSEEN, "").trim();
  if (seen === "") return address;
  return [...seen].slice(0, MAX_NAME_CHARACTERS).join("");
}

/** Text on one line, for members who read lines: what cannot be seen becomes a space. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, " ");
}

/** What was said without the name in front. */
export function messageText(text: string, name: string): string {
  return text.startsWith(`${name}:`) ? text.slice(name.length + 1) : text;
}

/**
 * Splits a message into datagrams of at most `maxBytes`, never inside a UTF-8 character; each further one carries the
 * name in front again, so that nobody takes it for somebody else's.
 */
export function splitMessage(bytes: Uint8Array, name: string | null, maxBytes: number): readonly Uint8Array[] {
  if (bytes.length <= maxBytes) return [bytes];
  const front = encodeText(name === null ? "" : `${name}:`, "utf-8");
  // A name can be as long as a message; then there is no room to repeat it.
  const again = front.length * 2 <= maxBytes ? front : new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let rest = bytes;
  while (rest.length > maxBytes) {
    const length = Math.max(1, cutAtCharacter(rest, "utf-8", maxBytes));
    pieces.push(rest.subarray(0, length));
    rest = concatBytes([again, rest.subarray(length)]);
  }
  return [...pieces, rest];
}

/** Cuts a TCP stream into lines of text; a line over the bound is given in pieces. */
export class LineReader {
  readonly #maxBytes: number;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that these bytes complete, without their ends. */
  push(bytes: Uint8Array): string[] {
    const all = this.#rest.length === 0 ? bytes : concatBytes([this.#rest, bytes]);
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const at = all.indexOf(0x0a, from);
      const end = at === -1 ? all.length : at;
      while (end - from > this.#maxBytes) {
        const length = Math.max(1, cutAtCharacter(all.subarray(from), "utf-8", this.#maxBytes));
        lines.push(decodeText(all.subarray(from, from + length), "utf-8"));
        from += length;
      }
      if (at === -1) break;
      lines.push(decodeText(all.subarray(from, all[at - 1] === 0x0d && at > from ? at - 1 : at), "utf-8"));
      from = at + 1;
    }
    this.#rest = all.slice(from);
    return lines;
  }

  /** What is left when the stream ends: a last line without an end. */
  end(): string | null {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest.length === 0 ? null : decodeText(rest, "utf-8");
  }
}
