import { formatHex } from "./hex.ts";
import { hexdump } from "./hexdump.ts";

/** The notations that {@link formatBytesAs} writes. */
export const BYTE_NOTATIONS = [
  "hex",
  "hexdump",
  "c",
  "python",
  "javascript",
  "rust",
  "go",
  "java",
  "csharp",
  "base64",
  "base64url",
  "printf",
] as const;

/** One of {@link BYTE_NOTATIONS}. */
export type ByteNotation = (typeof BYTE_NOTATIONS)[number];

const BYTES_A_LINE = 12;
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** `0x68, 0x69`, in lines when there are many. */
function numbers(bytes: Uint8Array, write: (byte: number) => string): string {
  if (bytes.length <= BYTES_A_LINE) return Array.from(bytes, write).join(", ");
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    lines.push(`  ${Array.from(bytes.subarray(at, at + BYTES_A_LINE), write).join(", ")},`);
  }
  return `\n${lines.join("\n")}\n`;
}

const prefixed = (byte: number): string => `0x${hexByte(byte)}`;

function cArray(bytes: Uint8Array): string {
  // ISO C has no arrays of no elements.
  if (bytes.length === 0) return "const unsigned char *data = 0;\nconst size_t data_len = 0;";
  const body = numbers(bytes, prefixed);
  const open = body.startsWith("\n") ? `{${body}}` : `{ ${body} }`;
  return `const unsigned char data[${bytes.length}] = ${open};`;
}

function java(bytes: Uint8Array): string {
  return `new byte[] {${numbers(bytes, (byte) => (byte < 0x80 ? prefixed(byte) : `(byte) ${prefixed(byte)}`))}}`;
}

const PYTHON_ESCAPES: Readonly<Record<number, string>> = {
  0x09: "\\t",
  0x0a: "\\n",
  0x0d: "\\r",
  0x27: "\\'",
  0x5c: "\\\\",
};

/** As CPython's `repr` writes it, but for its choice of quotes. */
function python(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f;
    text += PYTHON_ESCAPES[byte] ?? (isPlain ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`);
  }
  return `b'${text}'`;
}

/** Octal, since POSIX printf knows no `\x`. */
function printf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += /[A-Za-z0-9 .,:;/@_+=-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  // A dash in front would be an option.
  return `printf -- '${text}'`;
}

/** RFC 4648 base64, of the standard or the URL-safe alphabet; the latter without padding. */
export function formatBase64(bytes: Uint8Array, urlSafe = false): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const length = Math.min(3, bytes.length - at) + 1;
    for (let index = 0; index < 4; index++) {
      if (index < length) text += BASE64[(group >> (18 - index * 6)) & 63];
      else if (!urlSafe) text += "=";
    }
  }
  return urlSafe ? text.replaceAll("+", "-").replaceAll("/", "_") : text;
}

/** Bytes as they are written in a programming language or a tool, ready to be pasted. */
export function formatBytesAs(bytes: Uint8Array, notation: ByteNotation): string {
  switch (notation) {
    case "hex":
      return formatHex(bytes);
    case "hexdump":
      return hexdump(bytes).join("\n");
    case "c":
      return cArray(bytes);
    case "python":
      return python(bytes);
    case "javascript":
      return `Uint8Array.of(${numbers(bytes, prefixed)})`;
    case "rust":
      return `&[${numbers(bytes, prefixed)}]`;
    case "go":
      return `[]byte{${numbers(bytes, prefixed)}}`;
    case "java":
      return java(bytes);
    case "csharp":
      return `new byte[] { ${numbers(bytes, prefixed)} }`;
    case "base64":
      return formatBase64(bytes);
    case "base64url":
      return formatBase64(bytes, true);
    default:
      return printf(bytes);
  }
}
