import { type ErrorCode, LocalProtocolError } from "../errors/index.ts";

/** A JSON text with the place of each value in it, so that a fault can be pointed at. */
export interface JsonSource {
  readonly value: unknown;
  /** Where the value at a path such as `services[1].port` begins; of a path that is not there, its nearest parent. */
  positionOf(path: string): number;
}

/**
 * Parses JSON (RFC 8259), and says where it is wrong. A name that stands twice in one object is an error too.
 * @throws LocalProtocolError with `code`, the position and the text
 */
export function parseJsonSource(text: string, code: ErrorCode = "ERR_BAD_OPTION"): JsonSource {
  const reader = new JsonReader(text.startsWith("\ufeff") ? text.slice(1) : text, code);
  const value = reader.document();
  return {
    value,
    positionOf(path) {
      for (let known = path; ; known = known.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, "")) {
        const position = reader.places.get(known);
        if (position !== undefined) return position;
        if (known === "") return 0;
      }
    },
  };
}

const MAX_DEPTH = 200;
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

class JsonReader {
  readonly places = new Map<string, number>();
  readonly #text: string;
  readonly #code: ErrorCode;
  #at = 0;

  constructor(text: string, code: ErrorCode) {
    this.#text = text;
    this.#code = code;
  }

  document(): unknown {
    const value = this.#value("", 0);
    this.#blanks();
    if (this.#at < this.#text.length) throw this.#wrong("wanted the end of the file");
    return value;
  }

  #value(path: string, depth: number): unknown {
    this.#blanks();
    if (depth > MAX_DEPTH) throw this.#wrong(`nested deeper than ${MAX_DEPTH}`);
    this.places.set(path, this.#at);
    const first = this.#text[this.#at];
    if (first === "{") return this.#object(path, depth);
    if (first === "[") return this.#array(path, depth);
    if (first === '"') return this.#string();
    const word = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/.exec(
      this.#text.slice(this.#at, this.#at + 400),
    )?.[0];
    if (word === undefined) throw this.#wrong(first === undefined ? "the file ends too early" : "wanted a value");
    this.#at += word.length;
    return word in WORDS ? WORDS[word] : Number(word);
  }

  #object(path: string, depth: number): unknown {
    const entries = new Map<string, unknown>();
    this.#at++;
    while (!this.#ends("}", entries.size > 0)) {
      this.#blanks();
      const from = this.#at;
      if (this.#text[from] !== '"') throw this.#wrong('wanted a name in quotes or "}"');
      const key = this.#string();
      if (entries.has(key)) throw this.#wrong(`"${key}" stands here twice`, from);
      this.#blanks();
      if (this.#text[this.#at] !== ":") throw this.#wrong('wanted ":"');
      this.#at++;
      entries.set(key, this.#value(path === "" ? key : `${path}.${key}`, depth + 1));
    }
    return Object.fromEntries(entries);
  }

  #array(path: string, depth: number): unknown {
    const items: unknown[] = [];
    this.#at++;
    while (!this.#ends("]", items.length > 0)) items.push(this.#value(`${path}[${items.length}]`, depth + 1));
    return items;
  }

  /** Whether the list ends here; between two items it takes the comma. */
  #ends(close: "}" | "]", isComma: boolean): boolean {
    this.#blanks();
    const next = this.#text[this.#at];
    if (next === close) {
      this.#at++;
      return true;
    }
    if (!isComma) return false;
    if (next !== ",") throw this.#wrong(`wanted "," or "${close}"`);
    const comma = this.#at++;
    this.#blanks();
    if (this.#text[this.#at] === close) throw this.#wrong(`no comma before "${close}"`, comma);
    return false;
  }

  #string(): string {
    const from = this.#at;
    let at = from + 1;
    while (at < this.#text.length && this.#text[at] !== '"') {
      if ((this.#text.charCodeAt(at) ?? 0) < 0x20) throw this.#wrong("the text is not closed on its line", from);
      at += this.#text[at] === "\\" ? 2 : 1;
    }
    if (at >= this.#text.length) throw this.#wrong("the text is not closed", from);
    this.#at = at + 1;
    try {
      return JSON.parse(this.#text.slice(from, at + 1)) as string;
    } catch {
      throw this.#wrong("bad escape in the text", from);
    }
  }

  #blanks(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #wrong(message: string, position: number = this.#at): LocalProtocolError {
    return new LocalProtocolError(this.#code, message, { position, input: this.#text });
  }
}
