/** Whether this machine stores the low byte of a number first. */
const LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  return folded;
}

/**
 * Adds up memory as 16-bit words for an Internet checksum (RFC 1071): the words `from` to `to` (exclusive, at most 128
 * KiB of them), each of two 16-bit words. Added in the machine's order, which is fast, and turned to the wire's order
 * at the end, which gives the same (RFC 1071 §2 B).
 */
export function sumWords(words: Uint32Array, from: number, to: number): number {
  let low = 0;
  let high = 0;
  const unrolledEnd = to - ((to - from) & 3);
  let i = from;
  for (; i < unrolledEnd; i += 4) {
    const a = (words[i] as number) | 0;
    const b = (words[i + 1] as number) | 0;
    const c = (words[i + 2] as number) | 0;
    const d = (words[i + 3] as number) | 0;
    // Kept in 32-bit integers: 2^15 words of 0xffff each do not overflow.
    low = (low + (a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff)) | 0;
    high = (high + (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)) | 0;
  }
  for (; i < to; i++) {
    const word = words[i] as number;
    low += word & 0xffff;
    high += word >>> 16;
  }
  const sum = fold(low + high);
  return LITTLE_ENDIAN ? ((sum & 0xff) << 8) | (sum >>> 8) : sum;
}

/** The same sum of an even number of bytes at any place. */
export function sumBytes(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] as number);
  return sum;
}

/** The Internet checksum of what was summed. */
export function checksumOf(sum: number): number {
  return ~fold(sum) & 0xffff;
}
