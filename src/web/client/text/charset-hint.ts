import { CharsetDecoder, type CharsetName, detectCharset } from "../../../bytes/index.ts";

/** What a payload says about the charset that it is read in. */
export interface CharsetHint {
  /** Offset of the first byte that is no character of the present charset; -1 when all are. */
  readonly badAt: number;
  /** A charset that fits where the present one does not; null otherwise. */
  readonly better: CharsetName | null;
}

/** Looks whether the bytes fit the charset, and if not, which one does: "valid GBK, not UTF-8". */
export function charsetHint(bytes: Uint8Array, current: CharsetName): CharsetHint {
  const decoder = new CharsetDecoder(current);
  decoder.decode(bytes);
  const { firstBadOffset } = decoder;
  if (firstBadOffset < 0) {
    // GBK takes nearly anything: UTF-8 text in it is valid, but is not what was meant.
    const isUtf8 = current !== "utf-8" && current !== "ascii" && detectsUtf8(bytes);
    return { badAt: -1, better: isUtf8 ? "utf-8" : null };
  }
  const { charset } = detectCharset(bytes);
  return { badAt: firstBadOffset, better: charset === current ? null : charset };
}

/** Whether the bytes are UTF-8 text with characters beside ASCII, and not by chance. */
function detectsUtf8(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte >= 0x80) && detectCharset(bytes).charset === "utf-8";
}
