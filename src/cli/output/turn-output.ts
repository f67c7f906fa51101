import type { ByteSink } from "../context.ts";

/** What is gathered in one turn is written before its end past this length. */
const MAX_GATHERED = 256 * 1024;

/**
 * Gathers what is printed in one turn of the event loop and writes it at its end, with one call for all lines. Nothing
 * is lost when the process exits by itself or by a signal that it hears: what is left is written before.
 */
export class TurnOutput {
  readonly #sink: Pick<ByteSink, "print">;
  readonly #failed: Promise<never>;
  #fail: (reason: unknown) => void = () => undefined;
  #text = "";
  #timer: NodeJS.Immediate | null = null;
  #writing: Promise<void> | null = null;
  #hasFailed = false;
  readonly #atExit = (): void => void this.flush();

  constructor(sink: Pick<ByteSink, "print">) {
    this.#sink = sink;
    this.#failed = new Promise((_, reject) => (this.#fail = reject));
    this.#failed.catch(() => undefined);
    process.on("exit", this.#atExit);
  }

  /** Rejects with what a write failed with, for example `OutputClosed`; what is printed after that goes nowhere. */
  get failed(): Promise<never> {
    return this.#failed;
  }

  /** A promise is returned only while the output is slower than what is printed; it never rejects. */
  print(text: string): Promise<void> | undefined {
    if (this.#hasFailed) return undefined;
    this.#text += text;
    if (this.#writing !== null) return this.#writing;
    if (this.#text.length >= MAX_GATHERED) return this.flush();
    this.#timer ??= setImmediate(() => void this.flush());
    return undefined;
  }

  /** Writes what was gathered; resolves when it was taken, or failed. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearImmediate(this.#timer);
    this.#timer = null;
    if (this.#text === "") return this.#writing ?? Promise.resolve();
    this.#writing ??= this.#write();
    return this.#writing;
  }

  /** Writes what is left, and no longer waits for the exit of the process. */
  async close(): Promise<void> {
    process.off("exit", this.#atExit);
    await this.flush();
  }

  async #write(): Promise<void> {
    try {
      while (this.#text !== "") {
        const text = this.#text;
        this.#text = "";
        await this.#sink.print(text);
      }
    } catch (error) {
      this.#hasFailed = true;
      this.#text = "";
      this.#fail(error);
    } finally {
      this.#writing = null;
    }
  }
}
