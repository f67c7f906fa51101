import { expect, it } from "vitest";
import { checksumOf, sumBytes, sumWords } from "../../../../src/capture/pcapng/internet-checksum.ts";

it("is RFC 1071's example", () => {
  const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
  expect(checksumOf(sumBytes(bytes))).toBe(0x220d);
  expect(checksumOf(sumWords(new Uint32Array(bytes.buffer), 0, 2))).toBe(0x220d);
});

it("is right for the longest packet of all ones, and of every length modulo the unrolled loop", () => {
  const words = new Uint32Array(16_384).fill(0xffff_ffff);
  expect(checksumOf(sumWords(words, 0, words.length))).toBe(0);
  for (let length = 0; length < 9; length++) {
    const part = Uint32Array.from({ length }, (_, i) => 0x0102_0304 * (i + 1));
    expect(checksumOf(sumWords(part, 0, length))).toBe(checksumOf(sumBytes(new Uint8Array(part.buffer))));
  }
});
