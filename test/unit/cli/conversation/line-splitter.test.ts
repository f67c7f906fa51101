import * as fc from "fast-check";
import { expect, it } from "vitest";
import { LineSplitter } from "../../../../src/cli/conversation/line-splitter.ts";

const texts = (lines: readonly Uint8Array[]): string[] => lines.map((line) => Buffer.from(line).toString("latin1"));

it("takes LF and CR LF off, and gives the last line without an end", () => {
  const splitter = new LineSplitter();
  expect(texts(splitter.push(Buffer.from("a\r\nb\n\nc")))).toEqual(["a", "b", ""]);
  expect(texts([splitter.end() ?? Buffer.from("none")])).toEqual(["c"]);
  expect(splitter.end()).toBeNull();
});

it("keeps CR where it belongs to the bytes", () => {
  expect(texts(new LineSplitter({ keepCr: true }).push(Buffer.from("a\r\n")))).toEqual(["a\r"]);
});

it("finds the same lines however the input is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "\r", "\n", "é"), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      (parts, size) => {
        const whole = Buffer.from(parts.join(""));
        const splitter = new LineSplitter();
        const lines: string[] = [];
        for (let at = 0; at < whole.length; at += size) {
          // The chunk's memory is used again, as standard input does it.
          const chunk = Buffer.from(whole.subarray(at, at + size));
          lines.push(...texts(splitter.push(chunk)));
          chunk.fill(0);
        }
        const rest = splitter.end();
        if (rest !== null) lines.push(...texts([rest]));
        const expected = whole.toString("latin1").split("\n");
        const last = expected.pop() ?? "";
        if (last !== "") expected.push(last);
        expect(lines).toEqual(expected.map((line) => line.replace(/\r$/, "")));
      },
    ),
  );
});
