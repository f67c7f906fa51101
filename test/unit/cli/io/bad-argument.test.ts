import { expect, it } from "vitest";
import { badArgument, badArgumentOf } from "../../../../src/cli/io/bad-argument.ts";

it.each([
  ["all are text", "node\0jack\0send\0:1\0hello\0", 3, null],
  ["Chinese is text", "node\0jack\0你好\0", 1, null],
  ["a real U+FFFD is text", "node\0jack\0\uFFFD\0", 1, null],
  ["an empty argument is text", "node\0jack\0\0a\0", 2, null],
])("%s", (_name, commandLine, count, wanted) => {
  expect(badArgumentOf(Buffer.from(commandLine), count)).toBe(wanted);
});

it("finds the argument that is not", () => {
  const line = Buffer.from("node\0ja\u00ffck\0send\0a\u00ff\0", "latin1");
  expect(badArgumentOf(line, 2)).toBe(2);
});

it("looks only when something was replaced", () => {
  expect(badArgument(["send", "hello"])).toBeNull();
});
