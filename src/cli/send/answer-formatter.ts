import { CharsetDecoder, escapeText, formatHex, hexdump, MessageCutter } from "../../bytes/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { ViewPlan } from "../conversation/plan.ts";
import { TimeStamp } from "../output/time-of-day.ts";

/** Prints answers: as they come, or each message in a line of its own where a framing or the time is asked for. */
export class AnswerFormatter {
  readonly #plan: ViewPlan;
  readonly #decoder: CharsetDecoder;
  readonly #time: TimeStamp;
  /** Null: answers run on as they come. */
  readonly #cutter: MessageCutter | null;
  /** Something was printed, and no line end after it. */
  #openLine = false;
  #lastUs = 0;

  constructor(plan: ViewPlan) {
    this.#plan = plan;
    this.#decoder = new CharsetDecoder(plan.charset.in, { badBytes: "mark" });
    this.#time = new TimeStamp(plan.time);
    const apart = plan.framing.type !== "read" || plan.time !== "none";
    this.#cutter = apart ? new MessageCutter(plan.framing) : null;
  }

  /** What to print for bytes that came. */
  format({ bytes, timeUs }: CaptureEvent): string | Uint8Array {
    if (this.#plan.out === "raw" && !this.#plan.escape) return bytes;
    this.#lastUs = timeUs;
    if (this.#cutter === null) return this.#piece(bytes);
    return this.#cutter
      .push(bytes, timeUs / 1000)
      .map((message) => this.#line(message.bytes))
      .join("");
  }

  /** What ends an answer: what is left of it, and the end of its line. */
  end(): string {
    const rest = this.#cutter?.end() ?? null;
    return (rest === null ? "" : this.#line(rest.bytes)) + this.#endLine();
  }

  #line(message: Uint8Array): string {
    const time = this.#time.text(this.#lastUs);
    return `${time === "" ? "" : `${time} `}${this.#piece(message)}${this.#endLine()}`;
  }

  #piece(bytes: Uint8Array): string {
    const { out } = this.#plan;
    if (out === "hex") {
      const before = this.#openLine && bytes.length > 0 ? " " : "";
      this.#openLine ||= bytes.length > 0;
      return before + formatHex(bytes);
    }
    if (out !== "both") return this.#text(bytes);
    const rows = hexdump(bytes, { offsetDigits: 4, charset: this.#plan.charset.in });
    return `${this.#text(bytes)}${this.#endLine()}${rows.map((row) => `${row}\n`).join("")}`;
  }

  #endLine(): string {
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
