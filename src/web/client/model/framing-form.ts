import type { FramingSpec, FramingType, LengthWidth } from "../../../bytes/index.ts";
import type { FormReader } from "./session-form.ts";

/** What stands in the fields of a framing; numbers as they were typed. */
export interface FramingForm {
  readonly type: FramingType;
  readonly hex: string;
  readonly size: string;
  readonly width: LengthWidth;
  readonly offset: string;
  readonly adjust: string;
  readonly gapMs: string;
}

/** Every framing, in the order in which it is offered. */
export const FRAMING_TYPES: readonly FramingType[] = [
  "read",
  "line",
  "delimiter",
  "length",
  "fixed",
  "idle",
  "slip",
  "cobs",
];

/** How a length may be written, in the order in which it is offered. */
export const LENGTH_WIDTHS: readonly LengthWidth[] = [
  "u8",
  "u16be",
  "u16le",
  "u24be",
  "u24le",
  "u32be",
  "u32le",
  "varint",
];

/** The fields before anything was chosen. */
export const DEFAULT_FRAMING_FORM: FramingForm = {
  type: "read",
  hex: "0D 0A",
  size: "16",
  width: "u16be",
  offset: "0",
  adjust: "0",
  gapMs: "20",
};

const LARGEST_MESSAGE = 2 ** 30;

function delimiterOf(form: FramingForm, reader: FormReader): string {
  const hex = form.hex.replaceAll(/\s/g, "");
  if (!/^(?:[0-9a-f]{2}){1,64}$/i.test(hex)) reader.faults["hex"] = { key: "form.badHex" };
  return hex.toLowerCase();
}

/** The framing of a form; faults go to the reader. */
export function framingSpec(form: FramingForm, reader: FormReader): FramingSpec {
  const { type } = form;
  switch (type) {
    case "delimiter":
      return { type, hex: delimiterOf(form, reader) };
    case "fixed":
      return { type, size: reader.integer("size", form.size, 1, LARGEST_MESSAGE) };
    case "length": {
      const offset = reader.integer("offset", form.offset, 0, 65_535);
      const adjust = reader.integer("adjust", form.adjust, -65_535, 65_535);
      return { type, width: form.width, ...(offset === 0 ? {} : { offset }), ...(adjust === 0 ? {} : { adjust }) };
    }
    case "idle":
      return { type, gapMs: reader.integer("gapMs", form.gapMs, 1, 3_600_000) };
    default:
      return { type };
  }
}

/** The form of a framing. */
export function framingForm(spec: FramingSpec): FramingForm {
  const form = { ...DEFAULT_FRAMING_FORM, type: spec.type };
  switch (spec.type) {
    case "delimiter":
      return { ...form, hex: (spec.hex.toUpperCase().match(/../g) ?? []).join(" ") };
    case "fixed":
      return { ...form, size: String(spec.size) };
    case "length":
      return { ...form, width: spec.width, offset: String(spec.offset ?? 0), adjust: String(spec.adjust ?? 0) };
    case "idle":
      return { ...form, gapMs: String(spec.gapMs) };
    default:
      return form;
  }
}
