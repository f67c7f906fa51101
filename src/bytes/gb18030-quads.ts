// The two-byte codes that later editions of the standard gave to other characters, as GB 18030-2000 had them. The
// four-byte codes are still numbered by that edition.
const MOVED_SINCE_2000: readonly (readonly [was: number, is: number])[] = [
  [0xe5e5, 0x3000],
  [0xe78d, 0xfe10],
  [0xe78e, 0xfe12],
  [0xe78f, 0xfe11],
  [0xe790, 0xfe13],
  [0xe791, 0xfe14],
  [0xe792, 0xfe15],
  [0xe793, 0xfe16],
  [0xe794, 0xfe17],
  [0xe795, 0xfe18],
  [0xe796, 0xfe19],
  [0xe7c7, 0x1e3f],
  [0xe81e, 0x9fb4],
  [0xe826, 0x9fb5],
  [0xe82b, 0x9fb6],
  [0xe82c, 0x9fb7],
  [0xe832, 0x9fb8],
  [0xe843, 0x9fb9],
  [0xe854, 0x9fba],
  [0xe864, 0x9fbb],
];
const LETTER_M_ACUTE = 0x1e3f;
const LETTER_M_ACUTE_BEFORE_2005 = 0xe7c7;
/** The first pointer of the supplementary planes. */
export const FIRST_SUPPLEMENTARY_POINTER = 189_000;

/**
 * The four-byte codes of the BMP in GB 18030: every code point that has no two-byte code, in order. From the 2005
 * edition on U+1E3F and U+E7C7 have changed places.
 * @param pairs the two-byte codes of the present edition
 * @returns code units by pointer, `((b1 - 0x81) * 10 + b2 - 0x30) * 1260 + (b3 - 0x81) * 10 + b4 - 0x30`
 */
export function gb18030Quads(pairs: Uint16Array): Uint16Array {
  const two = new Uint8Array(0x10000);
  for (const unit of pairs) two[unit] = 1;
  for (const [was, is] of MOVED_SINCE_2000) {
    two[was] = 1;
    if (is !== 0x3000) two[is] = 0;
  }
  const quads: number[] = [];
  for (let unit = 0x80; unit <= 0xffff; unit++) {
    if (two[unit] !== 0 || (unit >= 0xd800 && unit <= 0xdfff)) continue;
    quads.push(unit === LETTER_M_ACUTE ? LETTER_M_ACUTE_BEFORE_2005 : unit);
  }
  return Uint16Array.from(quads);
}
