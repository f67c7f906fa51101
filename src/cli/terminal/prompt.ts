import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import type { TerminalStreams } from "../context.ts";
import { textWidth } from "../output/text-width.ts";

/** What the prompt tells. */
export interface PromptEvents {
  readonly line: (text: string) => void;
  /** Ctrl-C on an empty line. */
  readonly interrupt: () => void;
  /** Ctrl-D: no more lines come. */
  readonly end: () => void;
}

/**
 * A line that is being typed, with history and completion of commands; what is printed appears above it and never tears
 * it. A line that was entered is taken off the screen: what came of it is printed.
 */
export class Prompt {
  readonly #input: TerminalStreams["input"] & { setRawMode?: (on: boolean) => unknown };
  readonly #output: TerminalStreams["output"];
  readonly #readline: Interface;
  #text = "> ";
  #pending = "";
  #flushed: Promise<void> | null = null;
  #isOpen = false;
  #isClosed = false;

  constructor({ input, output }: TerminalStreams, commands: readonly string[]) {
    this.#input = input;
    this.#output = output;
    this.#readline = createInterface({
      input,
      output,
      terminal: true,
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string): [string[], string] => {
        const found = line.startsWith("/") ? commands.filter((word) => word.startsWith(line)) : [];
        return [found, line];
      },
    });
  }

  /** Begins to read lines. */
  open(events: PromptEvents): void {
    this.#isOpen = true;
    this.#readline.setPrompt(this.#text);
    this.#readline.on("line", (line) => {
      this.#eraseEntered(line);
      events.line(line);
      if (!this.#isClosed) this.#readline.prompt();
    });
    this.#readline.on("SIGINT", () => {
      if (this.#readline.line === "") return events.interrupt();
      this.#readline.write(null, { ctrl: true, name: "e" });
      this.#readline.write(null, { ctrl: true, name: "u" });
    });
    process.on("SIGCONT", this.#onContinue);
    this.#readline.on("close", () => {
      const ended = !this.#isClosed;
      this.#isClosed = true;
      if (!ended) return;
      this.#eraseLine();
      events.end();
    });
    this.#readline.prompt();
  }

  /** Changes what stands in front of the line. */
  setText(text: string): void {
    this.#text = text;
    if (!this.#isOpen || this.#isClosed) return;
    this.#readline.setPrompt(text);
    this.#readline.prompt(true);
  }

  /** Prints whole lines above the prompt. Many calls of one turn become one write. */
  print(text: string): Promise<void> {
    this.#pending += text;
    this.#flushed ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#flush();
        resolve();
      });
    });
    return this.#flushed;
  }

  /** Prints what waits, and gives the terminal back. Idempotent. */
  close(): void {
    this.#flush();
    if (this.#isClosed) return;
    this.#isClosed = true;
    process.off("SIGCONT", this.#onContinue);
    if (this.#isOpen) this.#eraseLine();
    this.#readline.close();
  }

  /** Back after Ctrl-Z: the shell had the terminal as it likes it, and readline has stopped reading. */
  readonly #onContinue = (): void => {
    if (this.#isClosed) return;
    this.#input.setRawMode?.(true);
    setImmediate(() => {
      if (!this.#isClosed) this.#readline.prompt(true);
    });
  };

  #flush(): void {
    const text = this.#pending;
    this.#pending = "";
    this.#flushed = null;
    if (text === "") return;
    const typing = this.#isOpen && !this.#isClosed;
    if (typing) this.#eraseLine();
    // The prompt takes the rest of its row: what does not end a line would be overwritten.
    this.#output.write(typing && !text.endsWith("\n") ? `${text}\n` : text);
    if (typing) this.#readline.prompt(true);
  }

  /** Takes prompt and line off the screen; the cursor is then where the prompt began. */
  #eraseLine(): void {
    const { rows } = this.#readline.getCursorPos();
    moveCursor(this.#output, 0, -rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    // Readline remembers how far below the prompt's first row the cursor was, and would go up again.
    (this.#readline as { prevRows?: number }).prevRows = 0;
  }

  /** After Enter the cursor stands below the line. */
  #eraseEntered(line: string): void {
    const columns = this.#output.columns || 80;
    const rows = Math.floor(textWidth(this.#text + line) / columns) + 1;
    moveCursor(this.#output, 0, -rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
  }
}
