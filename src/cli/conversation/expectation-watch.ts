import { CharsetDecoder, type CharsetName } from "../../bytes/index.ts";
import { regexRepeats } from "../../bytes/regex-repeats.ts";
import { runWithin } from "../../engine/bounded-run.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import type { Expectation } from "../options/value-types.ts";
import { parseHexInput } from "./hex-input.ts";

/** Of what came before a read, so much is looked at again: a match that lies over reads may reach back so far. */
const DEFAULT_WINDOW = 16 * 1024;
/** A regular expression may run so long on one read: the peer chooses what it runs on, and nothing else runs meanwhile. */
const REGEX_MS = 1000;

interface Flow {
  readonly decoder: CharsetDecoder;
  text: string;
  bytes: Uint8Array;
}

/** Options of {@link ExpectationWatch}. */
export interface ExpectationWatchOptions {
  /** How far a match may reach back into earlier reads: characters, or bytes where bytes are expected. @default 16_384 */
  readonly window?: number | undefined;
  /** Milliseconds for the regular expression on one read. @default 1000 */
  readonly regexMs?: number;
}

/** Looks for an expectation in what each peer sends; a match may lie over several reads. */
export class ExpectationWatch {
  readonly source: string;
  readonly #regex: RegExp | null;
  readonly #repeats: boolean;
  readonly #wanted: Buffer;
  readonly #charset: CharsetName;
  readonly #window: number;
  readonly #regexMs: number;
  readonly #flows = new Map<number, Flow>();
  /** The regular expression took too long: what comes until the end of the conversation is not looked at. */
  #gaveUp = false;

  /** @throws LocalProtocolError `ERR_BAD_HEX` */
  constructor(expectation: Expectation, charset: CharsetName, options: ExpectationWatchOptions = {}) {
    this.source = expectation.source;
    // Global: it begins to look at `lastIndex`, and takes no place but the first for the beginning.
    this.#regex = expectation.type === "regex" ? new RegExp(expectation.regex, `${expectation.regex.flags}g`) : null;
    this.#repeats = regexRepeats(expectation.source);
    this.#wanted = expectation.type === "bytes" ? Buffer.from(parseHexInput(expectation.hex)) : Buffer.alloc(0);
    this.#charset = charset;
    // What is known beforehand to be longer than the window is found all the same.
    this.#window = Math.max(options.window ?? DEFAULT_WINDOW, this.#wanted.length);
    this.#regexMs = options.regexMs ?? REGEX_MS;
  }

  /**
   * Whether it holds now.
   * @throws CliError 4, once: the regular expression takes too long on what came
   */
  push(peer: number, bytes: Uint8Array): boolean {
    if (this.#gaveUp) return false;
    let flow = this.#flows.get(peer);
    if (flow === undefined) {
      const decoder = new CharsetDecoder(this.#charset, { badBytes: "mark" });
      this.#flows.set(peer, (flow = { decoder, text: "", bytes: new Uint8Array(0) }));
    }
    if (this.#regex !== null) return this.#pushText(flow, this.#regex, bytes);
    const joined = Buffer.concat([flow.bytes, bytes]);
    flow.bytes = joined.subarray(Math.max(0, joined.length - this.#window));
    return joined.includes(this.#wanted);
  }

  /** Forgets a peer that is gone. */
  forget(peer: number): void {
    this.#flows.delete(peer);
  }

  #pushText(flow: Flow, regex: RegExp, bytes: Uint8Array): boolean {
    // One character more than is looked at: what stands before a window is not the beginning of what came.
    const before = flow.text.slice(-(this.#window + 1));
    regex.lastIndex = before.length > this.#window ? 1 : 0;
    flow.text = before + flow.decoder.decode(bytes);
    if (!this.#repeats) return regex.test(flow.text);
    let holds = false;
    const ended = runWithin(this.#regexMs, () => {
      holds = regex.test(flow.text);
    });
    if (ended) return holds;
    this.#gaveUp = true;
    throw new CliError(EXIT.expectation, (m) => m.problem.slowExpectation(this.source, this.#regexMs));
  }
}
