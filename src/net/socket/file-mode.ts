import { type CharsetName, parseCharset } from "../../bytes/index.ts";
import type { Newline } from "./text-reader.ts";

/** Options of `makefile`. */
export interface MakefileOptions {
  /** Text modes: the charset. @default "utf-8" */
  readonly encoding?: CharsetName;
  /** Text modes: bytes that are no character throw `ERR_UNDECODABLE` instead of becoming U+FFFD. @default true */
  readonly strict?: boolean;
  /** Text modes: see {@link Newline}. @default universal line ends */
  readonly newline?: Newline;
  /** Bytes that `write` gathers before it sends; 0 sends each write at once. @default 8192 */
  readonly buffering?: number;
}

/** Modes of a file of bytes. */
export type BinaryMode = "rb" | "wb" | "rwb" | "wrb" | "br" | "bw" | "brw";
/** Modes of a file of text. */
export type TextMode = "r" | "w" | "rw" | "wr";

/** What a mode allows, with checked options. */
export interface FileMode {
  readonly readable: boolean;
  readonly writable: boolean;
  readonly text: boolean;
  readonly encoding: CharsetName;
  readonly strict: boolean;
  readonly newline: Newline | undefined;
  readonly buffering: number;
}

const NEWLINES: readonly (Newline | undefined)[] = [undefined, "", "\n", "\r", "\r\n"];
const DEFAULT_BUFFERING = 8192;

/** @throws RangeError when the mode is none, or an option is out of range or does not belong to a file of bytes */
export function parseFileMode(mode: string, options: MakefileOptions): FileMode {
  const letters = new Set(mode);
  if (letters.size !== mode.length || mode === "b" || /[^rwb]/.test(mode)) {
    throw new RangeError(`Invalid mode "${mode}" (only r, w, b are allowed)`);
  }
  const text = !letters.has("b");
  const { encoding = "utf-8", strict = true, newline, buffering = DEFAULT_BUFFERING } = options;
  if (!text && (options.encoding !== undefined || newline !== undefined || options.strict !== undefined)) {
    throw new RangeError("encoding, strict and newline belong to text modes");
  }
  if (!NEWLINES.includes(newline)) throw new RangeError(`Invalid newline ${JSON.stringify(newline)}`);
  if (!Number.isInteger(buffering) || buffering < 0) throw new RangeError("buffering must not be negative");
  return {
    readable: letters.has("r") || mode === "",
    writable: letters.has("w"),
    text,
    encoding: parseCharset(encoding),
    strict,
    newline,
    buffering,
  };
}
