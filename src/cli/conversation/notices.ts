import type { ByteSink, CliContext } from "../context.ts";
import { isoTime, jsonLine } from "../output/json-formatter.ts";
import type { Prompt } from "../terminal/prompt.ts";

/** Says what is no event of the session: to a person as a line, to a program as a JSON line. */
export class Notices {
  readonly #context: Pick<CliContext, "stdout" | "stderr" | "clock">;
  readonly #isJson: boolean;
  readonly #prompt: Pick<Prompt, "print"> | null;

  constructor(
    context: Pick<CliContext, "stdout" | "stderr" | "clock">,
    isJson: boolean,
    prompt: Pick<Prompt, "print"> | null = null,
  ) {
    this.#context = context;
    this.#isJson = isJson;
    this.#prompt = prompt;
  }

  /** @param text null: nothing for a person */
  tell(event: string, detail: Readonly<Record<string, unknown>>, text: string | null): void {
    const { stdout, stderr, clock } = this.#context;
    if (this.#isJson) {
      print(stdout, jsonLine({ event, time: isoTime(clock.nowMs() * 1000), ...detail }));
    } else if (text !== null) {
      if (this.#prompt === null) print(stderr, `${text}\n`);
      else void this.#prompt.print(`${text}\n`);
    }
  }
}

/** Whoever reads it may be gone; that is told by what the data goes to. */
function print(sink: ByteSink, text: string): void {
  void sink.print(text).catch(() => undefined);
}
