import { CharsetDecoder, type CharsetName, escapeText } from "../../bytes/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { EventFormatter } from "./event-formatter.ts";

/** Prints only what was received: as bytes, or as text in UTF-8. */
export class PlainFormatter implements EventFormatter {
  readonly #charset: CharsetName | null;
  readonly #escape: boolean;
  readonly #decoders = new Map<number, CharsetDecoder>();

  /** Without a charset bytes stay bytes, unless they must be escaped. */
  constructor(options: { readonly charset: CharsetName | null; readonly escape: boolean }) {
    this.#charset = options.charset ?? (options.escape ? "utf-8" : null);
    this.#escape = options.escape;
  }

  /** @returns bytes that the caller must write before the event's bytes end */
  format(event: CaptureEvent): string | Uint8Array {
    if (event.direction === "out") return "";
    if (event.kind === "data" && this.#charset === null) return event.bytes;
    if (event.kind === "data")
      return this.#show(this.#decoder(event.peer, this.#charset ?? "utf-8").decode(event.bytes));
    if (event.kind !== "eof" && event.kind !== "close") return "";
    const left = this.#decoders.get(event.peer)?.flush() ?? "";
    if (event.kind === "close") this.#decoders.delete(event.peer);
    return this.#show(left);
  }

  #show(text: string): string {
    return this.#escape ? escapeText(text, { keepNewlines: true, keepTabs: true, backslash: false }) : text;
  }

  #decoder(peer: number, charset: CharsetName): CharsetDecoder {
    let decoder = this.#decoders.get(peer);
    if (decoder === undefined) this.#decoders.set(peer, (decoder = new CharsetDecoder(charset, { badBytes: "mark" })));
    return decoder;
  }
}
