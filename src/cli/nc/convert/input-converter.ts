import type { Clock } from "../../context.ts";
import { linePieces } from "./line-pieces.ts";
import { LineEndings } from "./line-endings.ts";
import type { NcOptions } from "../options/nc-options.ts";

/** Makes of what standard input gives what is sent: `-C` mends line endings, `-d` waits before each line. */
export class InputConverter {
  readonly #endings: LineEndings | null;
  readonly #delayMs: number;
  readonly #clock: Clock;

  constructor({ crlf, delayMs }: Pick<NcOptions, "crlf" | "delayMs">, clock: Clock) {
    this.#endings = crlf ? new LineEndings() : null;
    this.#delayMs = delayMs;
    this.#clock = clock;
  }

  /** The pieces to be sent, each when its time has come. */
  async *convert(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    const mended = this.#endings?.convert(bytes) ?? bytes;
    if (this.#delayMs === 0) {
      yield mended;
      return;
    }
    for (const piece of linePieces(mended)) {
      await this.#clock.sleep(this.#delayMs);
      yield piece;
    }
  }
}
