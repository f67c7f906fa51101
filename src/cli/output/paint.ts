/** What a piece of text is; each has a look of its own. */
export type Paint = "dim" | "in" | "out" | "warning" | "error" | number;

const CODES = { dim: "2", in: "36", out: "32", warning: "33", error: "31" } as const;
const PEER_CODES = ["36", "33", "35", "34", "32", "96", "93", "95", "94", "92"];

/** Colours text for a terminal, or leaves it; a number is a peer's own colour. */
export type Painter = (text: string, paint: Paint) => string;

/** The painter of a terminal with or without colours. */
export function painter(color: boolean): Painter {
  if (!color) return (text) => text;
  return (text, paint) => {
    const code = typeof paint === "number" ? PEER_CODES[(paint - 1) % PEER_CODES.length] : CODES[paint];
    return text === "" ? "" : `\u001b[${code}m${text}\u001b[0m`;
  };
}
