import { CharsetDecoder, type CharsetName } from "../../bytes/index.ts";
import type { FileBuffer, Reading } from "./file-buffer.ts";

/**
 * How line ends are treated, as in Python: undefined reads `\r`, `\n` and `\r\n` as `\n` and writes `\n` as it is (the
 * platform's own line end here); "" reads every line end as it is; any other one is the only line end, and `\n` is
 * written as it.
 */
export type Newline = "" | "\n" | "\r" | "\r\n";

const CHUNK_BYTES = 8192;

/** The reads of Python's `io.TextIOWrapper`: characters and lines over a {@link FileBuffer}. */
export class TextReader {
  readonly #source: FileBuffer;
  readonly #decoder: CharsetDecoder;
  readonly #newline: Newline | undefined;
  #text = "";
  #heldReturn = false;
  #ended = false;

  /** Bytes that are no character become U+FFFD, or throw `ERR_UNDECODABLE` when `strict`. */
  constructor(source: FileBuffer, charset: CharsetName, newline: Newline | undefined, strict: boolean) {
    this.#source = source;
    this.#decoder = new CharsetDecoder(charset, { badBytes: strict ? "throw" : "replace" });
    this.#newline = newline;
  }

  /** Up to `size` UTF-16 units (never half a character), fewer only at the end. */
  *read(size: number): Reading<string> {
    while (this.#text.length < size && !this.#ended) yield* this.#more();
    const cut = size < this.#text.length && isHighSurrogate(this.#text, size - 1) ? size + 1 : size;
    return this.#take(Math.min(cut, this.#text.length));
  }

  /** Through the next line end; without one only at the end of the stream. */
  *readLine(limit: number): Reading<string> {
    for (;;) {
      const end = this.#lineEnd();
      if (end !== -1) return this.#take(Math.min(end, limit));
      if (this.#text.length >= limit || this.#ended) return this.#take(Math.min(this.#text.length, limit));
      yield* this.#more();
    }
  }

  *#more(): Reading<void> {
    const bytes = yield* this.#source.readSome(CHUNK_BYTES);
    if (bytes.length === 0) {
      this.#ended = true;
      this.#text += this.#translated(this.#decoder.flush(), true);
    } else this.#text += this.#translated(this.#decoder.decode(bytes), false);
  }

  // A return at the end of a piece may be the first half of one line end.
  #translated(piece: string, last: boolean): string {
    if (this.#newline !== undefined && this.#newline !== "") return piece;
    let text = this.#heldReturn ? `\r${piece}` : piece;
    this.#heldReturn = !last && text.endsWith("\r");
    if (this.#heldReturn) text = text.slice(0, -1);
    return this.#newline === undefined ? text.replace(/\r\n?/g, "\n") : text;
  }

  #lineEnd(): number {
    if (this.#newline === "") {
      const match = /\r\n|\r|\n/.exec(this.#text);
      return match === null ? -1 : match.index + match[0].length;
    }
    const mark = this.#newline ?? "\n";
    const at = this.#text.indexOf(mark);
    return at === -1 ? -1 : at + mark.length;
  }

  #take(size: number): string {
    const taken = this.#text.slice(0, size);
    this.#text = this.#text.slice(size);
    return taken;
  }
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}
