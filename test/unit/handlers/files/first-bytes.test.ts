import { expect, it } from "vitest";
import { firstBytes } from "../../../../src/handlers/files/first-bytes.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it.each([
  ["GET / HTTP/1.1\r\n", "http"],
  ["GET /", "http"],
  ["HEAD /a HTTP/1.0\r\n", "http"],
  ["PUT /a", "http"],
  ["OPTIONS * HTTP/1.1", "http"],
  ["GET http://127.0.0.1/a HTTP/1.1", "http"],
  ["G", "undecided"],
  ["GET", "undecided"],
  ["GET ", "undecided"],
  ["GET http:/", "undecided"],
  ["GET.txt", "plain"],
  ["GET list.txt", "plain"],
  ["get /a", "plain"],
  ["hello.txt", "plain"],
  ["文件", "plain"],
  ["../x", "plain"],
] as const)("%j is %s", (text, kind) => {
  expect(firstBytes(bytes(text))).toBe(kind);
});
