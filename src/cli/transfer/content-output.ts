import { CharsetDecoder, escapeText } from "../../bytes/index.ts";
import { CliError } from "../cli-error.ts";
import type { ByteSink } from "../context.ts";
import { EXIT } from "../exit-table.ts";

const SAFE = { keepNewlines: true, keepTabs: true, backslash: false } as const;

/**
 * A file's bytes on standard output, unchanged; on a terminal, where they could drive it, text with its control characters
 * escaped, and no binary data.
 */
export class ContentOutput {
  readonly #stdout: ByteSink;
  readonly #decoder: CharsetDecoder | null;

  /** `raw` lets everything through to a terminal, too. */
  constructor(stdout: ByteSink, raw: boolean) {
    this.#stdout = stdout;
    this.#decoder = stdout.isTerminal && !raw ? new CharsetDecoder("utf-8", { badBytes: "mark" }) : null;
  }

  /** @throws CliError when binary data would go to a terminal; OutputClosed */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#decoder === null) return this.#stdout.write(bytes);
    // As curl tells them: text has no NUL.
    if (bytes.includes(0)) throw new CliError(EXIT.failed, (m) => m.files.binaryOnTerminal);
    return this.#stdout.print(escapeText(this.#decoder.decode(bytes), SAFE));
  }

  /** What was held back of a last, broken character. */
  async end(): Promise<void> {
    const rest = this.#decoder?.flush() ?? "";
    if (rest !== "") await this.#stdout.print(escapeText(rest, SAFE));
  }
}
