export { CHARSET_NAMES, type CharsetName } from "./charset-name.ts";
export {
  DEFAULT_MAX_MESSAGE_LENGTH,
  type FramingSpec,
  type FramingType,
  type LengthWidth,
} from "./framing-spec.ts";
