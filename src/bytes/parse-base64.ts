import { LocalProtocolError } from "../errors/index.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/**
 * The bytes of base64 (RFC 4648 section 4); white space is skipped, padding may be left out.
 * @throws LocalProtocolError `ERR_BAD_BASE64` with `position`
 */
export function parseBase64(input: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((input.length * 3) / 4));
  const bad = (position: number, what: string): LocalProtocolError =>
    new LocalProtocolError("ERR_BAD_BASE64", `${what} at column ${position + 1} is not base64`, { position, input });
  let used = 0;
  let group = 0;
  let bits = 0;
  let padding = 0;
  for (let at = 0; at < input.length; at++) {
    const letter = input[at] ?? "";
    if (/\s/.test(letter)) continue;
    if (letter === "=") padding++;
    const value = VALUES.get(letter);
    if (letter === "=" && padding <= 2) continue;
    if (value === undefined || padding > 0) throw bad(at, JSON.stringify(letter));
    group = ((group << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[used++] = (group >> bits) & 0xff;
  }
  // 6 bits left over are no byte; 2 or 4 are the zeros that fill the last letter.
  if (bits >= 6) throw bad(input.length, "The end");
  return out.subarray(0, used);
}
