import type { ByteSink } from "../../context.ts";

/** What is said on standard error, each line behind the program's name. */
export class NcLog {
  readonly #sink: ByteSink;
  readonly #name: string;
  readonly #verbosity: number;

  /** @param verbosity how often `-v` was given */
  constructor(sink: ByteSink, name: string, verbosity: number) {
    this.#sink = sink;
    this.#name = name;
    this.#verbosity = verbosity;
  }

  get verbose(): boolean {
    return this.#verbosity > 0;
  }

  /** Said in any case. */
  say(line: string): void {
    void this.#sink.print(`${this.#name}: ${harmless(line)}\n`);
  }

  /** Said with `-v`. */
  tell(line: string): void {
    if (this.verbose) this.say(line);
  }

  /** Said with `-vv`. */
  debug(line: string): void {
    if (this.#verbosity > 1) this.raw(`NCAT DEBUG: ${line}\n`);
  }

  /** As it is. */
  raw(text: string): void {
    void this.#sink.print(text);
  }
}

/** What a peer, a proxy or a path has put into a line must not play with the terminal: ncat's question marks. */
export function harmless(line: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones that are meant
  return line.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "?");
}
