import type { ChecksumRun } from "./crc.ts";
import { hexDigit } from "./hex.ts";

/** Sum of bytes, modulo 2 to the power of `width`; negated for the two's complement, inverted for the one's. */
class ByteSum implements ChecksumRun {
  readonly #width: number;
  readonly #finish: "plain" | "negate" | "invert";
  #sum = 0;

  constructor(width: 8 | 16 | 32, finish: "plain" | "negate" | "invert" = "plain") {
    this.#width = width;
    this.#finish = finish;
  }

  update(bytes: Uint8Array): void {
    let sum = this.#sum;
    for (let at = 0; at < bytes.length; at++) sum = (sum + (bytes[at] ?? 0)) | 0;
    this.#sum = sum;
  }

  value(): bigint {
    const sum = this.#finish === "plain" ? this.#sum : this.#finish === "negate" ? -this.#sum : ~this.#sum;
    return BigInt.asUintN(this.#width, BigInt(sum));
  }
}

/** Exclusive or of all bytes. */
class Xor implements ChecksumRun {
  #value = 0;

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) this.#value ^= bytes[at] ?? 0;
  }

  value(): bigint {
    return BigInt(this.#value);
  }
}

/** Exclusive or as NMEA 0183 has it: between the `$` or `!` and the `*`. */
class NmeaXor implements ChecksumRun {
  #value = 0;
  #atStart = true;
  #ended = false;

  update(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0x2a) this.#ended = true;
      const isStart = this.#atStart && (byte === 0x24 || byte === 0x21);
      this.#atStart = false;
      if (!isStart && !this.#ended) this.#value ^= byte;
    }
  }

  value(): bigint {
    return BigInt(this.#value);
  }
}

/** The LRC of Modbus ASCII: two's complement of the sum of the bytes that the hexadecimal digits after `:` stand for. */
class AsciiLrc implements ChecksumRun {
  #sum = 0;
  #high = -1;

  update(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const digit = hexDigit(byte);
      if (digit < 0) continue;
      if (this.#high < 0) {
        this.#high = digit;
      } else {
        this.#sum = (this.#sum + this.#high * 16 + digit) & 0xff;
        this.#high = -1;
      }
    }
  }

  value(): bigint {
    return BigInt(-this.#sum & 0xff);
  }
}

/** Sum of 16-bit words; an odd last byte is padded with a zero. With the carry added back it is RFC 1071's. */
class WordSum implements ChecksumRun {
  readonly #littleEndian: boolean;
  readonly #internet: boolean;
  #sum = 0;
  #odd = false;

  constructor(littleEndian: boolean, internet: boolean) {
    this.#littleEndian = littleEndian;
    this.#internet = internet;
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      this.#sum += this.#odd === this.#littleEndian ? byte * 256 : byte;
      this.#odd = !this.#odd;
    }
  }

  value(): bigint {
    if (!this.#internet) return BigInt(this.#sum % 0x1_0000);
    let sum = this.#sum;
    while (sum > 0xffff) sum = Math.floor(sum / 0x1_0000) + (sum % 0x1_0000);
    return BigInt(sum ^ 0xffff);
  }
}

/** Two running sums of units modulo `modulus`: Fletcher's (RFC 1146) and Adler's (RFC 1950). */
class DoubleSum implements ChecksumRun {
  readonly #unitBytes: 1 | 2;
  readonly #modulus: number;
  readonly #shift: bigint;
  #first: number;
  #second = 0;
  #pending = -1;

  constructor(unitBytes: 1 | 2, modulus: number, resultBits: 16 | 32, start: 0 | 1) {
    this.#unitBytes = unitBytes;
    this.#modulus = modulus;
    this.#shift = BigInt(resultBits / 2);
    this.#first = start;
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#unitBytes === 1) {
        this.#add(byte);
      } else if (this.#pending < 0) {
        this.#pending = byte;
      } else {
        this.#add(this.#pending + byte * 256);
        this.#pending = -1;
      }
    }
  }

  value(): bigint {
    let first = this.#first;
    let second = this.#second;
    if (this.#pending >= 0) {
      first = (first + this.#pending) % this.#modulus;
      second = (second + first) % this.#modulus;
    }
    return (BigInt(second) << this.#shift) | BigInt(first);
  }

  #add(unit: number): void {
    this.#first = (this.#first + unit) % this.#modulus;
    this.#second = (this.#second + this.#first) % this.#modulus;
  }
}

/** A checksum that is no CRC. */
export interface SumAlgorithm {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly width: number;
  readonly littleEndian: boolean;
  /** How it usually stands in a message. */
  readonly encoding: "binary" | "hex-ascii";
  /** The checksum of the ASCII characters `123456789`. */
  readonly check: string;
  readonly create: () => ChecksumRun;
}

function sum(
  name: string,
  aliases: readonly string[],
  width: number,
  check: string,
  create: () => ChecksumRun,
  options: { readonly littleEndian?: boolean; readonly encoding?: "binary" | "hex-ascii" } = {},
): SumAlgorithm {
  const { littleEndian = false, encoding = "binary" } = options;
  return { name, aliases, width, littleEndian, encoding, check, create };
}

/** The sums, exclusive ors and double sums that are known by name. */
export const SUM_CATALOGUE: readonly SumAlgorithm[] = [
  sum("sum8", ["checksum8"], 8, "dd", () => new ByteSum(8)),
  sum("sum16", ["checksum16"], 16, "01dd", () => new ByteSum(16)),
  sum("sum32", [], 32, "000001dd", () => new ByteSum(32)),
  sum("sum16-be-words", ["sum16be"], 16, "09d4", () => new WordSum(false, false)),
  sum("sum16-le-words", ["sum16le"], 16, "d509", () => new WordSum(true, false), { littleEndian: true }),
  sum("lrc", ["twos-complement8", "intel-hex", "modbus-lrc", "sum8-2s"], 8, "23", () => new ByteSum(8, "negate")),
  sum("lrc16", ["twos-complement16", "sum16-2s"], 16, "fe23", () => new ByteSum(16, "negate")),
  sum("ones-complement8", ["s-record", "sum8-1s"], 8, "22", () => new ByteSum(8, "invert")),
  sum("lrc-ascii", ["modbus-ascii"], 8, "ec", () => new AsciiLrc(), { encoding: "hex-ascii" }),
  sum("xor8", ["bcc", "xor"], 8, "31", () => new Xor()),
  sum("nmea", ["nmea-0183"], 8, "31", () => new NmeaXor(), { encoding: "hex-ascii" }),
  sum("internet", ["rfc1071", "ip", "inet"], 16, "f62a", () => new WordSum(false, true)),
  sum("fletcher16", [], 16, "1ede", () => new DoubleSum(1, 255, 16, 0)),
  sum("fletcher32", [], 32, "df09d509", () => new DoubleSum(2, 65_535, 32, 0)),
  sum("adler32", [], 32, "091e01de", () => new DoubleSum(1, 65_521, 32, 1)),
];
