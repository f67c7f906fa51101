import {
  appendChecksum,
  type CharsetName,
  type ChecksumSpec,
  concatBytes,
  encodeEscaped,
  encodeText,
} from "../../bytes/index.ts";
import { parseHexInput } from "./hex-input.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import type { Eol, InFormat } from "../options/conversation-args.ts";

/** How lines become messages. */
export interface MessageFormat {
  readonly in: InFormat;
  readonly eol: Eol;
  readonly checksum: ChecksumSpec | null;
  /** What the text is sent in. */
  readonly charset: CharsetName;
}

const EOL_TEXT: Readonly<Record<Eol, string>> = { none: "", lf: "\n", crlf: "\r\n", cr: "\r" };
const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The message of a line that was typed or read: its bytes, the end of line, the checksum.
 * @throws LocalProtocolError `ERR_BAD_HEX`, `ERR_BAD_ESCAPE`, `ERR_UNENCODABLE`, each with the position in the line
 */
export function encodeMessage(line: string, format: MessageFormat): Uint8Array {
  return finish(bodyOf(line, format), format);
}

/**
 * The message of a line of bytes; text must be UTF-8, as the terminal's and files' text is.
 * @throws CliError when the text is not UTF-8; as {@link encodeMessage}
 */
export function encodeLine(line: Uint8Array, format: MessageFormat): Uint8Array {
  if (format.in === "lines" || format.in === "raw" || format.in === "datagram-per-line") return finish(line, format);
  return encodeMessage(decodeUtf8(line), format);
}

/** Text of bytes that must be UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch (cause) {
    throw new CliError(EXIT.usage, (m) => m.usage.notUtf8(badUtf8At(bytes)), { cause });
  }
}

function bodyOf(line: string, { in: input, charset }: MessageFormat): Uint8Array {
  if (input === "hex") return parseHexInput(line);
  return input === "escape" ? encodeEscaped(line, charset) : encodeText(line, charset);
}

function finish(body: Uint8Array, { eol, checksum, charset }: MessageFormat): Uint8Array {
  const line = eol === "none" ? body : concatBytes([body, encodeText(EOL_TEXT[eol], charset)]);
  return checksum === null ? line : appendChecksum(line, checksum);
}

/** Where UTF-8 breaks: the longest beginning that decodes, found by halving. */
function badUtf8At(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
