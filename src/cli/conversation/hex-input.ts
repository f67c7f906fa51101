import { blankComments, halfWidth, parseHexPaste } from "../../bytes/index.ts";
import { JackfieldError, LocalProtocolError } from "../../errors/index.ts";

const ARRAY_PARTS = /\\x[0-9a-f]{2}|\b0x[0-9a-f]+|[\s,;{}[\]()]/gi;
const WORDS = /[^\s,;:|<>{}()[\]"'`=+_.-]+/g;
/** What stands in front of digits that are hexadecimal. */
const PREFIX = /^(?:[$#%]|&h)/i;

/**
 * The bytes of hexadecimal that a person gave: pairs with any separators, `0x48, 0x65`, `\x48\x65`, or rows of a dump; also
 * in full-width digits and signs. Unlike a paste into a form, nothing is left out or completed in silence.
 * @throws LocalProtocolError `ERR_BAD_HEX` with the position of what is not hexadecimal
 */
export function parseHexInput(text: string): Uint8Array {
  const plain = blankComments(halfWidth(text));
  const { bytes, notation } = pasted(plain, text);
  if (notation === "pairs") checkPairs(plain, text);
  else if (notation !== "dump") {
    const blank = plain.replace(ARRAY_PARTS, (part) => " ".repeat(part.length));
    const rest = /\S+/.exec(blank);
    if (rest !== null) throw alone(text, rest.index, rest[0], notation === "prefixed" ? "0x" : "\\x");
  }
  return bytes;
}

function pasted(plain: string, text: string): ReturnType<typeof parseHexPaste> {
  try {
    return parseHexPaste(plain);
  } catch (error) {
    // Of a single word it can be said where it goes wrong.
    if (JackfieldError.is(error, "ERR_BAD_HEX")) checkPairs(plain, text);
    throw error;
  }
}

/** Throws at the first word that is not made of whole bytes. */
function checkPairs(plain: string, text: string): void {
  for (const { 0: word, index } of plain.matchAll(WORDS)) {
    const start = index + (PREFIX.exec(word)?.[0].length ?? 0);
    const digits = plain.slice(start, index + word.length).replace(/h$/i, "");
    const odd = digits.search(/[^0-9a-f]/i);
    if (odd >= 0) throw bad(text, start + odd, (what, at) => `"${what}" at column ${at} is not a hexadecimal digit`);
    if (digits.length % 2 === 1) {
      const last = start + digits.length - 1;
      throw bad(text, last, (what, at) => `Digit "${what}" at column ${at} has no partner; a byte has two digits`);
    }
  }
}

function alone(input: string, position: number, what: string, sign: string): LocalProtocolError {
  const message = /^[0-9a-f]+$/i.test(what)
    ? `"${what}" at column ${position + 1} lacks the ${sign} that the others have`
    : `"${what}" at column ${position + 1} is not hexadecimal`;
  return new LocalProtocolError("ERR_BAD_HEX", message, { input, position });
}

function bad(input: string, position: number, say: (what: string, column: number) => string): LocalProtocolError {
  const what = String.fromCodePoint(input.codePointAt(position) ?? 0);
  return new LocalProtocolError("ERR_BAD_HEX", say(what, position + 1), { input, position });
}
