import { CharsetDecoder, type CharsetName } from "../../bytes/index.ts";
import { parseHexInput } from "./hex-input.ts";
import type { Expectation } from "../options/value-types.ts";

/** What came is looked at in this much of its end: a match that is longer is not found. */
const WINDOW = 256 * 1024;

interface Flow {
  readonly decoder: CharsetDecoder;
  text: string;
  bytes: Uint8Array;
}

/** Looks for an expectation in what each peer sends; a match may lie over several reads. */
export class ExpectationWatch {
  readonly source: string;
  readonly #regex: RegExp | null;
  readonly #wanted: Buffer;
  readonly #charset: CharsetName;
  readonly #flows = new Map<number, Flow>();

  /** @throws LocalProtocolError `ERR_BAD_HEX` */
  constructor(expectation: Expectation, charset: CharsetName) {
    this.source = expectation.source;
    this.#regex = expectation.type === "regex" ? expectation.regex : null;
    this.#wanted = expectation.type === "bytes" ? Buffer.from(parseHexInput(expectation.hex)) : Buffer.alloc(0);
    this.#charset = charset;
  }

  /** Whether it holds now. */
  push(peer: number, bytes: Uint8Array): boolean {
    let flow = this.#flows.get(peer);
    if (flow === undefined) {
      const decoder = new CharsetDecoder(this.#charset, { badBytes: "mark" });
      this.#flows.set(peer, (flow = { decoder, text: "", bytes: new Uint8Array(0) }));
    }
    if (this.#regex !== null) {
      flow.text = (flow.text + flow.decoder.decode(bytes)).slice(-WINDOW);
      return this.#regex.test(flow.text);
    }
    const joined = Buffer.concat([flow.bytes, bytes]);
    flow.bytes = joined.subarray(Math.max(0, joined.length - WINDOW));
    return joined.includes(this.#wanted);
  }

  /** Forgets a peer that is gone. */
  forget(peer: number): void {
    this.#flows.delete(peer);
  }
}
