import { CharsetDecoder, escapeText, formatHex, hexdump } from "../../bytes/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { ViewPlan } from "../conversation/plan.ts";

/** Prints answers as they come: text in the charset, hexadecimal, or the bytes. */
export class AnswerFormatter {
  readonly #plan: ViewPlan;
  #decoder: CharsetDecoder;
  /** Something was printed, and no line end after it. */
  #openLine = false;

  constructor(plan: ViewPlan) {
    this.#plan = plan;
    this.#decoder = new CharsetDecoder(plan.charset.in, { badBytes: "mark" });
  }

  /** What to print for bytes that came. */
  format({ bytes }: CaptureEvent): string | Uint8Array {
    const { out } = this.#plan;
    if (out === "raw" && !this.#plan.escape) return bytes;
    if (out === "hex") {
      const before = this.#openLine && bytes.length > 0 ? " " : "";
      this.#openLine ||= bytes.length > 0;
      return before + formatHex(bytes);
    }
    if (out === "both")
      return `${this.#text(bytes)}${this.end()}${hexdump(bytes, { offsetDigits: 4, charset: this.#plan.charset.in })
        .map((row) => `${row}\n`)
        .join("")}`;
    return this.#text(bytes);
  }

  /** What ends an answer: what is left of it, and the end of its line. */
  end(): string {
    const left = this.#show(this.#decoder.flush());
    const isOpen = this.#openLine || left !== "";
    this.#openLine = false;
    return isOpen ? `${left}\n` : "";
  }

  #text(bytes: Uint8Array): string {
    const text = this.#show(this.#decoder.decode(bytes));
    if (text !== "") this.#openLine = !text.endsWith("\n");
    return text;
  }

  #show(text: string): string {
    return this.#plan.escape ? escapeText(text, { keepNewlines: true, keepTabs: true, backslash: false }) : text;
  }
}
