import type { FilterTime, NumberRange } from "./filter-ast.ts";
import type { FilterCursor } from "./filter-cursor.ts";

/** How a field is compared with its value. */
export type FilterOperator = ":" | "=" | "!=" | "~" | ">" | ">=" | "<" | "<=";

const US_OF: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9 };

function readNumber(cursor: FilterCursor, text: string, at: number): number {
  if (!/^\d+$/.test(text)) cursor.fail("expected a number", at);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) cursor.fail("expected a smaller number", at);
  return value;
}

/** Reads the value of `len` or `row`: a number, or with `:` also `from..to`, either end of which may be missing. */
export function readRange(cursor: FilterCursor, operator: FilterOperator): NumberRange {
  const at = cursor.at;
  const word = cursor.word();
  const dots = word.indexOf("..");
  if (dots >= 0 && (operator === ":" || operator === "=" || operator === "!=")) {
    const min = dots === 0 ? 0 : readNumber(cursor, word.slice(0, dots), at);
    const rest = word.slice(dots + 2);
    if (rest === "" && dots === 0) cursor.fail("expected a number on one side of the dots", at);
    const max = rest === "" ? Number.MAX_SAFE_INTEGER : readNumber(cursor, rest, at + dots + 2);
    if (max < min) cursor.fail("expected the smaller number first", at);
    return { min, max };
  }
  const value = readNumber(cursor, word, at);
  switch (operator) {
    case ">":
      return { min: value + 1, max: Number.MAX_SAFE_INTEGER };
    case ">=":
      return { min: value, max: Number.MAX_SAFE_INTEGER };
    case "<":
      return { min: 0, max: value - 1 };
    case "<=":
      return { min: 0, max: value };
    default:
      return { min: value, max: value };
  }
}

function readRelative(text: string): number | null {
  let rest = text.slice(1);
  let us = 0;
  if (rest === "") return null;
  while (rest !== "") {
    const found = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)/.exec(rest);
    if (found === null) return null;
    us += Number(found[1]) * (US_OF[found[2] ?? ""] ?? 0);
    rest = rest.slice(found[0].length);
  }
  return us;
}

function readDaytime(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(text);
  if (found === null) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (hours > 24 || minutes > 59 || seconds >= 61) return null;
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1e6);
}

/** Date and time as ISO 8601 has it; without a zone it is the machine's. Digits below the millisecond count. */
function readDate(text: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/i.exec(text);
  if (found === null) return null;
  const [, day, time, seconds = "00", fraction = "", zone = ""] = found;
  const ms = Date.parse(`${day}T${time}:${seconds}${zone}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Math.round(Number(`0${fraction}`) * 1e6);
}

/** Reads a moment: `10:02:11.5`, `+2s`, `+1m30s`, `2026-11-21T10:02:11Z`. */
export function readTime(cursor: FilterCursor, text: string, at: number): FilterTime {
  if (text.startsWith("+")) {
    const us = readRelative(text);
    if (us !== null) return { base: "relative", us };
  } else {
    const daytime = readDaytime(text);
    if (daytime !== null) return { base: "daytime", us: daytime };
    const absolute = readDate(text);
    if (absolute !== null) return { base: "absolute", us: absolute };
  }
  return cursor.fail("expected a time: 10:02:11.5, +2s, +1m30s or 2026-11-21T10:02:11", at);
}

/** Reads bytes in hex with `?` for any nibble, spaces allowed; two nibbles to a byte. */
export function readHexPattern(cursor: FilterCursor, text: string, at: number, quoted: boolean): number[] {
  const nibbles: number[] = [];
  // Positions inside quotes are those of the text only as long as it has no escapes, which hex never has.
  const start = quoted ? at + 1 : at;
  for (const [i, character] of [...text].entries()) {
    if (character === " ") {
      if (nibbles.length % 2 === 1) cursor.fail("expected the second digit of a byte", start + i);
    } else if (character === "?") nibbles.push(-1);
    else if (/^[\da-f]$/i.test(character)) nibbles.push(Number.parseInt(character, 16));
    else cursor.fail("expected hex digits, or ? for any", start + i);
  }
  if (nibbles.length === 0) cursor.fail("expected bytes in hex, such as 0d0a", at);
  if (nibbles.length % 2 === 1) cursor.fail("expected two digits for every byte", start + text.length);
  return nibbles;
}
