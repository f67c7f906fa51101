import { type CharsetName, CharsetDecoder, decodeText, escapeText } from "../../bytes/index.ts";

/** Text of a peer on one line: bytes that are no characters are `\xNN`, and nothing in it can drive a terminal. */
export function peerLine(bytes: Uint8Array, charset: CharsetName): string {
  return safeLine(decodeText(bytes, charset, { badBytes: "mark" }));
}

/** Text that somebody else wrote, on one line and without control characters. */
export function safeLine(text: string): string {
  return escapeText(text, { keepTabs: true, backslash: false });
}

/** Text of a stream as it comes, its lines kept; `escape` takes the power over the terminal from it. */
export class StreamText {
  readonly #decoder: CharsetDecoder;
  readonly #escape: boolean;

  constructor(charset: CharsetName, escape: boolean) {
    this.#decoder = new CharsetDecoder(charset, { badBytes: "mark" });
    this.#escape = escape;
  }

  push(bytes: Uint8Array): string {
    return this.#shown(this.#decoder.decode(bytes));
  }

  end(): string {
    return this.#shown(this.#decoder.flush());
  }

  #shown(text: string): string {
    return this.#escape ? escapeText(text, { keepNewlines: true, keepTabs: true, backslash: false }) : text;
  }
}
