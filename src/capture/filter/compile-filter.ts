import type { PeerRecord } from "../event.ts";
import { MAX_SEGMENT_BYTES } from "../pcapng/block-format.ts";
import { directionCode, kindCode, type RowIndex } from "../row-index.ts";
import type { FilterNode, FilterTime, PeerMatch } from "./filter-ast.ts";
import { type FilterLiteral, requiredLiterals } from "./required-literals.ts";

/**
 * At most so many of a row's first bytes are searched for text, hex and regular expressions: as many as lie together in
 * the file.
 */
export const SEARCHED_BYTES: number = MAX_SEGMENT_BYTES;

/** What a filter's answer depends on beside the rows. */
export interface FilterEnvironment {
  readonly index: RowIndex;
  readonly peers: ReadonlyMap<number, PeerRecord>;
}

/** A row's content, as far as filters look at it. */
export interface FilterContent {
  /** The first {@link SEARCHED_BYTES} of the payload. */
  readonly bytes: Uint8Array;
  /** As the grammar of `parseFilter` says. */
  readonly text: string;
}

/** A filter ready to be asked. */
export interface CompiledFilter {
  /** Whether some rows cannot be decided without their content. */
  readonly needsContent: boolean;
  /** Whether a regular expression may run, whose time nothing bounds but the caller. */
  readonly hasRegex: boolean;
  /** See {@link requiredLiterals}. */
  readonly literals: readonly FilterLiteral[] | null;
  /** Decides from the index alone: true, false, or null when the content is needed. */
  quick(row: number): boolean | null;
  /** Decides; `content` is asked for only when the index is not enough. */
  test(row: number, content: FilterContent): boolean;
}

type Quick = (row: number) => boolean | null;
type Test = (row: number, content: FilterContent) => boolean;
interface Part {
  readonly quick: Quick;
  readonly test: Test;
}

const UNKNOWN: Quick = () => null;

/** Makes a filter that has been parsed ready for the rows of a capture. */
export function compileFilter(node: FilterNode, environment: FilterEnvironment): CompiledFilter {
  const part = compile(node, environment);
  return {
    ...part,
    needsContent: mentions(node, ["text", "hex", "regex"]),
    hasRegex: mentions(node, ["regex"]),
    literals: requiredLiterals(node),
  };
}

function mentions(node: FilterNode, types: readonly FilterNode["type"][]): boolean {
  if (node.type === "and" || node.type === "or") return node.parts.some((part) => mentions(part, types));
  if (node.type === "not") return mentions(node.operand, types);
  return types.includes(node.type);
}

function known(decide: (row: number) => boolean): Part {
  return { quick: decide, test: decide };
}

function compile(node: FilterNode, environment: FilterEnvironment): Part {
  const { index } = environment;
  switch (node.type) {
    case "all":
      return known(() => true);
    case "and":
      return every(node.parts.map((part) => compile(part, environment)));
    case "or":
      return some(node.parts.map((part) => compile(part, environment)));
    case "not":
      return negated(compile(node.operand, environment));
    case "direction": {
      const codes = new Set<number>(node.directions.map(directionCode));
      return known((row) => codes.has(index.directionCode(row)));
    }
    case "kind": {
      const codes = new Set(node.kinds.map(kindCode));
      return known((row) => codes.has(index.kindCode(row)));
    }
    case "peer":
      return peerPart(node.peers, environment);
    case "length": {
      const { min, max } = node.range;
      const data = kindCode("data");
      return known((row) => index.kindCode(row) === data && index.length(row) >= min && index.length(row) <= max);
    }
    case "row":
      return known((row) => row >= node.range.min && row <= node.range.max);
    case "time":
      return timePart(node, index);
    case "text":
      return { quick: UNKNOWN, test: textTest(node.text, node.foldCase, node.whole) };
    case "hex":
      return { quick: UNKNOWN, test: (_row, { bytes }) => findHex(bytes, node.nibbles) };
    case "regex": {
      const regex = new RegExp(node.source, node.flags);
      return { quick: UNKNOWN, test: (_row, { text }) => regex.test(text) };
    }
  }
}

function every(parts: readonly Part[]): Part {
  return {
    quick: (row) => {
      let answer: boolean | null = true;
      for (const part of parts) {
        const verdict = part.quick(row);
        if (verdict === false) return false;
        if (verdict === null) answer = null;
      }
      return answer;
    },
    test: (row, content) => parts.every((part) => part.test(row, content)),
  };
}

function some(parts: readonly Part[]): Part {
  return {
    quick: (row) => {
      let answer: boolean | null = false;
      for (const part of parts) {
        const verdict = part.quick(row);
        if (verdict === true) return true;
        if (verdict === null) answer = null;
      }
      return answer;
    },
    test: (row, content) => parts.some((part) => part.test(row, content)),
  };
}

function negated(part: Part): Part {
  return {
    quick: (row) => {
      const verdict = part.quick(row);
      return verdict === null ? null : !verdict;
    },
    test: (row, content) => !part.test(row, content),
  };
}

function peerPart(matches: readonly PeerMatch[], { index, peers }: FilterEnvironment): Part {
  const answers = new Map<number, boolean>();
  return known((row) => {
    const id = index.peer(row);
    const cached = answers.get(id);
    if (cached !== undefined) return cached;
    const peer = peers.get(id);
    const answer = matches.some((match) => matchesPeer(match, id, peer?.remote ?? ""));
    // A peer that is not known yet may be known when its next row comes.
    if (peer !== undefined || id === 0) answers.set(id, answer);
    return answer;
  });
}

function matchesPeer(match: PeerMatch, id: number, remote: string): boolean {
  if (match.type === "id") return id === match.id;
  if (match.type === "number") return id === match.number || remote.endsWith(`:${match.number}`);
  return id !== 0 && remote.toLowerCase().includes(match.part);
}

function timePart(node: Extract<FilterNode, { type: "time" }>, index: RowIndex): Part {
  let after = Number.NaN;
  let before = Number.NaN;
  return known((row) => {
    // Relative times need the first row, which may not be there when the filter is made.
    if (Number.isNaN(after)) {
      const firstUs = index.timeUs(0);
      after = node.after === null ? Number.NEGATIVE_INFINITY : momentOf(node.after, firstUs);
      before = node.before === null ? Number.POSITIVE_INFINITY : momentOf(node.before, firstUs);
    }
    const timeUs = index.timeUs(row);
    return (
      (node.afterOpen ? timeUs > after : timeUs >= after) && (node.beforeOpen ? timeUs < before : timeUs <= before)
    );
  });
}

function momentOf(time: FilterTime, firstUs: number): number {
  if (time.base === "absolute") return time.us;
  if (time.base === "relative") return firstUs + time.us;
  const day = new Date(firstUs / 1000);
  return day.setHours(0, 0, 0, 0) * 1000 + time.us;
}

function textTest(text: string, foldCase: boolean, whole: boolean): Test {
  if (whole) return (_row, content) => content.text === text;
  if (!foldCase) return (_row, content) => content.text.includes(text);
  const wanted = text.toLowerCase();
  return (_row, content) => content.text.toLowerCase().includes(wanted);
}

function byteMatches(byte: number, high: number, low: number): boolean {
  return (high < 0 || byte >> 4 === high) && (low < 0 || (byte & 15) === low);
}

function findHex(bytes: Uint8Array, nibbles: readonly number[]): boolean {
  const length = nibbles.length / 2;
  const [high = -1, low = -1] = nibbles;
  const first = high >= 0 && low >= 0 ? high * 16 + low : null;
  let at = 0;
  for (;;) {
    if (first !== null) at = bytes.indexOf(first, at);
    if (at < 0 || at + length > bytes.length) return false;
    let i = 0;
    while (i < length && byteMatches(bytes[at + i] ?? 0, nibbles[i * 2] ?? -1, nibbles[i * 2 + 1] ?? -1)) i += 1;
    if (i === length) return true;
    at += 1;
  }
}
