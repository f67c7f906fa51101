const KEYWORDS: Readonly<Record<string, number>> = {
  critical: 0xa0,
  ef: 0xb8,
  inetcontrol: 0xc0,
  lowcost: 0x02,
  lowdelay: 0x10,
  netcontrol: 0xe0,
  reliability: 0x04,
  throughput: 0x08,
};

/** The type-of-service byte of `-T`: a keyword, `af11` to `af43`, `cs0` to `cs7`, or a number; null for anything else. */
export function parseTos(text: string): number | null {
  const word = text.toLowerCase();
  const known = KEYWORDS[word];
  if (known !== undefined) return known;
  const class_ = /^cs([0-7])$/.exec(word);
  if (class_ !== null) return Number(class_[1]) << 5;
  const assured = /^af([1-4])([1-3])$/.exec(word);
  // RFC 2597: the class in the upper three bits, the drop precedence in the next two.
  if (assured !== null) return (Number(assured[1]) << 5) | (Number(assured[2]) << 3);
  const value = /^0x[0-9a-f]+$/.test(word) || /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return value >= 0 && value <= 255 ? value : null;
}
