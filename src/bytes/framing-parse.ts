import { LocalProtocolError } from "../errors/index.ts";
import type { FramingSpec, FramingType, LengthWidth } from "./framing-spec.ts";
import { parseHex } from "./hex.ts";

const WIDTHS: readonly LengthWidth[] = ["u8", "u16be", "u16le", "u24be", "u24le", "u32be", "u32le", "varint"];
const FIELDS: Readonly<Record<FramingType, readonly string[]>> = {
  read: [],
  line: ["maxLength"],
  delimiter: ["hex", "maxLength"],
  fixed: ["size"],
  length: ["width", "offset", "adjust", "maxLength"],
  idle: ["gapMs", "maxLength"],
  slip: ["maxLength"],
  cobs: ["maxLength"],
};
const MAX_DELIMITER_BYTES = 255;
const MAX_OFFSET = 65_535;

/** Every {@link FramingType}. */
export const FRAMING_TYPES: readonly FramingType[] = Object.keys(FIELDS) as FramingType[];

function bad(message: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_FRAMING", message);
}

type Fields = Readonly<Record<string, unknown>>;

function integer(fields: Fields, name: string, from: number, to: number): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) return value;
  throw bad(
    `Framing "${String(fields["type"])}" needs ${name} as a whole number from ${from} to ${to}, not ${JSON.stringify(value)}`,
  );
}

function optionalInteger<Name extends string>(
  fields: Fields,
  name: Name,
  from: number,
  to: number,
): { readonly [key in Name]?: number } {
  if (fields[name] === undefined) return {};
  return { [name]: integer(fields, name, from, to) } as { readonly [key in Name]?: number };
}

function maxLength(fields: Fields): { readonly maxLength?: number } {
  return optionalInteger(fields, "maxLength", 1, Number.MAX_SAFE_INTEGER);
}

function delimiterHex(fields: Fields): string {
  const hex = fields["hex"];
  if (typeof hex !== "string") throw bad(`Framing "delimiter" needs hex as text, for example "0d0a"`);
  let bytes: Uint8Array;
  try {
    bytes = parseHex(hex);
  } catch (cause) {
    throw new LocalProtocolError("ERR_BAD_FRAMING", `Framing "delimiter": ${(cause as Error).message}`, {
      cause,
      input: hex,
    });
  }
  if (bytes.length >= 1 && bytes.length <= MAX_DELIMITER_BYTES) return hex;
  throw bad(`Framing "delimiter" needs 1 to ${MAX_DELIMITER_BYTES} bytes, not ${bytes.length}`);
}

function lengthWidth(fields: Fields): LengthWidth {
  const width = fields["width"];
  if (WIDTHS.includes(width as LengthWidth)) return width as LengthWidth;
  throw bad(`Framing "length" needs width as one of ${WIDTHS.join(", ")}, not ${JSON.stringify(width)}`);
}

function idleGap(fields: Fields): number {
  const gap = fields["gapMs"];
  if (typeof gap === "number" && gap > 0 && gap <= 3_600_000) return gap;
  throw bad(`Framing "idle" needs gapMs above 0 and at most 3600000, not ${JSON.stringify(gap)}`);
}

/**
 * Checks a framing that came as JSON.
 * @throws LocalProtocolError `ERR_BAD_FRAMING` naming the field: unknown type, unknown field, wrong type or range
 */
export function parseFraming(value: unknown): FramingSpec {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(`Framing must be an object with a type, not ${JSON.stringify(value)}`);
  }
  const fields = value as Fields;
  const type = FRAMING_TYPES.find((name) => name === fields["type"]);
  if (type === undefined) {
    throw bad(`Framing type must be one of ${FRAMING_TYPES.join(", ")}, not ${JSON.stringify(fields["type"])}`);
  }
  for (const name of Object.keys(fields)) {
    if (name === "type" || FIELDS[type].includes(name)) continue;
    const known = FIELDS[type].length === 0 ? "it has none" : `it has ${FIELDS[type].join(", ")}`;
    throw bad(`Framing "${type}" has no field "${name}"; ${known}`);
  }
  switch (type) {
    case "read":
      return { type };
    case "delimiter":
      return { type, hex: delimiterHex(fields), ...maxLength(fields) };
    case "fixed":
      return { type, size: integer(fields, "size", 1, Number.MAX_SAFE_INTEGER) };
    case "length":
      return {
        type,
        width: lengthWidth(fields),
        ...optionalInteger(fields, "offset", 0, MAX_OFFSET),
        ...optionalInteger(fields, "adjust", -0xffff_ffff, 0xffff_ffff),
        ...maxLength(fields),
      };
    case "idle":
      return { type, gapMs: idleGap(fields), ...maxLength(fields) };
    default:
      return { type, ...maxLength(fields) };
  }
}
