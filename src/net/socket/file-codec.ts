import { encodeText } from "../../bytes/index.ts";
import { toBytes } from "./bytes-like.ts";
import { FileBuffer, type Reading } from "./file-buffer.ts";
import type { FileMode } from "./file-mode.ts";
import { TextReader } from "./text-reader.ts";

/** What makes a socket file one of bytes or one of text. */
export interface FileCodec<T extends Uint8Array | string> {
  read(size: number): Reading<T>;
  readLine(limit: number): Reading<T>;
  encode(value: T): Uint8Array;
  join(parts: readonly T[]): T;
}

/** Bytes as they are. */
export function binaryCodec(): FileCodec<Uint8Array> {
  const buffer = new FileBuffer();
  return {
    read: (size) => buffer.read(size),
    readLine: (limit) => buffer.readLine(limit),
    encode: (value) => toBytes(value),
    join: (parts) => new Uint8Array(Buffer.concat(parts)),
  };
}

/** Text in the mode's charset and line ends. */
export function textCodec(mode: FileMode): FileCodec<string> {
  const reader = new TextReader(new FileBuffer(), mode.encoding, mode.newline, mode.strict);
  const lineEnd = mode.newline === "\r" || mode.newline === "\r\n" ? mode.newline : "\n";
  return {
    read: (size) => reader.read(size),
    readLine: (limit) => reader.readLine(limit),
    encode: (value) => {
      if (typeof value !== "string") throw new TypeError("a text file writes strings");
      return encodeText(lineEnd === "\n" ? value : value.replaceAll("\n", lineEnd), mode.encoding);
    },
    join: (parts) => parts.join(""),
  };
}

/** Bytes that were written to a file but not sent yet. */
export class WriteGatherer {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a copy of the bytes; returns whether it is time to send. */
  add(bytes: Uint8Array): boolean {
    // Not slice(): a Buffer's shares its memory.
    this.#parts.push(new Uint8Array(bytes));
    this.#length += bytes.length;
    return this.#length >= this.#limit;
  }

  /** All of it, and forgets it. */
  take(): Uint8Array {
    const bytes = this.#parts.length === 1 ? this.#parts[0] : undefined;
    const all = bytes ?? new Uint8Array(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#length = 0;
    return all;
  }
}
