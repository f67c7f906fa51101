import { type FramingSpec } from "../../bytes/index.ts";
import type { ValueType } from "../command.ts";

/** `--framing`. */
export const framingType: ValueType<FramingSpec> = {
  placeholder: "FRAMING",
  parse: () => ({ type: "read" }),
};

/** `--checksum`. */
export const checksumType: ValueType<string> = { placeholder: "NAME", parse: (value) => value };
