/** One challenge of `WWW-Authenticate` or `Proxy-Authenticate` (RFC 9110 §11.3). */
export interface AuthChallenge {
  /** In lower case: `basic`, `digest`. */
  readonly scheme: string;
  /** By lower-case name; quotes are taken off. */
  readonly params: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** The challenges of one header's value; what is malformed ends the list. */
export function parseChallenges(text: string): AuthChallenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  const reader = new Reader(text);
  for (;;) {
    reader.skip(/[\s,]*/y);
    const word = reader.take(TOKEN);
    if (word === undefined) return challenges;
    reader.skip(/[ \t]*/y);
    const current = challenges.at(-1);
    if (current !== undefined && reader.take(/=(?!=|\s*(?:,|$))[ \t]*/y) !== undefined) {
      const value = reader.quoted() ?? reader.take(TOKEN);
      if (value === undefined) return challenges;
      current.params.set(word.toLowerCase(), value);
    } else {
      challenges.push({ scheme: word.toLowerCase(), params: new Map() });
      // A token68, as Negotiate has it.
      reader.skip(/[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/y);
    }
  }
}

/** The parameters of one set of credentials, `Digest username="…", …`. */
export function parseCredentials(text: string): AuthChallenge | undefined {
  return parseChallenges(text)[0];
}

/** A value in quotes, escaped. */
export function quote(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    return this.#match(pattern)?.[0];
  }

  quoted(): string | undefined {
    return this.#match(QUOTED)?.[1]?.replace(/\\(.)/g, "$1");
  }

  skip(pattern: RegExp): void {
    this.#match(pattern);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }
}
