import { badFilter } from "./filter-error.ts";

const SPACE = /\s/;
/** What ends a bare word or a bare value. */
const WORD_END = /[\s()"]/;
const MAX_FILTER_LENGTH = 10_000;

/** A place in a filter's text that moves on as it is read. */
export class FilterCursor {
  readonly input: string;
  at = 0;

  constructor(input: string) {
    if (input.length > MAX_FILTER_LENGTH) {
      throw badFilter(input, MAX_FILTER_LENGTH, `a filter may have ${MAX_FILTER_LENGTH} characters`);
    }
    this.input = input;
    this.skipSpace();
  }

  get ended(): boolean {
    return this.at >= this.input.length;
  }

  get next(): string {
    return this.input[this.at] ?? "";
  }

  fail(message: string, at: number = this.at): never {
    throw badFilter(this.input, at, message);
  }

  skipSpace(): void {
    while (!this.ended && SPACE.test(this.next)) this.at += 1;
  }

  /** Moves over `text` and the space behind it, if it stands here. */
  take(text: string): boolean {
    if (!this.input.startsWith(text, this.at)) return false;
    this.at += text.length;
    this.skipSpace();
    return true;
  }

  /** As {@link take}, for a word in any case that ends here. */
  takeWord(word: string): boolean {
    const end = this.at + word.length;
    if (this.input.slice(this.at, end).toLowerCase() !== word) return false;
    const after = this.input[end] ?? " ";
    if (!WORD_END.test(after) && after !== "!") return false;
    this.at = end;
    this.skipSpace();
    return true;
  }

  /** Reads up to a space, a parenthesis, a quote, `&&` or `||`; may be empty. */
  word(): string {
    const from = this.at;
    while (!this.ended && !WORD_END.test(this.next) && !this.#atOperator()) this.at += 1;
    return this.input.slice(from, this.at);
  }

  /** Reads a string in double quotes, in which `\"` and `\\` stand for themselves and `\n \r \t \0 \xE4 \u4F60` are known. */
  quoted(): string {
    const from = this.at;
    this.at += 1;
    let text = "";
    while (this.next !== '"') {
      if (this.ended) this.fail('expected a closing " for this one', from);
      text += this.next === "\\" ? this.#escape() : this.next;
      this.at += 1;
    }
    this.at += 1;
    return text;
  }

  #atOperator(): boolean {
    return this.input.startsWith("&&", this.at) || this.input.startsWith("||", this.at);
  }

  #escape(): string {
    const from = this.at;
    this.at += 1;
    const simple: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "0": "\0", '"': '"', "\\": "\\" };
    const known = simple[this.next];
    if (known !== undefined) return known;
    const digits = this.next === "x" ? 2 : this.next === "u" ? 4 : 0;
    const hex = this.input.slice(this.at + 1, this.at + 1 + digits);
    if (digits === 0 || hex.length < digits || !/^[\da-f]+$/i.test(hex)) {
      this.fail('expected \\" \\\\ \\n \\r \\t \\0 \\xE4 or \\u4F60', from);
    }
    this.at += digits;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
}
