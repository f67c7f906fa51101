import { messageBytes, type RepeatState } from "../../../api/index.ts";
import { type CharsetName, decodeText, formatHex } from "../../../bytes/index.ts";
import { visibleText } from "./visible-text.ts";

/** A chip of a running repeat has room for this many characters of its message, or bytes in hex. */
const CHIP_CHARACTERS = 16;
const CHIP_BYTES = 5;

/** What a repeat sends, short for its chip and longer for its tooltip. */
export interface RepeatWords {
  readonly short: string;
  readonly long: string;
}

/** The message of a repeat as text in the charset where it is text, else as hex; empty for an empty datagram. */
export function repeatWords(repeat: Pick<RepeatState, "length" | "head">, charset: CharsetName): RepeatWords {
  const head = messageBytes({ type: "hex", hex: repeat.head });
  const hex = formatHex(head, { upperCase: true });
  const text = textOf(head, charset, head.length < repeat.length);
  const more = head.length < repeat.length ? " …" : "";
  const long = text === null ? `${hex}${more}` : `${text}${more} (${hex}${more})`;
  const short = text === null ? cut(hex, CHIP_BYTES * 3 - 1, more !== "") : cut(text, CHIP_CHARACTERS, more !== "");
  return { short, long: head.length === 0 ? "" : long };
}

/** The text of bytes that hold nothing but text and line ends; null for others. */
function textOf(bytes: Uint8Array, charset: CharsetName, isCut: boolean): string | null {
  let text = decodeText(bytes, charset);
  // The cut may have struck the last character.
  if (isCut) text = text.replace(/\ufffd+$/u, "");
  const plain = text.replaceAll(/[\t\r\n]/gu, "");
  return plain !== "" && !plain.includes("\ufffd") && visibleText(plain) === plain ? visibleText(text) : null;
}

function cut(text: string, room: number, isCut: boolean): string {
  const characters = [...text];
  if (characters.length <= room) return isCut ? `${text}…` : text;
  return `${characters.slice(0, room).join("").trimEnd()}…`;
}
