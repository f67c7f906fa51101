import { LocalProtocolError } from "../../errors/index.ts";
import { suggest } from "../suggest.ts";
import { socatOptionHint } from "./socat-hints.ts";

/** The options that a word may have, and whether each takes a value; a `switch` may be written with `=0` or `=1`. */
export type KnownWords = Readonly<Record<string, boolean | "switch">>;

/** One option of a word. */
export interface GivenWord {
  readonly name: string;
  readonly value: string | null;
  /** Where it stands in the whole argument. */
  readonly at: number;
}

/** What follows a word behind commas: `,pty` or `,size=80x24`. */
export interface WordOptions {
  /** The word without its options. */
  readonly rest: string;
  readonly given: ReadonlyMap<string, string | null>;
  /** The same as they were written, in order. */
  readonly words: readonly GivenWord[];
}

/**
 * Takes the options off the end of a word. Where a comma may be part of the word, only what is known counts; elsewhere
 * (`strict`) anything behind a comma must be known. `at` is where the word begins in `input`, the whole argument.
 * @throws LocalProtocolError `ERR_BAD_ENDPOINT`
 */
export function optionsOf(word: string, at: number, input: string, known: KnownWords, strict = true): WordOptions {
  const words: GivenWord[] = [];
  let rest = word;
  for (;;) {
    const found = /,([a-z0-9-]+)(?:=([^,]*))?$/i.exec(rest);
    if (found?.[1] === undefined) break;
    const [, name, value] = found;
    const position = at + found.index + 1;
    const takesValue = Object.hasOwn(known, name) ? known[name] : undefined;
    if (takesValue === undefined) {
      if (!strict) break;
      throw badEndpoint(input, position, unknownOption(name, Object.keys(known)));
    }
    if (takesValue !== "switch" && takesValue !== (value !== undefined)) {
      const reason = takesValue ? `${name} needs a value: ${name}=…` : `${name} takes no value`;
      throw badEndpoint(input, position, reason);
    }
    words.unshift({ name, value: value ?? null, at: position });
    rest = rest.slice(0, found.index);
  }
  return { rest, given: new Map(words.map(({ name, value }) => [name, value])), words };
}

function unknownOption(name: string, known: readonly string[]): string {
  const hint = socatOptionHint(name);
  if (hint !== null) return `"${name}" is socat's: ${hint}`;
  const near = suggest(name, known);
  return `unknown option "${name}"${near === null ? "" : `; did you mean ${near}?`}`;
}

/** A word of `jack relay` that cannot be read. */
export function badEndpoint(input: string, position: number, reason: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_ENDPOINT", `Bad endpoint "${input}": ${reason}`, { input, position });
}
