import { CHARSET_NAMES, CharsetDecoder, checksum, encodeText } from "../../src/bytes/index.ts";

/**
 * A CRC-32 of what each charset reads in all codes of one and two bytes and writes for the whole BMP. Runs in any
 * platform: the tables must not depend on its `TextDecoder`.
 */
export function charsetDigests(): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const charset of CHARSET_NAMES) {
    let text = "";
    for (let code = 0; code <= 0xffff; code++) {
      if (code >= 256 && code < 0x8000) continue;
      const decoder = new CharsetDecoder(charset, { badBytes: "mark" });
      text += decoder.end(code < 256 ? Uint8Array.of(code) : Uint8Array.of(code >> 8, code & 0xff));
    }
    const read = checksum(encodeText(text, "utf-16be", { onUnencodable: "question" }), "crc32");
    let all = "";
    for (let unit = 0; unit <= 0xffff; unit++) all += unit >= 0xd800 && unit <= 0xdfff ? "" : String.fromCharCode(unit);
    const written = checksum(encodeText(all, charset, { onUnencodable: "question" }), "crc32");
    digests[charset] = `${read.toString(16)} ${written.toString(16)}`;
  }
  return digests;
}
