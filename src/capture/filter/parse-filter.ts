import type { FilterNode } from "./filter-ast.ts";
import { FilterCursor } from "./filter-cursor.ts";
import { FIELD_NAMES, readField } from "./filter-fields.ts";

const MAX_DEPTH = 100;
/** A field's name and what compares it, at the start of the text. */
const FIELD_START = /^([a-z]+)\s*(:|=|!=|~|>=|<=|>|<)\s*/i;
const REGEX_FLAGS = "imsu";

/**
 * Reads a filter.
 *
 * ```
 * filter  = [ or ]                            an empty filter takes every row
 * or      = and { ("or" | "||") and }
 * and     = unary { ["and" | "&&"] unary }    side by side means "and"
 * unary   = ("not" | "!") unary | "(" or ")" | term
 * term    = field | regex | string | word
 * field   = "dir" is ("in" | "out")           which way
 *         | "peer" is peer { "," peer }       #3 is peer 3; 3 is peer 3 or port 3; else a part of the address
 *         | "kind" is name { "," name }       listen accept open data eof reset close error limit drop rule fault note
 *         | "len" compare number              also len:10..20, len:..20, len:10..
 *         | "row" compare number              also row:100..200; rows count from 0, as they are shown
 *         | "time" order moment               also time:+1s..+2s
 *         | "text" (":" | "~" | "=") value    contains, contains in any case, is
 *         | "hex" ":" bytes                   contains these bytes; ? is any nibble: hex:"02 ?? 0d 0a"
 * is      = ":" | "=" | "!="
 * compare = is | ">" | ">=" | "<" | "<="
 * moment  = 10:02:11.5 | +2s | +1m30s | 2026-11-21T10:02:11.5[Z]     of the first row's day; after the first row
 * regex   = "/" JavaScript's "/" { "i" | "m" | "s" | "u" }
 * word    = a word without spaces: the text contains it, in any case; string = "…" with \" \\ \n \xE4 \u4F60
 * ```
 *
 * The text of a row is its payload in the charset of its direction; that of a row without payload is its kind and the
 * values of its detail. At most the first {@link SEARCHED_BYTES} (65,492) bytes of a row are searched.
 * @throws LocalProtocolError `ERR_BAD_FILTER` with `position` and `input`; see {@link caretLines}
 */
export function parseFilter(input: string): FilterNode {
  const cursor = new FilterCursor(input);
  if (cursor.ended) return { type: "all", from: 0, to: input.length };
  const node = parseOr(cursor, 0);
  if (!cursor.ended) cursor.fail(cursor.next === ")" ? 'no "(" is open here' : "expected and, or, or the end");
  return node;
}

function parseOr(cursor: FilterCursor, depth: number): FilterNode {
  if (depth > MAX_DEPTH) cursor.fail(`at most ${MAX_DEPTH} levels deep`);
  const parts = [parseAnd(cursor, depth)];
  while (cursor.take("||") || cursor.takeWord("or")) parts.push(parseAnd(cursor, depth));
  return joined("or", parts);
}

function parseAnd(cursor: FilterCursor, depth: number): FilterNode {
  const parts = [parseUnary(cursor, depth)];
  for (;;) {
    const said = cursor.take("&&") || cursor.takeWord("and");
    if (!said && endsHere(cursor)) return joined("and", parts);
    parts.push(parseUnary(cursor, depth));
  }
}

function endsHere(cursor: FilterCursor): boolean {
  if (cursor.ended || cursor.next === ")" || cursor.input.startsWith("||", cursor.at)) return true;
  return /^or(?=[\s()"!]|$)/i.test(cursor.input.slice(cursor.at, cursor.at + 3));
}

function joined(type: "and" | "or", parts: readonly FilterNode[]): FilterNode {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined || parts.length === 1) return first as FilterNode;
  return { type, parts, from: first.from, to: last.to };
}

function parseUnary(cursor: FilterCursor, depth: number): FilterNode {
  if (depth > MAX_DEPTH) cursor.fail(`at most ${MAX_DEPTH} levels deep`);
  const from = cursor.at;
  if (cursor.take("!") || cursor.takeWord("not")) {
    const operand = parseUnary(cursor, depth + 1);
    return { type: "not", operand, from, to: operand.to };
  }
  if (cursor.take("(")) {
    const inner = parseOr(cursor, depth + 1);
    if (!cursor.take(")")) cursor.fail(cursor.ended ? 'expected ")"' : 'expected and, or, or ")"');
    return inner;
  }
  return parseTerm(cursor);
}

function parseTerm(cursor: FilterCursor): FilterNode {
  const from = cursor.at;
  if (cursor.ended || cursor.next === ")") cursor.fail("expected a term, such as dir:in, len>64 or a word");
  if (
    /^(?:and|or)(?=[\s()"!]|$)/i.test(cursor.input.slice(from, from + 4)) ||
    /^(?:&&|\|\|)/.test(cursor.input.slice(from))
  ) {
    cursor.fail("expected a term before it; to look for this word, put it in quotes");
  }
  let node: FilterNode;
  const field = FIELD_START.exec(cursor.input.slice(from, from + 80));
  if (cursor.next === "/") node = parseRegex(cursor);
  else if (cursor.next === '"') {
    node = { type: "text", text: cursor.quoted(), foldCase: false, whole: false, from, to: cursor.at };
  } else if (field !== null) node = parseField(cursor, field);
  else {
    node = { type: "text", text: cursor.word(), foldCase: true, whole: false, from, to: cursor.at };
  }
  cursor.skipSpace();
  return node;
}

function parseField(cursor: FilterCursor, start: RegExpExecArray): FilterNode {
  const from = cursor.at;
  const [whole, name = "", operator = ""] = start;
  const field = name.toLowerCase();
  if (!FIELD_NAMES.includes(field)) {
    cursor.fail(`no field is called ${name}; expected one of ${FIELD_NAMES.join(", ")}, or quotes around a text`, from);
  }
  const operatorAt = from + whole.indexOf(operator, name.length);
  cursor.at = from + whole.length;
  if (operator === "~" && field === "text" && cursor.next === "/") return { ...parseRegex(cursor), from };
  if (operator === ":" && field === "text" && cursor.next === "/") return { ...parseRegex(cursor), from };
  return readField(cursor, { field, operator, from, operatorAt });
}

function parseRegex(cursor: FilterCursor): FilterNode {
  const from = cursor.at;
  let inClass = false;
  let end = from + 1;
  for (; end < cursor.input.length; end++) {
    const character = cursor.input[end];
    if (character === "\\") end += 1;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) break;
  }
  if (end >= cursor.input.length)
    cursor.fail('expected a closing "/" for this one; to look for a slash, put it in quotes', from);
  const source = cursor.input.slice(from + 1, end);
  if (source === "") cursor.fail("expected a regular expression between the slashes", from + 1);
  cursor.at = end + 1;
  const flagsAt = cursor.at;
  const flags = cursor.word();
  for (const [i, flag] of [...flags].entries()) {
    if (!REGEX_FLAGS.includes(flag) || flags.indexOf(flag) !== i) {
      cursor.fail(`expected each of the flags ${[...REGEX_FLAGS].join(" ")} once at the most`, flagsAt + i);
    }
  }
  try {
    RegExp(source, flags);
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*\/[a-z]*: /s, "");
    cursor.fail(`bad regular expression: ${reason}`, from + 1);
  }
  return { type: "regex", source, flags, from, to: cursor.at };
}
