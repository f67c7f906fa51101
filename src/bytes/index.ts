export { concatBytes } from "./concat-bytes.ts";
export {
  cutAtCharacter,
  type SplitOptions,
  type SplitPoint,
  splitPoint,
  type UnfinishedOptions,
  unfinishedLength,
} from "./character-boundary.ts";
export { isCharsetName, parseCharset } from "./charset.ts";
export { type CharsetCandidate, type CharsetGuess, detectCharset } from "./charset-detect.ts";
export { CHARSET_NAMES, type CharsetName } from "./charset-name.ts";
export { type EscapeOptions, encodeEscaped, escapeBytes, escapeText } from "./escapes.ts";
export type { FramedChunk, Framer, FramingViolation } from "./framing/framer.ts";
export { IdleFramer } from "./framing/idle.ts";
export { type CutMessage, MessageCutter } from "./framing/message-cutter.ts";
export { createFramer, type FrameOptions, frame, unframe } from "./framing.ts";
export { FRAMING_TYPES, parseFraming } from "./framing-parse.ts";
export {
  DEFAULT_MAX_MESSAGE_LENGTH,
  type FramingSpec,
  type FramingType,
  type LengthWidth,
} from "./framing-spec.ts";
export { formatFramingText, parseFramingText } from "./framing-text.ts";
export { type FormatHexOptions, formatHex, parseHex } from "./hex.ts";
export { halfWidth } from "./half-width.ts";
export {
  type HexNotation,
  type HexPaste,
  type HexWord,
  hexWords,
  type IgnoredText,
  parseHexPaste,
} from "./hex-paste.ts";
export { type BadBytes, CharsetDecoder, type DecodeOptions, decodeText } from "./text-decoder.ts";
export { type EncodeOptions, encodeText, type OnUnencodable } from "./text-encoder.ts";
export { CHECKSUM_CATALOGUE, type ChecksumAlgorithm, checksum, findChecksum } from "./checksum.ts";
export {
  appendChecksum,
  type ChecksumSpec,
  type ChecksumVerdict,
  formatChecksumSpec,
  parseChecksumSpec,
  verifyChecksum,
} from "./checksum-spec.ts";
export type { ChecksumRun } from "./crc.ts";
export { CRC_CATALOGUE, type CrcParameters } from "./crc-catalogue.ts";
export { BYTE_NOTATIONS, type ByteNotation, formatBase64, formatBytesAs } from "./byte-literals.ts";
export { type HexdumpOptions, hexdump, ncatHexdump } from "./hexdump.ts";
export { type NumberReading, READING_KINDS, type ReadingKind, readNumbers } from "./number-readings.ts";
export { parseBase64 } from "./parse-base64.ts";
