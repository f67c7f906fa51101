import {
  appendChecksum,
  type CharsetName,
  concatBytes,
  encodeText,
  parseChecksumSpec,
  parseHex,
} from "../../bytes/index.ts";
import { LocalProtocolError } from "../../errors/index.ts";
import { breakDownTime } from "../time/broken-down-time.ts";
import { strftime } from "../time/strftime.ts";
import { type TimeZone, UTC } from "../time/time-zone.ts";
import type { Captures } from "./message-matcher.ts";
import type { AnswerSpec } from "./reply-rule.ts";

/** What a template's macros are filled with. */
export interface TemplateContext {
  readonly message: Uint8Array;
  readonly captures: Captures;
  /** How often the rule has fired, this time included. */
  readonly counter: number;
  readonly peer: string;
  readonly nowMs: number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** Makes an answer. */
export type ReplyTemplate = (context: TemplateContext) => Uint8Array;

/** Options of {@link compileTemplate}. */
export interface TemplateOptions {
  readonly charset: CharsetName;
  /** Zone of `{{time}}`. @default UTC */
  readonly zone?: TimeZone;
}

type Part = (context: TemplateContext, soFar: readonly Uint8Array[]) => Uint8Array;
type Macro = (argument: string, options: TemplateOptions, fail: (why: string) => never) => Part;

const MACRO = /\{\{\s*([$\w]+)(?:\s+([^}]*?))?\s*\}\}/g;

/**
 * Compiles an answer. In its text, or between its hex digits, may stand:
 * `{{counter}}` `{{counter FROM}}` · `{{time}}` `{{time FORMAT}}` (strftime) · `{{unix}}` `{{unixms}}` ·
 * `{{random MIN MAX}}` · `{{randomhex BYTES}}` (bytes) · `{{peer}}` · `{{length}}` (of the message) · `{{message}}`
 * (its bytes) · `{{1}}` or `{{NAME}}` (a capture of the rule's regex) · `{{hex 0d0a}}` · `{{checksum SPEC}}` (over
 * what stands before it, in the notation of {@link parseChecksumSpec}).
 * @throws LocalProtocolError `ERR_BAD_OPTION` (unknown macro, bad argument), `ERR_BAD_HEX`, `ERR_BAD_CHECKSUM`, `ERR_UNENCODABLE`
 */
export function compileTemplate(answer: AnswerSpec, options: TemplateOptions): ReplyTemplate {
  const source = "text" in answer ? answer.text : answer.hex;
  const literal = (text: string): Uint8Array => ("text" in answer ? encodeText(text, options.charset) : parseHex(text));
  const parts: Part[] = [];
  let from = 0;
  for (const match of source.matchAll(MACRO)) {
    parts.push(constant(literal(source.slice(from, match.index))));
    parts.push(macroPart(match[1] ?? "", match[2] ?? "", options, source, match.index));
    from = match.index + match[0].length;
  }
  parts.push(constant(literal(source.slice(from))));
  return (context) => {
    const made: Uint8Array[] = [];
    for (const part of parts) made.push(part(context, made));
    return concatBytes(made);
  };
}

/** Whether an answer places a checksum itself, with `{{checksum SPEC}}`. */
export function hasOwnChecksum(answer: AnswerSpec): boolean {
  const source = "text" in answer ? answer.text : answer.hex;
  return [...source.matchAll(MACRO)].some(([, name]) => name?.toLowerCase() === "checksum");
}

function macroPart(name: string, argument: string, options: TemplateOptions, source: string, position: number): Part {
  const fail = (why: string): never => {
    throw new LocalProtocolError("ERR_BAD_OPTION", `Bad macro {{${name}}} at column ${position + 1}: ${why}`, {
      input: source,
      position,
    });
  };
  const macro = MACROS[name.toLowerCase()];
  if (macro !== undefined) return macro(argument, options, fail);
  if (argument !== "") return fail(`there is no such macro; known: ${Object.keys(MACROS).join(", ")}`);
  return text(({ captures }) => captures[name.replace(/^\$/, "")] ?? "", options);
}

const MACROS: Readonly<Record<string, Macro>> = {
  counter: (argument, options, fail) => {
    const from = argument === "" ? 1 : wholeNumber(argument, fail);
    return text(({ counter }) => String(from + counter - 1), options);
  },
  time: (argument, options) => {
    const zone = options.zone ?? UTC;
    const format = argument === "" ? "%Y-%m-%d %X" : argument;
    return text(({ nowMs }) => {
      const epochSeconds = Math.floor(nowMs / 1000);
      return strftime(format, breakDownTime(epochSeconds, zone.at(epochSeconds)));
    }, options);
  },
  unix: (_argument, options) => text(({ nowMs }) => String(Math.floor(nowMs / 1000)), options),
  unixms: (_argument, options) => text(({ nowMs }) => String(Math.floor(nowMs)), options),
  random: (argument, options, fail) => {
    const [min = 0, max = 99] = argument === "" ? [] : argument.split(/\s+/).map((word) => wholeNumber(word, fail));
    if (min > max) return fail(`${min} is more than ${max}`);
    return text(({ random }) => String(min + Math.floor(random() * (max - min + 1))), options);
  },
  randomhex: (argument, _options, fail) => {
    const length = argument === "" ? 4 : wholeNumber(argument, fail);
    if (length > 65_507) return fail("at most 65507 bytes");
    return ({ random }) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  },
  peer: (_argument, options) => text(({ peer }) => peer, options),
  length: (_argument, options) => text(({ message }) => String(message.length), options),
  message:
    () =>
    ({ message }) =>
      message,
  hex: (argument) => constant(parseHex(argument)),
  checksum: (argument) => {
    const spec = parseChecksumSpec(argument);
    return (_context, soFar) => {
      const bytes = concatBytes(soFar);
      return appendChecksum(bytes, spec).subarray(bytes.length);
    };
  },
};

function text(make: (context: TemplateContext) => string, { charset }: TemplateOptions): Part {
  // A capture was decoded from the peer's bytes and may hold what this charset lacks: that is the peer's fault.
  return (context) => encodeText(make(context), charset, { onUnencodable: "question" });
}

function constant(bytes: Uint8Array): Part {
  return () => bytes;
}

function wholeNumber(word: string, fail: (why: string) => never): number {
  return /^-?\d{1,15}$/.test(word) ? Number(word) : fail(`"${word}" is no whole number`);
}
