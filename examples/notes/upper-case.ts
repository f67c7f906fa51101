/** a–z become A–Z as bytes; everything else, also the bytes of é or 你, stays. Answers are as long as questions. */
export function upperCase(data: Uint8Array): Uint8Array {
  return data.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
}
