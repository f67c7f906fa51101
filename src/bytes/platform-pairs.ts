const NEWLINE = 0x0a;
const FIRST_LEAD = 0x81;
const FIRST_TRAIL = 0x40;
const LAST = 0xfe;

/**
 * Asks the platform's decoder for every two-byte code of a charset at once.
 * @param label the WHATWG label of the charset
 * @param prefix a byte that goes before each pair (0x8F for JIS X 0212 in EUC-JP)
 * @param skipLead a lead that begins longer codes and would run into the next pair
 * @returns code units by `lead * 256 + trail`; 0 where the pair is not exactly one character of the BMP
 */
export function readPlatformPairs(label: string, prefix?: number, skipLead?: number): Uint16Array {
  const pairs = new Uint16Array(0x10000);
  const codes: number[] = [];
  const bytes: number[] = [];
  for (let lead = FIRST_LEAD; lead <= LAST; lead++) {
    if (lead === skipLead) continue;
    for (let trail = FIRST_TRAIL; trail <= LAST; trail++) {
      if (prefix !== undefined) bytes.push(prefix);
      // A newline after each pair is in no trail range, so a bad pair cannot run into the next one.
      bytes.push(lead, trail, NEWLINE);
      codes.push(lead * 256 + trail);
    }
  }
  const lines = new TextDecoder(label).decode(Uint8Array.from(bytes)).split("\n");
  for (let index = 0; index < codes.length; index++) {
    const line = lines[index] ?? "";
    if (line.length === 1 && line !== "\ufffd") pairs[codes[index] ?? 0] = line.charCodeAt(0);
  }
  return pairs;
}
