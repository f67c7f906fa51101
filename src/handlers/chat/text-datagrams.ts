import { type CharsetName, cutAtCharacter, decodeText, encodeText } from "../../bytes/index.ts";

/** Options of {@link TextDatagrams}. */
export interface TextDatagramsOptions {
  /** Charset of what the peer sends. */
  readonly charsetIn: CharsetName;
  /** Charset of what it reads. */
  readonly charsetOut: CharsetName;
  /** Bytes of one datagram: what an original reads. @default 1024 */
  readonly maxBytes?: number;
}

// Python's gb2312 has these signs under other code points than people type; the bytes and the looks are the same.
const GB2312_TWINS: Readonly<Record<string, string>> = { "—": "―", "·": "・" };

/** The chats of the notes: a line of text is a datagram, nothing else is on the wire. */
export class TextDatagrams {
  readonly #options: Required<TextDatagramsOptions>;

  constructor(options: TextDatagramsOptions) {
    this.#options = { maxBytes: 1024, ...options };
  }

  /**
   * The datagrams of a line, cut at a character when it is longer than the peer reads. An empty line is an empty datagram.
   * @throws LocalProtocolError `ERR_UNENCODABLE` naming the first character that the peer's charset lacks
   */
  encode(text: string): readonly Uint8Array[] {
    const { charsetOut, maxBytes } = this.#options;
    const twin = charsetOut === "gb2312" ? text.replace(/[—·]/g, (sign) => GB2312_TWINS[sign] ?? sign) : text;
    let rest: Uint8Array = encodeText(twin, charsetOut);
    const datagrams: Uint8Array[] = [];
    while (rest.length > maxBytes) {
      const length = Math.max(1, cutAtCharacter(rest, charsetOut, maxBytes));
      datagrams.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return [...datagrams, rest];
  }

  /** The text of a datagram; bytes that are no characters are `\xNN`. */
  decode(datagram: Uint8Array): string {
    return decodeText(datagram, this.#options.charsetIn, { badBytes: "mark" });
  }
}
