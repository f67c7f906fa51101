import { describe, expect, it } from "vitest";
import { fileResponse, mediaType, type RequestFields } from "../../../../src/handlers/files/file-response.ts";

const FACTS = { size: 10, modifiedMs: Date.UTC(2026, 10, 21, 6, 29, 44, 500), tag: "t1", sha256: null };
const THEN = "Sat, 21 Nov 2026 06:29:44 GMT";
const BEFORE = "Sat, 21 Nov 2026 06:29:43 GMT";
const get = (request: RequestFields = {}) => fileResponse("GET", "a.txt", FACTS, request);

describe("a file's response", () => {
  it("says size, type, version and that parts may be asked for", () => {
    expect(get()).toMatchObject({
      status: 200,
      body: { start: 0, end: 10 },
      fields: {
        "Accept-Ranges": "bytes",
        "Content-Length": "10",
        "Content-Type": "text/plain; charset=utf-8",
        ETag: '"t1"',
        "Last-Modified": THEN,
      },
    });
  });

  it("has no body for HEAD, and the same fields", () => {
    const head = fileResponse("HEAD", "a.txt", FACTS, {});
    expect([head.body, head.fields]).toEqual([null, get().fields]);
  });

  it("gives a part, or says that there is none", () => {
    expect(get({ range: "bytes=4-" })).toMatchObject({
      status: 206,
      body: { start: 4, end: 10 },
      fields: { "Content-Range": "bytes 4-9/10", "Content-Length": "6" },
    });
    expect(get({ range: "bytes=10-" })).toMatchObject({
      status: 416,
      body: null,
      fields: { "Content-Range": "bytes */10" },
    });
  });

  it.each<[RequestFields, number]>([
    [{ "if-none-match": '"t1"' }, 304],
    [{ "if-none-match": 'W/"t1", "x"' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"x"', "if-modified-since": THEN }, 200],
    [{ "if-modified-since": THEN }, 304],
    [{ "if-modified-since": BEFORE }, 200],
    [{ "if-modified-since": "rubbish" }, 200],
    [{ "if-match": '"x"' }, 412],
    [{ "if-match": 'W/"t1"' }, 412],
    [{ "if-match": '"x", "t1"' }, 200],
    [{ "if-unmodified-since": BEFORE }, 412],
    [{ "if-unmodified-since": THEN }, 200],
    [{ range: "bytes=1-", "if-range": '"t1"' }, 206],
    [{ range: "bytes=1-", "if-range": '"t0"' }, 200],
    [{ range: "bytes=1-", "if-range": 'W/"t1"' }, 200],
    [{ range: "bytes=1-", "if-range": THEN }, 206],
    [{ range: "bytes=1-", "if-range": BEFORE }, 200],
  ])("%j is %d", (request, status) => {
    expect(get(request).status).toBe(status);
  });

  it("gives the file's hash when it is known", () => {
    expect(fileResponse("GET", "a", { ...FACTS, sha256: "AAAA" }, {}).fields["Repr-Digest"]).toBe("sha-256=:AAAA:");
  });
});

it.each([
  ["a.TXT", "text/plain; charset=utf-8"],
  ["a.tar.gz", "application/gzip"],
  ["a.d/b", "application/octet-stream"],
  ["", "application/octet-stream"],
])("the media type of %j is %s", (name, type) => {
  expect(mediaType(name)).toBe(type);
});
