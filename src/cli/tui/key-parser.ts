/** The keys that have a name. */
export type KeyName =
  | "enter"
  | "tab"
  | "escape"
  | "backspace"
  | "delete"
  | "insert"
  | "up"
  | "down"
  | "left"
  | "right"
  | "home"
  | "end"
  | "page-up"
  | "page-down"
  | "f1"
  | "f2"
  | "f3"
  | "f4"
  | "f5"
  | "f6"
  | "f7"
  | "f8"
  | "f9"
  | "f10"
  | "f11"
  | "f12";

/** A key with what was held down; `key` is a name, or one character that was typed with Ctrl or Alt. */
export interface KeyPress {
  readonly type: "key";
  readonly key: KeyName | (string & {});
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** What comes from a terminal. */
export type TerminalInput =
  | KeyPress
  /** Characters that were typed, or composed by an input method. */
  | { readonly type: "text"; readonly text: string }
  /** Part of what was pasted; line ends are `\n`. */
  | { readonly type: "paste"; readonly text: string }
  /** Columns and rows from 0. */
  | { readonly type: "wheel"; readonly up: boolean; readonly x: number; readonly y: number }
  | { readonly type: "click"; readonly x: number; readonly y: number };

const PASTE_BEGIN = "\u001b[200~";
const PASTE_END = "\u001b[201~";
/** A long paste is given out in parts of this many characters. */
const PASTE_PART = 32 * 1024;
/** No sequence is so long; what claims to be one is dropped. */
const MAX_SEQUENCE = 64;

const FINAL_KEYS: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};
const TILDE_KEYS: Readonly<Record<string, KeyName>> = {
  "1": "home",
  "2": "insert",
  "3": "delete",
  "4": "end",
  "5": "page-up",
  "6": "page-down",
  "7": "home",
  "8": "end",
  "11": "f1",
  "12": "f2",
  "13": "f3",
  "14": "f4",
  "15": "f5",
  "17": "f6",
  "18": "f7",
  "19": "f8",
  "20": "f9",
  "21": "f10",
  "23": "f11",
  "24": "f12",
};
const LINUX_KEYS: Readonly<Record<string, KeyName>> = { A: "f1", B: "f2", C: "f3", D: "f4", E: "f5" };

/**
 * Reads what a terminal sends: keys as xterm, VTE, the Linux console, rxvt and tmux write them, bracketed paste, SGR
 * mouse reports. Bytes may be cut anywhere. What is not known is dropped and never taken for text.
 */
export class KeyParser {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #rest = "";
  #pasting = false;

  /** Whether a key has begun and not ended: a lone Escape is only known by the silence after it. */
  get isWaiting(): boolean {
    return this.#rest !== "" && !this.#pasting;
  }

  /** The input in these bytes. */
  push(bytes: Uint8Array): TerminalInput[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const found: TerminalInput[] = [];
    while (this.#rest !== "") {
      const before = this.#rest.length;
      if (this.#pasting) this.#paste(found);
      else this.#next(found);
      if (this.#rest.length === before) break;
    }
    return found;
  }

  /** Nothing came for a while: what waits is what it looks like. */
  flush(): TerminalInput[] {
    if (this.#pasting || this.#rest === "") return [];
    const rest = this.#rest;
    this.#rest = "";
    if (rest === "\u001b") return [key("escape")];
    if (rest === "\u001b[" || rest === "\u001bO") return [key(rest.slice(1), { alt: true })];
    return rest === "\u001b\u001b" ? [key("escape", { alt: true })] : [];
  }

  #paste(found: TerminalInput[]): void {
    const end = this.#rest.indexOf(PASTE_END);
    if (end >= 0) {
      pushPaste(found, this.#rest.slice(0, end));
      this.#rest = this.#rest.slice(end + PASTE_END.length);
      this.#pasting = false;
    } else if (this.#rest.length > PASTE_PART) {
      // Its end may have begun, a CR LF or a surrogate pair may be cut.
      const keep = PASTE_END.length + 2;
      pushPaste(found, this.#rest.slice(0, -keep));
      this.#rest = this.#rest.slice(-keep);
    }
  }

  #next(found: TerminalInput[]): void {
    const rest = this.#rest;
    const code = rest.charCodeAt(0);
    if (code === 0x1b) return this.#escape(found);
    if (code >= 0x20 && code !== 0x7f) {
      const text = /^[^\u0000-\u001f\u007f]+/.exec(rest)?.[0] ?? "";
      found.push({ type: "text", text: text.replace(/[\u0080-\u009f]/g, "") });
      this.#rest = rest.slice(text.length);
      return;
    }
    this.#rest = rest.slice(1);
    found.push(controlKey(code, false));
  }

  #escape(found: TerminalInput[]): void {
    const rest = this.#rest;
    if (rest.length === 1) return;
    if (rest.startsWith(PASTE_BEGIN)) {
      this.#pasting = true;
      this.#rest = rest.slice(PASTE_BEGIN.length);
      return;
    }
    const sequence = /^\u001b(?:\[\[[A-E]|\[[0-9;:<=>?]*[ -/]*[@-Z\\-~]|O[0-9;]*[A-Za-z])/.exec(rest)?.[0];
    if (sequence !== undefined) {
      this.#rest = rest.slice(sequence.length);
      const input = sequenceInput(sequence.slice(1));
      if (input !== null) found.push(input);
      return;
    }
    if (/^\u001b(?:\[[0-9;:<=>?]*[ -/]*|\[\[|O[0-9;]*)$/.test(rest)) {
      if (rest.length > MAX_SEQUENCE) this.#rest = "";
      return;
    }
    if (/^\u001b[[O]/.test(rest)) {
      // No such sequence: its beginning alone is dropped.
      this.#rest = rest.slice(2);
      return;
    }
    const next = rest.codePointAt(1) ?? 0;
    if (next === 0x1b) {
      if (rest.length === 2) return;
      // Escape, then another key.
      found.push(key("escape"));
      this.#rest = rest.slice(1);
      return;
    }
    if (next === 0x09) {
      // No terminal sends Alt-Tab: these are two keys.
      found.push(key("escape"));
      this.#rest = rest.slice(1);
      return;
    }
    const char = String.fromCodePoint(next);
    this.#rest = rest.slice(1 + char.length);
    found.push(next < 0x20 || next === 0x7f ? controlKey(next, true) : key(char, { alt: true }));
  }
}

function pushPaste(found: TerminalInput[], text: string): void {
  if (text !== "") found.push({ type: "paste", text: text.replaceAll(/\r\n?/g, "\n") });
}

function key(name: string, held: Partial<Pick<KeyPress, "ctrl" | "alt" | "shift">> = {}): KeyPress {
  return { type: "key", key: name, ctrl: false, alt: false, shift: false, ...held };
}

function controlKey(code: number, alt: boolean): KeyPress {
  if (code === 0x0d) return key("enter", { alt });
  if (code === 0x09) return key("tab", { alt });
  if (code === 0x7f || code === 0x08) return key("backspace", { alt });
  if (code === 0) return key(" ", { ctrl: true, alt });
  return key(String.fromCharCode(code + (code <= 26 ? 96 : 64)).toLowerCase(), { ctrl: true, alt });
}

function sequenceInput(body: string): TerminalInput | null {
  if (body.startsWith("[<")) return mouseInput(body);
  if (body.startsWith("[[")) return key(LINUX_KEYS[body.slice(2)] ?? "f1");
  const final = body.at(-1) ?? "";
  const parameters = body.slice(1, -1).split(";");
  if (final === "Z") return key("tab", { shift: true });
  const held = heldKeys(parameters[1] ?? (body.startsWith("O") ? (parameters[0] ?? "") : ""));
  if (final === "~") {
    const name = TILDE_KEYS[parameters[0] ?? ""];
    return name === undefined ? null : key(name, held);
  }
  if (final === "u") return codedKey(Number(parameters[0]), held);
  const name = FINAL_KEYS[final];
  if (name !== undefined) return key(name, held);
  return body === "OM" ? key("enter") : null;
}

/** Keys as code points (`CSI u`). */
function codedKey(code: number, held: ReturnType<typeof heldKeys>): KeyPress | null {
  const named: Readonly<Record<number, KeyName>> = { 9: "tab", 13: "enter", 27: "escape", 127: "backspace" };
  const name = named[code] ?? (code >= 0x20 && code <= 0x10ffff ? String.fromCodePoint(code) : null);
  return name === null ? null : key(name, held);
}

function heldKeys(parameter: string): { readonly shift: boolean; readonly alt: boolean; readonly ctrl: boolean } {
  const bits = Math.max(0, (Number(parameter.split(":")[0]) || 1) - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 };
}

function mouseInput(body: string): TerminalInput | null {
  const match = /^\[<(\d+);(\d+);(\d+)([Mm])$/.exec(body);
  if (match === null) return null;
  const button = Number(match[1]);
  const [x, y] = [Number(match[2]) - 1, Number(match[3]) - 1];
  if ((button & 64) !== 0) return (button & 3) < 2 ? { type: "wheel", up: (button & 1) === 0, x, y } : null;
  return button === 0 && match[4] === "M" ? { type: "click", x, y } : null;
}
