/**
 * Code points that take two columns, as pairs of first and last, in order: East Asian Wide and Fullwidth (UAX #11),
 * which holds the emoji that are shown as pictures by themselves.
 */
const WIDE: readonly number[] = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
  0x2614, 0x2615, 0x2648, 0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be,
  0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa,
  0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755,
  0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55,
  0x2e80, 0x2e99, 0x2e9b, 0x2ef3, 0x2f00, 0x2fd5, 0x2ff0, 0x303e, 0x3041, 0x3096, 0x3099, 0x30ff, 0x3105, 0x312f,
  0x3131, 0x318e, 0x3190, 0x31e3, 0x31ef, 0x321e, 0x3220, 0x3247, 0x3250, 0xa48c, 0xa490, 0xa4c6, 0xa960, 0xa97c,
  0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x16fe4,
  0x17000, 0x187f7, 0x18800, 0x18cd5, 0x18d00, 0x18d08, 0x1aff0, 0x1aff3, 0x1b000, 0x1b122, 0x1b150, 0x1b167, 0x1b170,
  0x1b2fb, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f200, 0x1f202, 0x1f210, 0x1f23b,
  0x1f240, 0x1f248, 0x1f250, 0x1f251, 0x1f260, 0x1f265, 0x1f300, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e,
  0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440,
  0x1f442, 0x1f4fc, 0x1f4ff, 0x1f53d, 0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4,
  0x1f5a4, 0x1f5fb, 0x1f64f, 0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d7, 0x1f6dc, 0x1f6df,
  0x1f6eb, 0x1f6ec, 0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7eb, 0x1f7f0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947,
  0x1f9ff, 0x1fa70, 0x1fa7c, 0x1fa80, 0x1fa88, 0x1fa90, 0x1fabd, 0x1fabf, 0x1fac5, 0x1face, 0x1fadb, 0x1fae0, 0x1fae8,
  0x1faf0, 0x1faf8, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
];

// Marks, what is not shown at all, and the later parts of a Hangul syllable; the soft hyphen is shown.
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff\u3164\uffa0]/u;
const SHOWN_FORMATS = /[\u00ad\u0600-\u0605\u06dd\u070f\u08e2]/;

/** What makes one picture or letter of several code points. */
const JOINS =
  /[\p{M}\u200d\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u{e0020}-\u{e007f}]|\p{Emoji_Modifier}|\p{Regional_Indicator}/u;
/** A sequence that is shown as one emoji, however many emoji it is made of. */
const ONE_EMOJI = /\u200d|\ufe0f|\p{Emoji_Modifier}|^\p{Regional_Indicator}{2}/u;

/** One column for each. */
const ASCII = /^[ -~]*$/;

let segmenter: Intl.Segmenter | null = null;

/** What a terminal shows in one place: a character and what joins it. */
export interface Cluster {
  readonly text: string;
  /** Columns: 0, 1 or 2. */
  readonly width: number;
  /** Terminals do not agree on the width; after it the cursor's place is not known. */
  readonly isUnsure: boolean;
}

/** Cuts a text without control characters into what a terminal shows one after the other. */
export function clustersOf(text: string): Cluster[] {
  const clusters: Cluster[] = [];
  if (!JOINS.test(text)) {
    for (const char of text) {
      clusters.push({ text: char, width: codePointWidth(char.codePointAt(0) ?? 0), isUnsure: false });
    }
    return clusters;
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) {
    const first = segment.codePointAt(0) ?? 0;
    const isOne = segment.length === (first > 0xffff ? 2 : 1);
    clusters.push({ text: segment, width: isOne ? codePointWidth(first) : joinedWidth(segment), isUnsure: !isOne });
  }
  return clusters;
}

function joinedWidth(cluster: string): number {
  if (ONE_EMOJI.test(cluster)) return 2;
  let width = 0;
  for (const char of cluster) width += codePointWidth(char.codePointAt(0) ?? 0);
  return Math.min(width, 2);
}

/** Columns of one code point that is no control character. */
function codePointWidth(code: number): number {
  if (code < 0x300) return 1;
  // Most text beside ASCII in what Jackfield shows.
  if (code >= 0x4e00 && code <= 0x9fff) return 2;
  const char = String.fromCodePoint(code);
  if (ZERO_WIDTH.test(char) && !SHOWN_FORMATS.test(char)) return 0;
  return isWide(code) ? 2 : 1;
}

function isWide(code: number): boolean {
  let low = 0;
  let high = WIDE.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code > (WIDE[middle * 2 + 1] ?? 0)) low = middle + 1;
    else if (code < (WIDE[middle * 2] ?? 0)) high = middle - 1;
    else return true;
  }
  return false;
}

/** Columns that a text takes on a terminal; the text holds no control characters. */
export function textWidth(text: string): number {
  // Most texts; the patterns below take a millisecond to compile.
  if (ASCII.test(text)) return text.length;
  let width = 0;
  if (JOINS.test(text)) for (const cluster of clustersOf(text)) width += cluster.width;
  else for (const char of text) width += codePointWidth(char.codePointAt(0) ?? 0);
  return width;
}

/** The text with spaces at its end, so that it takes at least this many columns. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)));
}
