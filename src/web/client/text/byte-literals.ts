import { formatHex } from "../../../bytes/index.ts";

/** A language that bytes can be copied for. */
export type LiteralLanguage = "c" | "python" | "javascript";

/** Bytes as a literal of a programming language. */
export function bytesLiteral(bytes: Uint8Array, language: LiteralLanguage): string {
  switch (language) {
    case "c":
      return `const unsigned char data[${bytes.length}] = { ${commaHex(bytes)} };`;
    case "python":
      return `bytes.fromhex("${formatHex(bytes)}")`;
    default:
      return `Uint8Array.of(${commaHex(bytes)})`;
  }
}

function commaHex(bytes: Uint8Array): string {
  return bytes.length === 0 ? "" : `0x${formatHex(bytes, { separator: ", 0x" })}`;
}
