import type { FramingSpec, LengthWidth } from "../bytes/index.ts";
import { badField, defined, type FieldReader } from "./field-reader.ts";

const WIDTHS: readonly LengthWidth[] = ["u8", "u16be", "u16le", "u24be", "u24le", "u32be", "u32le", "varint"];
const TYPES = ["read", "line", "delimiter", "fixed", "length", "idle", "slip", "cobs"] as const;
const MAX_LENGTH = 2 ** 30;

function delimiterHex(fields: FieldReader): string {
  const hex = fields.requiredString("hex", 512).replaceAll(/\s/g, "").toLowerCase();
  if (/^(?:[0-9a-f]{2}){1,64}$/.test(hex)) return hex;
  throw badField(fields.pathOf("hex"), fields.take("hex"), "1 to 64 bytes as pairs of 0-9 a-f");
}

function withMaxLength<T extends FramingSpec>(fields: FieldReader, spec: T): T {
  const maxLength = fields.integer("maxLength", 1, MAX_LENGTH);
  return maxLength === undefined ? spec : { ...spec, maxLength };
}

/** Reads the fields of a {@link FramingSpec}; throws `ERR_BAD_SPEC` that names the field. */
export function readFraming(fields: FieldReader): FramingSpec {
  const type = fields.requiredOneOf("type", TYPES);
  switch (type) {
    case "read":
      return { type };
    case "delimiter":
      return withMaxLength(fields, { type, hex: delimiterHex(fields) });
    case "fixed":
      return { type, size: fields.requiredInteger("size", 1, MAX_LENGTH) };
    case "length":
      return withMaxLength(
        fields,
        defined<Extract<FramingSpec, { type: "length" }>>({
          type,
          width: fields.requiredOneOf("width", WIDTHS),
          offset: fields.integer("offset", 0, 65_535),
          adjust: fields.integer("adjust", -65_535, 65_535),
          maxLength: undefined,
        }),
      );
    case "idle":
      return withMaxLength(fields, { type, gapMs: fields.requiredInteger("gapMs", 1, 3_600_000) });
    default:
      return withMaxLength(fields, { type });
  }
}
