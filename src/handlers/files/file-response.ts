import { type ByteRange, parseByteRange } from "./byte-range.ts";

/** What the file system says of a file. */
export interface FileFacts {
  readonly size: number;
  readonly modifiedMs: number;
  /** Changes whenever the content may have changed; without quotes. */
  readonly tag: string;
  /** SHA-256 of the whole file, 32 bytes in base64, when it is known. */
  readonly sha256: string | null;
}

/** Header fields of a request, names in lower case. */
export type RequestFields = Readonly<Record<string, string | undefined>>;

/** How a GET or HEAD of a file is to be answered. */
export interface FileResponse {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly fields: Readonly<Record<string, string>>;
  /** The part of the file that is the body; null is no body. */
  readonly body: ByteRange | null;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  htm: "text/html; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  log: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  xml: "application/xml",
  pdf: "application/pdf",
  zip: "application/zip",
  gz: "application/gzip",
  tar: "application/x-tar",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  wasm: "application/wasm",
  pcapng: "application/octet-stream",
};

/** The media type by the name's ending; `application/octet-stream` for what is not known. */
export function mediaType(name: string): string {
  const ending = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return TYPES[ending] ?? "application/octet-stream";
}

/**
 * Answers GET or HEAD of a file as RFC 9110 has it: validators (ETag, Last-Modified), conditions (§13), one range (§14),
 * and `Repr-Digest` (RFC 9530) when the file's hash is known.
 */
export function fileResponse(
  method: "GET" | "HEAD",
  name: string,
  facts: FileFacts,
  request: RequestFields,
): FileResponse {
  const etag = `"${facts.tag}"`;
  const fields: Record<string, string> = {
    "Accept-Ranges": "bytes",
    "Content-Type": mediaType(name),
    ETag: etag,
    "Last-Modified": new Date(facts.modifiedMs).toUTCString(),
    // A file of a stranger must not run as this server's page.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy":
      "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; media-src 'self'",
  };
  if (facts.sha256 !== null) fields["Repr-Digest"] = `sha-256=:${facts.sha256}:`;
  const condition = failedCondition(etag, facts, request);
  if (condition !== null) return { status: condition, fields, body: null };
  const range = rangeApplies(etag, facts, request) ? parseByteRange(request["range"], facts.size) : null;
  if (range === "unsatisfiable") {
    return {
      status: 416,
      fields: { ...fields, "Content-Range": `bytes */${facts.size}`, "Content-Length": "0" },
      body: null,
    };
  }
  const part = range ?? { start: 0, end: facts.size };
  fields["Content-Length"] = String(part.end - part.start);
  if (range !== null) fields["Content-Range"] = `bytes ${range.start}-${range.end - 1}/${facts.size}`;
  return { status: range === null ? 200 : 206, fields, body: method === "HEAD" ? null : part };
}

/** RFC 9110 §13.2.2, in its order. */
function failedCondition(etag: string, facts: FileFacts, request: RequestFields): 304 | 412 | null {
  const seconds = Math.floor(facts.modifiedMs / 1000);
  const ifMatch = request["if-match"];
  const since = dateSeconds(request["if-unmodified-since"]);
  if (ifMatch !== undefined ? !listsTag(ifMatch, etag, false) : since !== null && seconds > since) return 412;
  const ifNoneMatch = request["if-none-match"];
  const modified = dateSeconds(request["if-modified-since"]);
  if (ifNoneMatch !== undefined ? listsTag(ifNoneMatch, etag, true) : modified !== null && seconds <= modified)
    return 304;
  return null;
}

/** §13.1.5: a range of another version is no use; then the whole file is sent. */
function rangeApplies(etag: string, facts: FileFacts, request: RequestFields): boolean {
  const ifRange = request["if-range"];
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"') || ifRange.startsWith("W/")) return ifRange === etag;
  return dateSeconds(ifRange) === Math.floor(facts.modifiedMs / 1000);
}

function listsTag(header: string, etag: string, weak: boolean): boolean {
  if (header.trim() === "*") return true;
  return header.split(",").some((item) => {
    const tag = item.trim();
    return tag === etag || (weak && tag === `W/${etag}`);
  });
}

function dateSeconds(header: string | undefined): number | null {
  const milliseconds = Date.parse(header ?? "");
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
