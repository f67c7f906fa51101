import { type ChecksumSpec, type FramingSpec, parseChecksumSpec, parseFramingText } from "../../bytes/index.ts";
import type { ValueType } from "../command.ts";

/** `--framing`. */
export const framingType: ValueType<FramingSpec> = { placeholder: "FRAMING", parse: parseFramingText };

/** `--checksum`. */
export const checksumType: ValueType<ChecksumSpec> = { placeholder: "NAME", parse: parseChecksumSpec };
