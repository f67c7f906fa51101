/** How an integer length stands in front of a message. */
export type LengthWidth = "u8" | "u16be" | "u16le" | "u24be" | "u24le" | "u32be" | "u32le" | "varint";

/**
 * How a byte stream is cut into messages, as plain JSON.
 * - `read`: a message is what one read returned (TCP) or one datagram (UDP)
 * - `line`: ends with LF; a CR before it belongs to the end
 * - `delimiter`: ends with these bytes, given in hex
 * - `fixed`: every message has `size` bytes
 * - `length`: a header of `offset` bytes (default 0), the length field, then the body; the message is all of it. The
 *   length counts the bytes after the field, plus `adjust` (default 0; `-2` when a u16 counts itself)
 * - `idle`: a message ends when nothing came for `gapMs`
 * - `slip`: RFC 1055; `cobs`: frames end with a zero byte
 */
export type FramingSpec =
  | { readonly type: "read" }
  | { readonly type: "line"; readonly maxLength?: number }
  | { readonly type: "delimiter"; readonly hex: string; readonly maxLength?: number }
  | { readonly type: "fixed"; readonly size: number }
  | {
      readonly type: "length";
      readonly width: LengthWidth;
      readonly offset?: number;
      readonly adjust?: number;
      readonly maxLength?: number;
    }
  | { readonly type: "idle"; readonly gapMs: number; readonly maxLength?: number }
  | { readonly type: "slip"; readonly maxLength?: number }
  | { readonly type: "cobs"; readonly maxLength?: number };

/** The `type` of a {@link FramingSpec}. */
export type FramingType = FramingSpec["type"];

/** A message may have this many bytes when its framing names no `maxLength`. */
export const DEFAULT_MAX_MESSAGE_LENGTH: number = 1024 * 1024;
