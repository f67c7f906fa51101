import type { FramingSpec } from "../bytes/index.ts";
import { integer, literal, named, object, oneOf, optional, type Shape, string, tagged } from "./shape.ts";

type Framing<T extends FramingSpec["type"]> = Extract<FramingSpec, { readonly type: T }>;

const maxLength = optional(integer(1, 2 ** 30));

/** A {@link FramingSpec}. */
export const framingShape: Shape<FramingSpec> = named(
  "Framing",
  tagged<FramingSpec>({
    read: object<Framing<"read">>({ type: literal("read") }),
    line: object<Framing<"line">>({ type: literal("line"), maxLength }),
    delimiter: object<Framing<"delimiter">>({
      type: literal("delimiter"),
      hex: string({ min: 2, max: 512 }),
      maxLength,
    }),
    fixed: object<Framing<"fixed">>({ type: literal("fixed"), size: integer(1, 2 ** 30) }),
    length: object<Framing<"length">>({
      type: literal("length"),
      width: oneOf(["u8", "u16be", "u16le", "u24be", "u24le", "u32be", "u32le", "varint"]),
      offset: optional(integer(0, 65_535)),
      adjust: optional(integer(-65_535, 65_535)),
      maxLength,
    }),
    idle: object<Framing<"idle">>({ type: literal("idle"), gapMs: integer(1, 3_600_000), maxLength }),
    slip: object<Framing<"slip">>({ type: literal("slip"), maxLength }),
    cobs: object<Framing<"cobs">>({ type: literal("cobs"), maxLength }),
  }),
);
