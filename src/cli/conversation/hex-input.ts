import { parseHexPaste } from "../../bytes/index.ts";
import { LocalProtocolError } from "../../errors/index.ts";

const ARRAY_PARTS = /\\x[0-9a-f]{2}|\b0x[0-9a-f]+|[\s,;{}[\]()]/gi;

/**
 * The bytes of hexadecimal that a person gave: pairs with any separators, `0x48, 0x65`, `\x48\x65`, or rows of a dump.
 * Unlike a paste into a form, nothing is left out in silence.
 * @throws LocalProtocolError `ERR_BAD_HEX` with the position of what is not hexadecimal
 */
export function parseHexInput(text: string): Uint8Array {
  const { bytes, notation, ignored } = parseHexPaste(text);
  const [first] = ignored;
  if (first !== undefined) throw notHex(text, first.position, first.text);
  if (notation === "prefixed" || notation === "escaped") {
    const blank = text.replace(ARRAY_PARTS, (part) => " ".repeat(part.length));
    const rest = /\S+/.exec(blank);
    if (rest !== null) throw notHex(text, rest.index, rest[0]);
  }
  return bytes;
}

function notHex(input: string, position: number, what: string): LocalProtocolError {
  const message = `"${what}" at column ${position + 1} is not hexadecimal`;
  return new LocalProtocolError("ERR_BAD_HEX", message, { input, position });
}
