import { type Direction, EVENT_KINDS, type EventKind } from "../event.ts";
import type { FilterNode, FilterSpan, NumberRange, PeerMatch } from "./filter-ast.ts";
import type { FilterCursor } from "./filter-cursor.ts";
import { type FilterOperator, readHexPattern, readRange, readTime } from "./filter-values.ts";

/** The names of the fields, in the order in which they are offered. */
export const FIELD_NAMES: readonly string[] = ["dir", "peer", "kind", "len", "text", "hex", "time", "row"];

/** A field whose name and operator have been read. */
export interface FieldStart {
  readonly field: string;
  readonly operator: string;
  readonly from: number;
  readonly operatorAt: number;
}

const IS: readonly string[] = [":", "=", "!="];
const COMPARE: readonly string[] = [...IS, ">", ">=", "<", "<="];
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  dir: IS,
  peer: IS,
  kind: IS,
  len: COMPARE,
  row: COMPARE,
  time: [":", ">", ">=", "<", "<="],
  text: [":", "~", "="],
  hex: [":"],
};

/** Reads a field's value; the cursor stands on it. */
export function readField(cursor: FilterCursor, start: FieldStart): FilterNode {
  const { field, operator, from, operatorAt } = start;
  const allowed = OPERATORS[field] ?? [];
  if (!allowed.includes(operator)) cursor.fail(`expected ${field} with one of ${allowed.join(" ")}`, operatorAt);
  const how = operator as FilterOperator;
  const node = READERS[field]?.(cursor, how);
  if (node === undefined) return cursor.fail("expected a field", from);
  const span = { from, to: cursor.at };
  const placed = { ...node, ...span } as FilterNode;
  return how === "!=" ? { type: "not", operand: placed, ...span } : placed;
}

/** A node before its place is known. */
type Unplaced<Node> = Node extends FilterSpan ? Omit<Node, keyof FilterSpan> : never;
type FieldReader = (cursor: FilterCursor, operator: FilterOperator) => Unplaced<FilterNode>;

const READERS: Readonly<Record<string, FieldReader>> = {
  dir: (cursor) => ({ type: "direction", directions: readNames<Direction>(cursor, ["in", "out"]) }),
  kind: (cursor) => ({ type: "kind", kinds: readNames<EventKind>(cursor, EVENT_KINDS) }),
  peer: (cursor) => ({ type: "peer", peers: readPeers(cursor) }),
  len: (cursor, operator) => ({ type: "length", range: readRange(cursor, operator) }),
  row: (cursor, operator): { type: "row"; range: NumberRange } => ({ type: "row", range: readRange(cursor, operator) }),
  time: readMoments,
  text: (cursor, operator) => {
    const text = readText(cursor, "a text; put it in quotes if it has spaces");
    return { type: "text", text, foldCase: operator === "~", whole: operator === "=" };
  },
  hex: (cursor) => {
    const at = cursor.at;
    const quoted = cursor.next === '"';
    return { type: "hex", nibbles: readHexPattern(cursor, quoted ? cursor.quoted() : cursor.word(), at, quoted) };
  },
};

function readText(cursor: FilterCursor, expected: string): string {
  if (cursor.next === '"') return cursor.quoted();
  const word = cursor.word();
  return word === "" ? cursor.fail(`expected ${expected}`) : word;
}

function readNames<Name extends string>(cursor: FilterCursor, names: readonly Name[]): Name[] {
  let at = cursor.at;
  return readText(cursor, names.join(", "))
    .split(",")
    .map((word) => {
      const name = names.find((candidate) => candidate === word.toLowerCase());
      const found = name ?? cursor.fail(`expected one of ${names.join(", ")}`, at);
      at += word.length + 1;
      return found;
    });
}

function readPeers(cursor: FilterCursor): PeerMatch[] {
  const at = cursor.at;
  return readText(cursor, "a peer's number, port or a part of its address")
    .split(",")
    .map((part) => {
      if (part === "") cursor.fail("expected a peer between the commas", at);
      if (/^#\d{1,15}$/.test(part)) return { type: "id", id: Number(part.slice(1)) };
      return /^\d{1,15}$/.test(part)
        ? { type: "number", number: Number(part) }
        : { type: "part", part: part.toLowerCase() };
    });
}

function readMoments(cursor: FilterCursor, operator: FilterOperator): Unplaced<FilterNode> {
  const at = cursor.at;
  const word = readText(cursor, "a time");
  if (operator === ":") {
    const dots = word.indexOf("..");
    if (dots < 0) cursor.fail("expected two times with .. between, or time> or time<", at);
    const after = dots === 0 ? null : readTime(cursor, word.slice(0, dots), at);
    const before = dots + 2 === word.length ? null : readTime(cursor, word.slice(dots + 2), at + dots + 2);
    if (after === null && before === null) cursor.fail("expected a time on one side of the dots", at);
    return { type: "time", after, afterOpen: false, before, beforeOpen: false };
  }
  const moment = readTime(cursor, word, at);
  const later = operator.startsWith(">");
  return {
    type: "time",
    after: later ? moment : null,
    afterOpen: operator === ">",
    before: later ? null : moment,
    beforeOpen: operator === "<",
  };
}
