import { LocalProtocolError } from "../errors/index.ts";
import { parseHexDump } from "./hex-dump-parse.ts";

/** Something in a pasted text that was not taken as bytes. */
export interface IgnoredText {
  /** Where it begins, in UTF-16 units from 0. */
  readonly position: number;
  readonly text: string;
}

/**
 * What a pasted text looked like.
 * - `pairs`: digits with any separators; `prefixed`: `0x48, 0x65` and C arrays; `escaped`: `\x48\x65`
 * - `dump`: lines of `hexdump -C`, `xxd`, `od`, Wireshark, `ncat -x` or Jackfield
 */
export type HexNotation = "pairs" | "prefixed" | "escaped" | "dump";

/** What {@link parseHexPaste} made of a text. */
export interface HexPaste {
  readonly bytes: Uint8Array;
  readonly notation: HexNotation;
  /** What was left out, to be shown to the person who pasted. Offsets and ASCII columns of dumps are not in it. */
  readonly ignored: readonly IgnoredText[];
}

const PREFIXED = /\b0x([0-9a-f]+)/gi;
const ESCAPED = /\\x([0-9a-f]{2})/gi;
const TOKENS = /[^\s,;:|<>{}()[\]"'`=+_.-]+/g;
const HEX_PREFIX = /^(?:0x|[$#%]|&h|\\x)/i;
const HEX_DIGITS = /^[0-9a-f]+$/i;

/** A word that may be hexadecimal. */
export interface HexWord {
  readonly text: string;
  /** Where it begins, in UTF-16 units from 0. */
  readonly position: number;
  /** Where its digits begin, behind `$`, `#`, `&h`. */
  readonly start: number;
  /** Without what stands around them; not checked. */
  readonly digits: string;
}

interface Collected {
  readonly bytes: number[];
  readonly ignored: IgnoredText[];
}

/** Appends the bytes of a run of digits, the first alone if they are odd in number. */
function pushDigits(digits: string, bytes: number[]): void {
  const odd = digits.length % 2;
  if (odd === 1) bytes.push(Number.parseInt(digits.slice(0, 1), 16));
  for (let at = odd; at < digits.length; at += 2) bytes.push(Number.parseInt(digits.slice(at, at + 2), 16));
}

/** A text with C's comments blanked, so that positions stay; one that is not closed is no comment. */
function blankComments(text: string): string {
  let result = "";
  let from = 0;
  for (let at = text.indexOf("/"); at >= 0; at = text.indexOf("/", Math.max(at + 1, from))) {
    const isLine = text[at + 1] === "/";
    if (!isLine && text[at + 1] !== "*") continue;
    const close = isLine ? text.indexOf("\n", at) : text.indexOf("*/", at + 2);
    if (close < 0 && !isLine) break;
    const end = isLine ? (close < 0 ? text.length : close) : close + 2;
    result += text.slice(from, at) + " ".repeat(end - at);
    from = end;
  }
  return result + text.slice(from);
}

/** Takes every match of `pattern` as bytes; what stands around the numbers of an array is its declaration. */
function collectMatches(text: string, pattern: RegExp): Collected {
  const bytes: number[] = [];
  for (const match of text.matchAll(pattern)) pushDigits(match[1] ?? "", bytes);
  return { bytes, ignored: [] };
}

/** The words of a text between the separators of hexadecimal; C's comments have none. */
export function* hexWords(text: string): Generator<HexWord, void, undefined> {
  for (const { 0: word, index } of blankComments(text).matchAll(TOKENS)) {
    const start = HEX_PREFIX.exec(word)?.[0].length ?? 0;
    yield { text: word, position: index, start: index + start, digits: word.slice(start).replace(/h$/i, "") };
  }
}

function collectTokens(text: string): Collected {
  const bytes: number[] = [];
  const ignored: IgnoredText[] = [];
  for (const { text: word, position, digits } of hexWords(text)) {
    if (!HEX_DIGITS.test(digits) || (digits.length > 1 && digits.length % 2 === 1)) {
      ignored.push({ position, text: word });
    } else {
      pushDigits(digits, bytes);
    }
  }
  return { bytes, ignored };
}

function done(collected: Collected, notation: HexNotation, input: string): HexPaste {
  if (collected.bytes.length === 0 && input.trim() !== "") {
    const position = collected.ignored[0]?.position ?? input.search(/\S/);
    throw new LocalProtocolError("ERR_BAD_HEX", "No hexadecimal bytes found in the text", { position, input });
  }
  return { bytes: Uint8Array.from(collected.bytes), notation, ignored: collected.ignored };
}

/**
 * Gets the bytes out of a text that was copied from a tool, a log or a program: `e4bda0`, `E4-BD-A0`, `e4:bd:a0`,
 * `0xE4, 0xBD`, `\xe4\xbd`, `{ 0xE4, 0xBD }` with its C declaration and comments, `E4h BDh`, `%E4%BD`, and the lines of
 * `hexdump -C`, `xxd`, `od -A x -t x1`, Wireshark and `ncat -x` with their offsets, ASCII columns and `*` lines. A single
 * digit standing alone is a byte; words that are no bytes are left out and reported.
 * @throws LocalProtocolError `ERR_BAD_HEX` if the text has something in it but no byte at all
 */
export function parseHexPaste(text: string): HexPaste {
  const dump = parseHexDump(text);
  if (dump !== null) return done({ bytes: dump, ignored: [] }, "dump", text);
  const code = blankComments(text);
  if (/\b0x[0-9a-f]/i.test(code)) return done(collectMatches(code, PREFIXED), "prefixed", text);
  if (/\\x[0-9a-f]{2}/i.test(code)) return done(collectMatches(code, ESCAPED), "escaped", text);
  return done(collectTokens(text), "pairs", text);
}
