import {
  CHECKSUM_CATALOGUE,
  type ChecksumSpec,
  type FramingSpec,
  parseChecksumSpec,
  parseFramingText,
} from "../../bytes/index.ts";
import type { ValueType } from "../command.ts";

const FRAMINGS = ["read", "line", "delim:", "fixed:", "len:u16be", "len:u32be", "idle:20ms", "slip", "cobs"];

/** `--framing`. */
export const framingType: ValueType<FramingSpec> = {
  placeholder: "FRAMING",
  suggestions: FRAMINGS,
  parse: parseFramingText,
};

/** `--checksum`. */
export const checksumType: ValueType<ChecksumSpec> = {
  placeholder: "NAME",
  // Made when completion asks for it.
  get suggestions() {
    return CHECKSUM_CATALOGUE.map(({ name }) => name.toLowerCase());
  },
  parse: parseChecksumSpec,
};
