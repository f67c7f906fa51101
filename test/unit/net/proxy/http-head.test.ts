import { describe, expect, it } from "vitest";
import {
  contentLength,
  fieldWords,
  formatHttpHead,
  type HttpHead,
  readHttpHead,
} from "../../../../src/net/proxy/http-head.ts";
import { NODE } from "../../../support/net/backends.ts";
import { text, utf8 } from "../../../support/net/bytes.ts";
import { streamPair } from "../../../support/net/pair.ts";

/** Reads a head that comes whole, or byte by byte, and says what is left. */
async function read(source: string, bytewise: boolean): Promise<{ head: HttpHead | null; rest: string | null }> {
  await using pair = await streamPair(NODE);
  const writing = (async () => {
    for (const part of bytewise ? source : [source]) await pair.client.write(utf8(part));
    await pair.client.shutdown();
  })();
  const head = await readHttpHead(pair.server, { maxLineBytes: 64, maxHeadBytes: 128 });
  await writing;
  return { head, rest: text(await pair.server.read()) };
}

const head = (line: string, ...fields: readonly (readonly [string, string])[]): HttpHead => ({ line, fields });

describe.each([
  ["whole", false],
  ["byte by byte", true],
])("readHttpHead, %s", (_name, bytewise) => {
  it.each([
    ["CR LF", "GET / HTTP/1.1\r\nA: 1\r\nB:2\r\n\r\n", head("GET / HTTP/1.1", ["A", "1"], ["B", "2"])],
    ["LF alone", "x\nA:\t1 \n\n", head("x", ["A", "1"])],
    ["folded lines", "x\r\nA: 1,\r\n 2\r\n\t3\r\n\r\n", head("x", ["A", "1, 2 3"])],
    ["no fields", "x\r\n\r\n", head("x")],
  ])("reads %s", async (_what, source, expected) => {
    expect(await read(source, bytewise)).toEqual({ head: expected, rest: null });
  });

  it("leaves what follows, and is null at the end", async () => {
    const { rest } = await read("x\r\n\r\nbody", bytewise);
    expect(bytewise ? "body".startsWith(rest ?? "-") : rest === "body").toBe(true);
    expect(await read("", bytewise)).toEqual({ head: null, rest: null });
  });

  it.each([
    ["a long line", `${"x".repeat(65)}\r\n\r\n`, "ERR_FRAME_TOO_LONG", /first line is longer than 64/],
    ["a long header", `x\r\nA: ${"x".repeat(130)}\r\n\r\n`, "ERR_FRAME_TOO_LONG", /header is longer than 128/],
    ["many fields", `x\r\n${"A: 1\r\n".repeat(30)}\r\n`, "ERR_FRAME_TOO_LONG", /header is longer than 128/],
    ["no colon", "x\r\nnonsense\r\n\r\n", "ERR_BAD_FRAME", /no header field/],
    ["a space before the colon", "x\r\nA : 1\r\n\r\n", "ERR_BAD_FRAME", /no header field/],
    ["no empty line", "x\r\nA: 1\r\n", "ERR_BAD_FRAME", /without an empty line/],
  ])("refuses %s", async (_what, source, code, message) => {
    await expect(read(source, bytewise)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("fields", () => {
  it.each([
    [[], null],
    [["0"], 0],
    [["12", "12"], 12],
    [["12, 12"], 12],
    [["12", "13"], Number.NaN],
    [["-1"], Number.NaN],
    [["+1"], Number.NaN],
    [["1e3"], Number.NaN],
    [["1".repeat(16)], Number.NaN],
  ])("a Content-Length of %j is %j", (values, expected) => {
    expect(contentLength(head("x", ...values.map((value) => ["content-LENGTH", value] as const)))).toEqual(expected);
  });

  it("gives words in lower case, and bytes as they were", () => {
    const given = head("x", ["Connection", "Close, X-A"], ["connection", "te"], ["B", "é"]);
    expect(fieldWords(given, "connection")).toEqual(["close", "x-a", "te"]);
    expect(Buffer.from(formatHttpHead(given)).toString("latin1")).toBe(
      "x\r\nConnection: Close, X-A\r\nconnection: te\r\nB: é\r\n\r\n",
    );
  });
});
