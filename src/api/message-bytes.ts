import {
  appendChecksum,
  type CharsetName,
  concatBytes,
  encodeEscaped,
  encodeText,
  parseBase64,
  parseHex,
} from "../bytes/index.ts";
import type { LineEnd, MessageSpec, TextMessage } from "./message-spec.ts";

const LINE_ENDS: Readonly<Record<LineEnd, string>> = { lf: "\n", crlf: "\r\n", cr: "\r", nul: "\0" };

function textBytes(message: TextMessage, charset: CharsetName): Uint8Array {
  const { text, lineBreaks, lineEnd, escapes = false } = message;
  const encode = escapes ? encodeEscaped : encodeText;
  const plain = encode(text, charset);
  // The text was encoded as it was given first, so that a fault is told by its place in that text.
  const body =
    lineBreaks === undefined ? plain : encode(text.replaceAll(/\r\n|\r|\n/g, LINE_ENDS[lineBreaks]), charset);
  return lineEnd === undefined ? body : concatBytes([body, encodeText(LINE_ENDS[lineEnd], charset)]);
}

/**
 * The exact bytes that a message makes: the text, then the line end, then the checksum.
 * @param charset for text that names none
 * @throws LocalProtocolError `ERR_UNENCODABLE`, `ERR_BAD_ESCAPE`, `ERR_BAD_HEX`, `ERR_BAD_BASE64` with `position` in
 *   the text that was given, `ERR_BAD_CHECKSUM`
 */
export function messageBytes(message: MessageSpec, charset: CharsetName = "utf-8"): Uint8Array {
  const bytes =
    message.type === "text"
      ? textBytes(message, message.charset ?? charset)
      : message.type === "hex"
        ? parseHex(message.hex)
        : parseBase64(message.base64);
  return message.checksum === undefined ? bytes : appendChecksum(bytes, message.checksum);
}
