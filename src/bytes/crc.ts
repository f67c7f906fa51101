import type { CrcParameters } from "./crc-catalogue.ts";

/** A checksum that is fed in pieces. */
export interface ChecksumRun {
  /** Takes the next bytes. */
  update(bytes: Uint8Array): void;
  /** The checksum of all bytes so far; more may follow. */
  value(): bigint;
}

function reverseBits(value: bigint, width: number): bigint {
  let reversed = 0n;
  for (let bit = 0; bit < width; bit++) if ((value >> BigInt(bit)) & 1n) reversed |= 1n << BigInt(width - 1 - bit);
  return reversed;
}

const LOW_32 = 0xffff_ffffn;

/** Tables of one CRC: the high and the low 32 bits of each entry; up to 32 bits the high ones are not used. */
interface CrcTables {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** Not reflected registers stand at the top of 32 or 64 bits, so that one loop serves every width. */
function buildTables(parameters: CrcParameters, size: 32 | 64): CrcTables {
  const { width, refin } = parameters;
  const poly = BigInt(`0x${parameters.poly}`);
  const tables = { high: new Uint32Array(256), low: new Uint32Array(256) };
  const mask = (1n << BigInt(size)) - 1n;
  const top = 1n << BigInt(size - 1);
  const aligned = poly << BigInt(size - width);
  const reflected = reverseBits(poly, width);
  for (let byte = 0; byte < 256; byte++) {
    let register = refin ? BigInt(byte) : BigInt(byte) << BigInt(size - 8);
    for (let bit = 0; bit < 8; bit++) {
      if (refin) register = register & 1n ? (register >> 1n) ^ reflected : register >> 1n;
      else register = (register & top ? (register << 1n) ^ aligned : register << 1n) & mask;
    }
    tables.high[byte] = Number(register >> 32n);
    tables.low[byte] = Number(register & LOW_32);
  }
  return tables;
}

function updateReflected32(table: Uint32Array, start: number, bytes: Uint8Array): number {
  let register = start;
  for (let at = 0; at < bytes.length; at++) {
    register = (register >>> 8) ^ (table[(register ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return register;
}

function updateNormal32(table: Uint32Array, start: number, bytes: Uint8Array): number {
  let register = start;
  for (let at = 0; at < bytes.length; at++) {
    register = (register << 8) ^ (table[(register >>> 24) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return register;
}

class Crc implements ChecksumRun {
  readonly #parameters: CrcParameters;
  readonly #tables: CrcTables;
  readonly #size: 32 | 64;
  #high: number;
  #low: number;

  constructor(parameters: CrcParameters, tables: CrcTables) {
    const { width, refin } = parameters;
    this.#parameters = parameters;
    this.#tables = tables;
    this.#size = width > 32 ? 64 : 32;
    const init = BigInt(`0x${parameters.init}`);
    const register = refin ? reverseBits(init, width) : init << BigInt(this.#size - width);
    this.#high = Number(register >> 32n);
    this.#low = Number(register & LOW_32);
  }

  update(bytes: Uint8Array): void {
    const { high, low } = this.#tables;
    if (this.#size === 32) {
      this.#low = this.#parameters.refin
        ? updateReflected32(low, this.#low, bytes)
        : updateNormal32(low, this.#low, bytes);
      return;
    }
    let registerHigh = this.#high;
    let registerLow = this.#low;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#parameters.refin) {
        const index = (registerLow ^ byte) & 0xff;
        registerLow = ((registerLow >>> 8) | (registerHigh << 24)) ^ (low[index] ?? 0);
        registerHigh = (registerHigh >>> 8) ^ (high[index] ?? 0);
      } else {
        const index = (registerHigh >>> 24) ^ byte;
        registerHigh = ((registerHigh << 8) | (registerLow >>> 24)) ^ (high[index] ?? 0);
        registerLow = (registerLow << 8) ^ (low[index] ?? 0);
      }
    }
    this.#high = registerHigh;
    this.#low = registerLow;
  }

  value(): bigint {
    const { width, refin, refout, xorout } = this.#parameters;
    const whole = (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
    let register = whole;
    if (!refin) register = (this.#size === 32 ? whole & LOW_32 : whole) >> BigInt(this.#size - width);
    if (refin !== refout) register = reverseBits(register, width);
    return register ^ BigInt(`0x${xorout}`);
  }
}

const TABLES = new Map<string, CrcTables>();

/** Starts a CRC over no bytes. Its tables are built once for each polynomial. */
export function createCrc(parameters: CrcParameters): ChecksumRun {
  const key = `${parameters.width}/${parameters.poly}/${parameters.refin}`;
  let tables = TABLES.get(key);
  if (tables === undefined) {
    tables = buildTables(parameters, parameters.width > 32 ? 64 : 32);
    TABLES.set(key, tables);
  }
  return new Crc(parameters, tables);
}
