/**
 * A text with its full-width letters, digits and signs (U+FF01–U+FF5E, as a Chinese input method writes them) in their
 * ASCII form, and the ideographic space and comma as space and comma. Its length, and so every position, stays.
 */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000\u3001]/g, (sign) => {
    if (sign === "\u3000") return " ";
    return sign === "\u3001" ? "," : String.fromCharCode(sign.charCodeAt(0) - 0xfee0);
  });
}
