/** What the first bytes of a connection to the file service are: the start of an HTTP request, a file name, or not yet clear. */
export type FirstBytes = "http" | "plain" | "undecided";

/** Longest first bytes that can still turn out to be a request line's start. */
const HTTP_START = /^(?:GET|HEAD|PUT|POST|DELETE|OPTIONS|PATCH|TRACE) (?:\/|\*|https?:\/\/)/;
const STARTS: readonly string[] = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE"].flatMap(
  (method) => [`${method} /`, `${method} *`, `${method} http://`, `${method} https://`],
);

/**
 * Tells an HTTP request from the bare file name of an original client. `"undecided"` only while what came could still
 * become a request, for example `GE`.
 */
export function firstBytes(bytes: Uint8Array): FirstBytes {
  let text = "";
  for (const byte of bytes.subarray(0, 24)) text += String.fromCharCode(byte);
  if (HTTP_START.test(text)) return "http";
  return STARTS.some((start) => start.startsWith(text)) ? "undecided" : "plain";
}
