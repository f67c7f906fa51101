import { CHARSET_NAMES, type CharsetName } from "../bytes/index.ts";
import type { CharsetSpec } from "./session-spec.ts";
import { named, object, oneOf, type Shape } from "./shape.ts";

/** A charset by its name. */
export const charsetShape: Shape<CharsetName> = named("Charset", oneOf(CHARSET_NAMES));

/** A {@link CharsetSpec}. */
export const charsetSpecShape: Shape<CharsetSpec> = named(
  "CharsetSpec",
  object<CharsetSpec>({ in: charsetShape, out: charsetShape }),
);
