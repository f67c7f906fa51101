const LINE_BYTES = 16;
const HEX_AT = 7;
const TEXT_AT = 57;
const LINE_LENGTH = 74;
/** ncat dumps what one read gave, and reads at most this much: offsets of four digits are enough. */
const PIECE_BYTES = 8_192;
const DIGITS: Uint8Array = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/**
 * A dump in ncat's format: lines of 73 characters, a four-digit offset that begins again at 0000 with each chunk (and each
 * 8,192 bytes of it), sixteen bytes with a gap in the middle, and the printable ASCII characters among them.
 */
export function ncatHexDump(bytes: Uint8Array): Uint8Array {
  const pieces = Math.ceil(bytes.length / PIECE_BYTES);
  let lines = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    lines += Math.ceil(Math.min(PIECE_BYTES, bytes.length - piece * PIECE_BYTES) / LINE_BYTES);
  }
  const text = new Uint8Array(lines * LINE_LENGTH).fill(0x20);
  for (let at = 0, line = 0; at < bytes.length; at += LINE_BYTES, line += 1) {
    dumpLine(text, line * LINE_LENGTH, bytes.subarray(at, at + LINE_BYTES), at % PIECE_BYTES);
  }
  return text;
}

function dumpLine(text: Uint8Array, start: number, bytes: Uint8Array, offset: number): void {
  for (let digit = 0; digit < 4; digit += 1) text[start + digit] = hexDigit(offset >> (4 * (3 - digit)));
  for (const [index, byte] of bytes.entries()) {
    const at = start + HEX_AT + index * 3 + (index >= 8 ? 1 : 0);
    text[at] = hexDigit(byte >> 4);
    text[at + 1] = hexDigit(byte);
    text[start + TEXT_AT + index] = byte > 0x20 && byte < 0x7f ? byte : 0x2e;
  }
  text[start + LINE_LENGTH - 1] = 0x0a;
}

function hexDigit(value: number): number {
  return DIGITS[value & 15] ?? 0;
}
