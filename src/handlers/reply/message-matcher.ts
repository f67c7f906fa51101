import { type CharsetName, decodeText, encodeText } from "../../bytes/index.ts";
import { regexRepeats } from "../../bytes/regex-repeats.ts";
import { LocalProtocolError } from "../../errors/index.ts";
import type { MatchSpec } from "./reply-rule.ts";

/** What a pattern found: captures by number, from 1, and by name. */
export type Captures = Readonly<Record<string, string>>;

/** Tells whether a message fits; null is no, and `slow` that its regular expression took too long to tell. */
export type MessageMatcher = (message: Uint8Array) => Captures | null | "slow";

/** Runs a job and gives it up after so many milliseconds; returns whether it ended. */
export type RunWithin = (timeoutMs: number, job: () => void) => boolean;

const NO_CAPTURES: Captures = {};
/** A regular expression sees at most this many characters: it is somebody else's text. */
const MAX_REGEX_TEXT = 65_536;
/** A regular expression that repeats something may run so long on one message: nobody else is answered meanwhile. */
export const REGEX_MS = 250;

/**
 * Compiles a match. Without `runWithin` nothing bounds the time of a regular expression.
 * @throws LocalProtocolError `ERR_BAD_OPTION` (bad pattern, with its position where it is known), `ERR_UNENCODABLE`
 */
export function compileMatch(spec: MatchSpec, charset: CharsetName, runWithin?: RunWithin): MessageMatcher {
  switch (spec.type) {
    case "any":
      return () => NO_CAPTURES;
    case "exact":
    case "prefix":
    case "suffix":
    case "contains":
      return bytesMatcher(spec.type, encodeText(spec.text, charset));
    case "regex":
      return regexMatcher(spec.pattern, spec.flags ?? "", charset, runWithin);
    case "hex":
      return hexMatcher(spec.pattern);
  }
}

function bytesMatcher(type: "exact" | "prefix" | "suffix" | "contains", wanted: Uint8Array): MessageMatcher {
  const places: Readonly<Record<typeof type, (message: Uint8Array) => boolean>> = {
    exact: (message) => message.length === wanted.length && standsAt(message, wanted, 0),
    prefix: (message) => standsAt(message, wanted, 0),
    suffix: (message) => standsAt(message, wanted, message.length - wanted.length),
    contains: (message) => contains(message, wanted),
  };
  const fits = places[type];
  return (message) => (fits(message) ? NO_CAPTURES : null);
}

function standsAt(message: Uint8Array, wanted: Uint8Array, at: number): boolean {
  if (at < 0 || at + wanted.length > message.length) return false;
  for (let index = 0; index < wanted.length; index++) if (message[at + index] !== wanted[index]) return false;
  return true;
}

function contains(message: Uint8Array, wanted: Uint8Array): boolean {
  const [first] = wanted;
  if (first === undefined) return true;
  for (let at = message.indexOf(first); at !== -1; at = message.indexOf(first, at + 1)) {
    if (standsAt(message, wanted, at)) return true;
  }
  return false;
}

function regexMatcher(
  pattern: string,
  flags: string,
  charset: CharsetName,
  runWithin: RunWithin | undefined,
): MessageMatcher {
  let regex: RegExp;
  try {
    // Sticky and global would carry a position from one message to the next.
    regex = new RegExp(pattern, flags.replace(/[gy]/g, ""));
  } catch (error) {
    throw new LocalProtocolError("ERR_BAD_OPTION", `Bad regular expression: ${(error as Error).message}`, {
      input: pattern,
      cause: error,
    });
  }
  const within = runWithin !== undefined && regexRepeats(pattern) ? runWithin : runAtOnce;
  return (message) => {
    const text = decodeText(message, charset).slice(0, MAX_REGEX_TEXT);
    const result: { match: RegExpExecArray | null } = { match: null };
    const ended = within(REGEX_MS, () => {
      result.match = regex.exec(text);
    });
    if (!ended) return "slow";
    const { match } = result;
    if (match === null) return null;
    const captures: Record<string, string> = { ...match.groups };
    match.forEach((text, index) => (captures[index] = text ?? ""));
    return captures;
  };
}

function runAtOnce(_timeoutMs: number, job: () => void): boolean {
  job();
  return true;
}

function hexMatcher(pattern: string): MessageMatcher {
  const open = /\*\s*$/.test(pattern);
  const digits = pattern.replace(/\*\s*$/, "");
  const nibbles = [...digits].flatMap((character, position) => {
    if (/[\s,:-]/.test(character)) return [];
    if (character === "?") return [null];
    const value = Number.parseInt(character, 16);
    if (Number.isNaN(value)) throw badHex(pattern, position, `"${character}" is no hex digit and no "?"`);
    return [value];
  });
  if (nibbles.length % 2 === 1) throw badHex(pattern, digits.length, "the last byte has only one digit");
  return (message) => {
    const bytes = nibbles.length / 2;
    if (open ? message.length < bytes : message.length !== bytes) return null;
    const fits = nibbles.every((nibble, index) => {
      const byte = message[index >> 1] as number;
      return nibble === null || nibble === (index % 2 === 0 ? byte >> 4 : byte & 15);
    });
    return fits ? NO_CAPTURES : null;
  };
}

function badHex(pattern: string, position: number, why: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_HEX", `Bad hex pattern "${pattern}" at column ${position + 1}: ${why}`, {
    input: pattern,
    position,
  });
}
