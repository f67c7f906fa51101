import { halfWidth, hexWords, parseHexPaste } from "../../bytes/index.ts";
import { JackfieldError, LocalProtocolError } from "../../errors/index.ts";

/** Numbers of an array, or of a string. */
const NUMBERS = { prefixed: /^0x[0-9a-f]+$/i, escaped: /^(?:\\x[0-9a-f]{2})+$/i } as const;

/**
 * The bytes of hexadecimal that a person gave: pairs with any separators, `0x48, 0x65`, `\x48\x65`, or rows of a dump; also
 * in full-width digits and signs. Unlike a paste into a form, nothing is left out or completed in silence.
 * @throws LocalProtocolError `ERR_BAD_HEX` with the position of what is not hexadecimal
 */
export function parseHexInput(text: string): Uint8Array {
  const plain = halfWidth(text);
  const { bytes, notation } = pasted(plain, text);
  if (notation === "pairs") checkPairs(plain, text);
  else if (notation !== "dump") checkNumbers(plain, text, notation);
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
  for (const { position, start, digits } of hexWords(plain)) {
    const odd = digits.search(/[^0-9a-f]/i);
    if (odd >= 0 || digits === "")
      throw bad(
        text,
        digits === "" ? position : start + odd,
        (what, at) => `"${what}" at column ${at} is not a hexadecimal digit`,
      );
    if (digits.length % 2 === 1) {
      const last = start + digits.length - 1;
      throw bad(text, last, (what, at) => `Digit "${what}" at column ${at} has no partner; a byte has two digits`);
    }
  }
}

/** Throws at the first word that is no number like the others. */
function checkNumbers(plain: string, input: string, notation: keyof typeof NUMBERS): void {
  for (const { text, position } of hexWords(plain)) {
    if (NUMBERS[notation].test(text)) continue;
    const sign = notation === "prefixed" ? "0x" : "\\x";
    const wrong = /^[0-9a-f]+$/i.test(text) ? `lacks the ${sign} that the others have` : "is not hexadecimal";
    const message = `"${text}" at column ${position + 1} ${wrong}`;
    throw new LocalProtocolError("ERR_BAD_HEX", message, { input, position });
  }
}

function bad(input: string, position: number, say: (what: string, column: number) => string): LocalProtocolError {
  const what = String.fromCodePoint(input.codePointAt(position) ?? 0);
  return new LocalProtocolError("ERR_BAD_HEX", say(what, position + 1), { input, position });
}
