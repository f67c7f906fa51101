import { LocalProtocolError } from "../errors/index.ts";
import { type ChecksumAlgorithm, findChecksum } from "./checksum.ts";
import { formatHex } from "./hex.ts";

/** A checksum over a part of a message and where it stands, as plain JSON. Offsets below 0 count from the message's end. */
export interface ChecksumSpec {
  /** See {@link findChecksum}. */
  readonly name: string;
  /** First byte that counts. @default 0 */
  readonly from?: number;
  /** Just past the last byte that counts; offsets are those of the message without the checksum. @default where the checksum stands, if that is behind `from`, else the end */
  readonly to?: number;
  /** Where the checksum is put: `-2` puts it before the last two bytes. @default at the end */
  readonly at?: number;
  /** @default as the algorithm usually goes: little for reflected CRCs, else big */
  readonly endian?: "big" | "little";
  /** Bytes, or upper-case hexadecimal digits in ASCII. @default binary; hex-ascii for `nmea` and `lrc-ascii` */
  readonly encoding?: "binary" | "hex-ascii";
}

/** What {@link verifyChecksum} found. */
export interface ChecksumVerdict {
  readonly ok: boolean;
  /** Offset of the checksum in the message. */
  readonly offset: number;
  /** What stands there. */
  readonly found: Uint8Array;
  /** What should stand there. */
  readonly expected: Uint8Array;
}

function bad(message: string, spec: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_CHECKSUM", message, { input: spec });
}

function fieldLength(algorithm: ChecksumAlgorithm, spec: ChecksumSpec): number {
  return (spec.encoding ?? algorithm.encoding) === "binary" ? algorithm.bytes : algorithm.bytes * 2;
}

function place(name: string, value: number, length: number): number {
  const offset = value < 0 ? length + value : value;
  if (Number.isInteger(offset) && offset >= 0 && offset <= length) return offset;
  throw bad(`Checksum's ${name} ${value} is outside of a message of ${length} bytes`, name);
}

function encode(value: bigint, algorithm: ChecksumAlgorithm, spec: ChecksumSpec): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(algorithm.bytes);
  let rest = value;
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if ((spec.endian ?? algorithm.endian) === "big") bytes.reverse();
  if ((spec.encoding ?? algorithm.encoding) === "binary") return bytes;
  const text = formatHex(bytes, { separator: "", upperCase: true });
  return Uint8Array.from(text, (digit) => digit.charCodeAt(0));
}

/** The checksum's bytes for a message without it, and where they go. */
function compute(message: Uint8Array, spec: ChecksumSpec): { field: Uint8Array<ArrayBuffer>; at: number } {
  const algorithm = findChecksum(spec.name);
  const at = place("at", spec.at ?? message.length, message.length);
  const from = place("from", spec.from ?? 0, message.length);
  const to = place("to", spec.to ?? (from < at ? at : message.length), message.length);
  if (to < from) throw bad(`Checksum's range ends at ${to}, before it begins at ${from}`, spec.name);
  const run = algorithm.create();
  run.update(message.subarray(from, to));
  return { field: encode(run.value(), algorithm, spec), at };
}

/**
 * The message with its checksum put in, at the end unless the spec says where. For `nmea` a `*` goes before it when the
 * message has none.
 * @throws LocalProtocolError `ERR_BAD_CHECKSUM` if the name is unknown or the range is outside of the message
 */
export function appendChecksum(bytes: Uint8Array, spec: ChecksumSpec): Uint8Array<ArrayBuffer> {
  const message = withStar(bytes, spec);
  const { field, at } = compute(message, spec);
  const result = new Uint8Array(message.length + field.length);
  result.set(message.subarray(0, at));
  result.set(field, at);
  result.set(message.subarray(at), at + field.length);
  return result;
}

function withStar(bytes: Uint8Array, spec: ChecksumSpec): Uint8Array {
  if (findChecksum(spec.name).name !== "nmea") return bytes;
  const at = place("at", spec.at ?? bytes.length, bytes.length);
  if (bytes[at - 1] === 0x2a) return bytes;
  const message = new Uint8Array(bytes.length + 1);
  message.set(bytes.subarray(0, at));
  message[at] = 0x2a;
  message.set(bytes.subarray(at), at + 1);
  return message;
}

/**
 * Whether the checksum in a message is right; null when the message is too short to have one there. Hexadecimal digits
 * may be of either case.
 * @throws LocalProtocolError `ERR_BAD_CHECKSUM` if the name is unknown
 */
export function verifyChecksum(message: Uint8Array, spec: ChecksumSpec): ChecksumVerdict | null {
  const algorithm = findChecksum(spec.name);
  const length = fieldLength(algorithm, spec);
  const without = message.length - length;
  if (without < 0) return null;
  const at = spec.at === undefined ? without : spec.at < 0 ? without + spec.at : spec.at;
  if (at < 0 || at > without) return null;
  const rest = new Uint8Array(without);
  rest.set(message.subarray(0, at));
  rest.set(message.subarray(at + length), at);
  let expected: Uint8Array;
  try {
    expected = compute(rest, spec).field;
  } catch {
    return null;
  }
  const found = message.slice(at, at + length);
  const isText = (spec.encoding ?? algorithm.encoding) === "hex-ascii";
  const same = (one: number, other: number): boolean => one === other || (isText && upperCase(one) === other);
  return { ok: expected.every((byte, index) => same(found[index] ?? -1, byte)), offset: at, found, expected };
}

function upperCase(byte: number): number {
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x20 : byte;
}

const FLAGS: Readonly<Record<string, Pick<ChecksumSpec, "endian" | "encoding">>> = {
  be: { endian: "big" },
  big: { endian: "big" },
  le: { endian: "little" },
  little: { endian: "little" },
  hex: { encoding: "hex-ascii" },
  ascii: { encoding: "hex-ascii" },
  bin: { encoding: "binary" },
  binary: { encoding: "binary" },
};

function parsePart(part: string): Partial<ChecksumSpec> | null {
  if (Object.hasOwn(FLAGS, part)) return FLAGS[part] ?? null;
  const range = /^(-?\d+)?\.\.(-?\d+)?$/.exec(part);
  if (range !== null) {
    const [, from, to] = range;
    return { ...(from === undefined ? {} : { from: Number(from) }), ...(to === undefined ? {} : { to: Number(to) }) };
  }
  const at = /^at=(-?\d+)$/.exec(part);
  return at === null ? null : { at: Number(at[1]) };
}

/**
 * Reads a checksum as it is written on a command line: `crc-16/modbus`, `xor8,1..-1`, `crc32,be,at=-2`, `sum8,hex`: the
 * name, then in any order the range (`from..to`, either may be missing), `be` or `le`, `hex` or `bin`, `at=OFFSET`.
 * @throws LocalProtocolError `ERR_BAD_CHECKSUM` with the `position` of the part that is wrong
 */
export function parseChecksumSpec(text: string): ChecksumSpec {
  const [name = "", ...parts] = text.split(",");
  let spec: ChecksumSpec = { name: findChecksum(name.trim()).name };
  let position = name.length + 1;
  for (const part of parts) {
    const more = parsePart(part.trim().toLowerCase());
    if (more === null) {
      const message = `"${part.trim()}" is no part of a checksum; write a range like 1..-2, be, le, hex, bin or at=-2`;
      throw new LocalProtocolError("ERR_BAD_CHECKSUM", message, { position, input: text });
    }
    spec = { ...spec, ...more };
    position += part.length + 1;
  }
  return spec;
}

/** Writes a checksum so that {@link parseChecksumSpec} reads it back. */
export function formatChecksumSpec(spec: ChecksumSpec): string {
  const parts = [spec.name];
  if (spec.from !== undefined || spec.to !== undefined) parts.push(`${spec.from ?? ""}..${spec.to ?? ""}`);
  if (spec.endian !== undefined) parts.push(spec.endian === "big" ? "be" : "le");
  if (spec.encoding !== undefined) parts.push(spec.encoding === "binary" ? "bin" : "hex");
  if (spec.at !== undefined) parts.push(`at=${spec.at}`);
  return parts.join(",");
}
