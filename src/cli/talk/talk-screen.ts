import { decodeUtf8 } from "../conversation/message-encoder.ts";
import { LineSplitter } from "../conversation/line-splitter.ts";
import type { CliContext } from "../context.ts";
import { Interrupted } from "../exit-codes.ts";
import { type Paint, type Painter, painter } from "../output/paint.ts";
import { describeProblem } from "../output/problem.ts";
import { Prompt } from "../terminal/prompt.ts";

/**
 * Where somebody chats: at a terminal a prompt that arriving lines never tear, otherwise plain lines of standard input
 * and output.
 */
export class TalkScreen {
  readonly isInteractive: boolean;
  readonly #context: CliContext;
  readonly #prompt: Prompt | null;
  readonly #paint: Painter;
  readonly #splitter = new LineSplitter();
  readonly #lines: (string | Error | null)[] = [];
  #waiting: (() => void) | null = null;
  #isOpen = false;
  #ended = false;

  constructor(context: CliContext, commands: readonly string[]) {
    this.#context = context;
    this.#prompt = context.terminal === null ? null : new Prompt(context.terminal, commands);
    this.isInteractive = this.#prompt !== null;
    const { env } = context;
    this.#paint = painter(this.isInteractive && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb");
  }

  /** Prints one line, which must be free of control characters. */
  say(text: string, paint?: Paint): Promise<void> {
    const line = `${paint === undefined ? text : this.#paint(text, paint)}\n`;
    return this.print(line);
  }

  /** Prints whole lines that are ready for the terminal. */
  print(lines: string): Promise<void> {
    return this.#prompt === null ? this.#context.stdout.print(lines) : this.#prompt.print(lines);
  }

  /** Tells what a person at a terminal needs to know, and a script does not. */
  async hint(text: string): Promise<void> {
    if (this.isInteractive) await this.say(text, "dim");
  }

  /** Tells that something was not done: on the screen, or on standard error, so that the output holds only the talk. */
  async warn(text: string): Promise<void> {
    await (this.isInteractive ? this.say(text, "warning") : this.#context.stderr.print(`jack: ${text}\n`));
  }

  /** The same for an error that does not end the chat. */
  async problem(error: unknown): Promise<void> {
    const text = describeProblem(error, this.#context.messages).trimEnd();
    if (!this.isInteractive) return this.#context.stderr.print(`${text}\n`);
    for (const line of text.replace(/^jack(: |：)/, "").split("\n")) await this.say(line, "error");
  }

  /** What stands in front of the line that is typed. */
  setPrompt(text: string): void {
    this.#prompt?.setText(text);
  }

  /** Asks a question; null at the end of the input. */
  async ask(question: string): Promise<string | null> {
    this.setPrompt(`${question} `);
    return this.next();
  }

  /**
   * The next line; null at the end of the input.
   * @throws Interrupted for Ctrl-C; CliError when the input is not UTF-8
   */
  async next(): Promise<string | null> {
    while (this.#lines.length === 0) {
      if (this.#ended) return null;
      await (this.#prompt === null ? this.#readInput() : this.#typed(this.#prompt));
    }
    const line = this.#lines.shift();
    if (line instanceof Error) throw line;
    if (line === null) this.#ended = true;
    return line ?? null;
  }

  /** Gives the terminal back. Idempotent. */
  close(): void {
    this.#ended = true;
    this.#prompt?.close();
    this.#context.stdin.close();
    this.#waiting?.();
  }

  /** Resolves when something was typed. */
  #typed(prompt: Prompt): Promise<void> {
    if (!this.#isOpen) {
      this.#isOpen = true;
      prompt.open({
        line: (text) => this.#push(text),
        interrupt: () => this.#push(new Interrupted("SIGINT")),
        end: () => this.#push(null),
      });
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async #readInput(): Promise<void> {
    const bytes = await this.#context.stdin.read();
    if (bytes !== null) {
      for (const line of this.#splitter.push(bytes)) this.#lines.push(decodeUtf8(line));
      return;
    }
    const last = this.#splitter.end();
    if (last !== null) this.#lines.push(decodeUtf8(last));
    this.#lines.push(null);
  }

  #push(line: string | Error | null): void {
    this.#lines.push(line);
    this.#waiting?.();
  }
}

/** Rejects with the signal's reason when it is aborted; never resolves. */
export function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/** Runs tasks side by side until the first of them ends, well or not; what the others do later is nobody's concern. */
export async function untilFirst(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const task of tasks) task.catch(() => undefined);
  await Promise.race(tasks);
}
