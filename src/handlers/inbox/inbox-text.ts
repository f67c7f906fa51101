/** What stands in front of every message to a contact, on the wire too. */
const TO = "发给";

/** A message as the original client writes it: `发给NAME: TEXT`. */
export function addressedText(name: string, text: string): string {
  return `${TO}${name}: ${text}`;
}

/** Whom a message is for, and the text alone; the name is null when it says none. */
export function splitAddressed(text: string): { readonly to: string | null; readonly text: string } {
  const colon = text.indexOf(": ");
  if (!text.startsWith(TO) || colon < 0) return { to: null, text };
  return { to: text.slice(TO.length, colon), text: text.slice(colon + 2) };
}
