import type { PeerTarget } from "../../engine/index.ts";

const NAME = /^[\p{L}_][\p{L}\p{N}_-]{0,23}$/u;
/** Words that mean somebody else. */
const TAKEN: ReadonlySet<string> = new Set(["all", "last"]);

/** A peer that can be named. */
interface KnownPeer {
  readonly id: number;
  readonly remote: string;
}

/** Names that a person gave to peers, and what a word means: `2`, `#2`, `pump`, `127.0.0.1:5000`, `:5000`, `all`, `last`. */
export class PeerNames {
  readonly #names = new Map<number, string>();

  /** Whether it can be a name: a letter first, so that it is no number. */
  static isName(text: string): boolean {
    return NAME.test(text) && !TAKEN.has(text);
  }

  /** Gives a peer a name; whoever had it loses it. */
  set(peer: number, name: string): void {
    for (const [id, known] of this.#names) if (known === name) this.#names.delete(id);
    this.#names.set(peer, name);
  }

  of(peer: number): string | undefined {
    return this.#names.get(peer);
  }

  /** Whom the word means among those who are there; null for nobody, or for more than one. */
  find(word: string, peers: readonly KnownPeer[]): PeerTarget | null {
    if (word === "all" || word === "last") return word;
    const number = /^#?([1-9]\d{0,8})$/.exec(word)?.[1];
    const fits = ({ id, remote }: KnownPeer): boolean => {
      if (number !== undefined) return id === Number(number);
      return this.#names.get(id) === word || remote === word || (word.startsWith(":") && remote.endsWith(word));
    };
    const [found, ...others] = peers.filter(fits);
    return found === undefined || others.length > 0 ? null : found.id;
  }
}
