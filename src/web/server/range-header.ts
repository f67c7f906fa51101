/** A part of a body: `start` included, `end` not. */
export interface BytePart {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header with one range (RFC 9110 section 14.1.2). Null when there is none, or one that we need not
 * understand and so may ignore; `"outside"` when no byte of the body is in it.
 */
export function parseRange(header: string | null, size: number): BytePart | "outside" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return null;
  const [, first = "", last = ""] = match;
  if (first === "") {
    const suffix = Math.min(Number(last), size);
    return suffix === 0 ? "outside" : { start: size - suffix, end: size };
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < start) return null;
  return start >= size ? "outside" : { start, end };
}
