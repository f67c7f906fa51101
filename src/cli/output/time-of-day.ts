import type { TimeFormat } from "../options/conversation-args.ts";

/** Prints the times in front of lines. */
export class TimeStamp {
  readonly #format: TimeFormat;
  #lastUs: number | null = null;

  constructor(format: TimeFormat) {
    this.#format = format;
  }

  /**
   * `12:00:01.123`, `12:00:01.123456` in local time, `+0.001234` since the line before, or `12:00:01.123 +0.001234`; empty
   * for `none`.
   */
  text(timeUs: number): string {
    const before = this.#lastUs;
    this.#lastUs = timeUs;
    if (this.#format === "none") return "";
    const delta = `+${(Math.max(0, timeUs - (before ?? timeUs)) / 1e6).toFixed(6)}`;
    if (this.#format === "delta") return delta;
    const whole = Math.floor(timeUs / 1000);
    const date = new Date(whole);
    const two = (value: number): string => String(value).padStart(2, "0");
    const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
    const ms = String(date.getMilliseconds()).padStart(3, "0");
    if (this.#format === "ms") return `${clock}.${ms}`;
    if (this.#format === "both") return `${clock}.${ms} ${delta}`;
    return `${clock}.${ms}${String(Math.floor(timeUs - whole * 1000)).padStart(3, "0")}`;
  }
}
