import type { ReadStream } from "node:tty";
import type { TerminalStreams } from "../context.ts";
import { KeyParser, type TerminalInput } from "./key-parser.ts";

// Another screen, no wrapping at the right edge, pastes in brackets, no cursor.
const ENTER = "\u001b[?1049h\u001b[?7l\u001b[?2004h\u001b[?25l";
const MOUSE_ON = "\u001b[?1000h\u001b[?1006h";
const MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";
const LEAVE = `\u001b[?2026l${MOUSE_OFF}\u001b[?2004l\u001b[?7h\u001b[0m\u001b[?25h\u001b[?1049l`;
/** A sequence of keys comes at once; an Escape that is followed by nothing for so long is the key. */
const ESCAPE_MS = 60;
/** A process without a shell to wake it is not stopped at all. */
const WAKE_MS = 300;

/** What a terminal tells. */
export interface TerminalEvents {
  readonly input: (input: TerminalInput) => void;
  readonly resize: () => void;
  /** The screen's content is lost: it must be drawn as a whole. */
  readonly lost: () => void;
  /** The terminal has gone. */
  readonly closed: () => void;
}

/** The terminal as a full-screen view has it, and given back as it was on every way out of the process. */
export class TerminalMode {
  readonly #streams: TerminalStreams;
  readonly #events: TerminalEvents;
  readonly #parser = new KeyParser();
  #escapeTimer: NodeJS.Timeout | null = null;
  #wakeTimer: NodeJS.Timeout | null = null;
  #isOn = false;
  #mouse = true;

  constructor(streams: TerminalStreams, events: TerminalEvents) {
    this.#streams = streams;
    this.#events = events;
  }

  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#streams.output;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Takes the terminal. */
  open(): void {
    const { input, output } = this.#streams;
    process.on("exit", this.#restore);
    process.on("SIGTSTP", this.#suspend);
    process.on("SIGCONT", this.#resume);
    process.on("SIGQUIT", this.#quit);
    output.on("resize", this.#events.resize);
    output.on("error", this.#events.closed);
    input.on("data", this.#onData);
    input.on("end", this.#events.closed);
    input.on("error", this.#events.closed);
    this.#enter();
  }

  /** Gives the terminal back. Idempotent. */
  close(): void {
    const { input, output } = this.#streams;
    this.#restore();
    if (this.#escapeTimer !== null) clearTimeout(this.#escapeTimer);
    if (this.#wakeTimer !== null) clearTimeout(this.#wakeTimer);
    process.off("exit", this.#restore);
    process.off("SIGTSTP", this.#suspend);
    process.off("SIGCONT", this.#resume);
    process.off("SIGQUIT", this.#quit);
    output.off("resize", this.#events.resize);
    input.off("data", this.#onData);
    input.off("end", this.#events.closed);
    input.pause();
  }

  /** Writes, unless the terminal is somebody else's at the moment. */
  write(text: string): void {
    if (this.#isOn && text !== "") this.#streams.output.write(text);
  }

  /** Whether what is written is seen. */
  get isOn(): boolean {
    return this.#isOn;
  }

  setMouse(on: boolean): void {
    this.#mouse = on;
    this.write(on ? MOUSE_ON : MOUSE_OFF);
  }

  /** Stops the process as Ctrl-Z does elsewhere; the terminal is the shell's until it goes on. */
  suspend(): void {
    this.#suspend();
  }

  #enter(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#setRaw(true);
    this.#streams.input.resume();
    this.#streams.output.write(ENTER + (this.#mouse ? MOUSE_ON : ""));
    this.#events.lost();
  }

  readonly #restore = (): void => {
    if (!this.#isOn) return;
    this.#isOn = false;
    try {
      this.#streams.output.write(LEAVE);
      this.#setRaw(false);
    } catch {
      // The terminal has gone.
    }
  };

  readonly #suspend = (): void => {
    if (!this.#isOn) return;
    this.#restore();
    // Without a listener the signal stops the process; its group is stopped too, so that the shell sees its job stopped.
    process.off("SIGTSTP", this.#suspend);
    process.kill(0, "SIGTSTP");
    this.#wakeTimer = setTimeout(this.#resume, WAKE_MS);
  };

  readonly #resume = (): void => {
    if (this.#wakeTimer !== null) clearTimeout(this.#wakeTimer);
    this.#wakeTimer = null;
    process.off("SIGTSTP", this.#suspend);
    process.on("SIGTSTP", this.#suspend);
    if (this.#isOn) {
      // Stopped by a signal that cannot be caught: the shell has written meanwhile.
      this.#isOn = false;
    }
    this.#enter();
    this.#events.resize();
  };

  readonly #quit = (): void => {
    this.#restore();
    process.off("SIGQUIT", this.#quit);
    process.kill(process.pid, "SIGQUIT");
  };

  readonly #onData = (bytes: Uint8Array): void => {
    if (this.#escapeTimer !== null) clearTimeout(this.#escapeTimer);
    this.#escapeTimer = null;
    for (const input of this.#parser.push(bytes)) this.#events.input(input);
    if (!this.#parser.isWaiting) return;
    this.#escapeTimer = setTimeout(() => {
      for (const input of this.#parser.flush()) this.#events.input(input);
    }, ESCAPE_MS);
  };

  #setRaw(on: boolean): void {
    const input = this.#streams.input as Partial<Pick<ReadStream, "setRawMode">>;
    input.setRawMode?.(on);
  }
}
