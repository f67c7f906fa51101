import type { CharsetName } from "../bytes/index.ts";
import type { FilterLiteral } from "../capture/index.ts";

/** Charsets in which an ASCII character of a text is always that one byte. */
const ASCII_BYTES: ReadonlySet<CharsetName> = new Set<CharsetName>([
  "utf-8",
  "gbk",
  "gb2312",
  "big5",
  "euc-kr",
  "latin1",
  "ascii",
]);
// U+0130 and U+212A, the only characters beyond ASCII whose lower case has ASCII letters: i and k.
const DOTTED_I = Buffer.from("\u0130");
const KELVIN = Buffer.from("\u212a");

/** More hits than this in one region, and it is cheaper to look at every row. */
const MAX_HITS = 256;

/** Where something is in a region, from an offset on; -1 when it is not. `lower` is the region with its ASCII letters in lower case. */
type Probe = (region: Buffer, lower: () => Buffer, from: number) => number;

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function nearest(places: readonly number[]): number {
  const found = places.filter((place) => place >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

function probeOf(literal: FilterLiteral, charsets: readonly CharsetName[]): Probe | null {
  if (literal.type === "bytes") {
    const bytes = Buffer.from(literal.bytes);
    return (region, _lower, from) => region.indexOf(bytes, from);
  }
  const { text, foldCase } = literal;
  const wanted = foldCase ? text.toLowerCase() : text;
  if (isAscii(text)) {
    if (!charsets.every((charset) => ASCII_BYTES.has(charset))) return null;
    if (!foldCase) return (region, _lower, from) => region.indexOf(text, from, "latin1");
    const strange = [...(wanted.includes("i") ? [DOTTED_I] : []), ...(wanted.includes("k") ? [KELVIN] : [])];
    return (region, lower, from) =>
      nearest([lower().indexOf(wanted, from, "latin1"), ...strange.map((bytes) => region.indexOf(bytes, from))]);
  }
  // Beyond ASCII a charset may have a character twice; UTF-8 has it once. And letters may have a case.
  const hasCase = foldCase && text.toUpperCase() !== wanted;
  const bytes = Buffer.from(text);
  const isWellFormed = bytes.toString() === text;
  if (hasCase || !isWellFormed || charsets.some((charset) => charset !== "utf-8")) return null;
  return (region, _lower, from) => region.indexOf(bytes, from);
}

/** Finds the places in a region of a capture file at which alone a row can match, at the speed of a search for bytes. */
export class LiteralScan {
  readonly #probes: readonly Probe[];
  #folded = new Uint8Array(0);

  private constructor(probes: readonly Probe[]) {
    this.#probes = probes;
  }

  /** Null when the literals cannot be looked for in bytes. */
  static of(literals: readonly FilterLiteral[] | null, charsets: readonly CharsetName[]): LiteralScan | null {
    if (literals === null) return null;
    const probes = literals.map((literal) => probeOf(literal, charsets));
    return probes.every((probe) => probe !== null) ? new LiteralScan(probes) : null;
  }

  /** Offsets in the region of every literal, ascending; null when there are too many to be worth it. */
  hits(region: Uint8Array): readonly number[] | null {
    const buffer = Buffer.from(region.buffer, region.byteOffset, region.length);
    let folded: Buffer | null = null;
    const lower = (): Buffer => {
      folded ??= this.#lowerCase(buffer);
      return folded;
    };
    const hits: number[] = [];
    for (const probe of this.#probes) {
      for (let at = probe(buffer, lower, 0); at >= 0; at = probe(buffer, lower, at + 1)) {
        if (hits.length === MAX_HITS) return null;
        hits.push(at);
      }
    }
    return hits.sort((a, b) => a - b);
  }

  #lowerCase(region: Buffer): Buffer {
    if (this.#folded.length < region.length) this.#folded = new Uint8Array((region.length + 3) & ~3);
    this.#folded.set(region);
    const words = new Uint32Array(this.#folded.buffer, 0, (region.length + 3) >>> 2);
    foldAscii(words);
    return Buffer.from(this.#folded.buffer, 0, region.length);
  }
}

/** Turns A to Z into a to z, four bytes at a time. */
function foldAscii(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const word = (words[i] as number) | 0;
    const low = word & 0x7f7f7f7f;
    // The high bit of each byte: at least A; above Z; and not already set.
    const fromA = low + 0x3f3f3f3f;
    const aboveZ = low + 0x25252525;
    words[i] = word | (((fromA & ~aboveZ & ~word & 0x80808080) >>> 2) | 0);
  }
}
