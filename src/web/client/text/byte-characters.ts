import { CharsetDecoder, type CharsetName } from "../../../bytes/index.ts";
import { visibleText } from "./visible-text.ts";

/** What stands in the text column of a hex view over one byte. */
export interface ByteCharacter {
  /** The character that begins here; a dot for what has no look; empty for a byte in the middle of a character. */
  readonly text: string;
  /** `inside`: the byte goes on with the character before; `bad`: no character of the charset. */
  readonly kind: "text" | "control" | "inside" | "bad";
}

const INSIDE: ByteCharacter = { text: "", kind: "inside" };
const CONTROL: ByteCharacter = { text: "·", kind: "control" };
const BAD: ByteCharacter = { text: "×", kind: "bad" };

function shown(character: string): ByteCharacter {
  if (character === "\ufffd") return BAD;
  return visibleText(character) === character ? { text: character, kind: "text" } : CONTROL;
}

/**
 * The characters of a payload, byte by byte. A character unfinished at the end counts as bad.
 * @param ends offsets at which a message ends, and with it any character
 */
export function byteCharacters(bytes: Uint8Array, charset: CharsetName, ends: readonly number[] = []): ByteCharacter[] {
  let from = 0;
  return [...ends.filter((end) => end < bytes.length), bytes.length].flatMap((end) => {
    const cells = messageCharacters(bytes.subarray(from, end), charset);
    from = end;
    return cells;
  });
}

function messageCharacters(bytes: Uint8Array, charset: CharsetName): ByteCharacter[] {
  const decoder = new CharsetDecoder(charset);
  const cells: ByteCharacter[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const characters = [...decoder.decode(bytes.subarray(at, at + 1))];
    if (characters.length === 0) continue;
    const end = at + 1 - decoder.pendingBytes;
    // Several come out together when this byte shows that those before it are bad; it is then a character itself.
    const last = characters.length > 1 ? characters.pop() : undefined;
    for (const character of characters) cells.push(shown(character));
    while (cells.length < (last === undefined ? end : end - 1)) cells.push(INSIDE);
    if (last !== undefined) cells.push(shown(last));
  }
  while (cells.length < bytes.length) cells.push(BAD);
  return cells;
}
