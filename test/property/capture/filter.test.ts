import * as fc from "fast-check";
import { expect, it } from "vitest";
import { caretLines, type FilterNode, parseFilter } from "../../../src/capture/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

const PIECES = [
  "dir:",
  "in",
  "peer:",
  "3",
  "kind:",
  "data",
  "len",
  ">",
  "<=",
  "=",
  "!=",
  "10..20",
  "text",
  "~",
  '"',
  "\\",
  "hex:",
  "0d",
  "??",
  "/",
  "(",
  ")",
  "!",
  "and",
  "or",
  "not",
  " ",
  "time",
  "+2s",
  "10:02",
  "..",
  ",",
  "温",
  "\ud83d\ude00",
  "i",
  "row",
  "&&",
  "||",
  "[",
  "]",
  "*",
  "\n",
];

it("reads any text, or refuses it with a place inside it", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseFilter(input);
      } catch (error) {
        expect(error).toBeInstanceOf(LocalProtocolError);
        const { code, position } = error as LocalProtocolError;
        expect(code).toBe("ERR_BAD_FILTER");
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position).toBeLessThanOrEqual(input.length);
        expect(caretLines(input, position ?? 0).split("\n")).toHaveLength(2);
      }
    }),
    { numRuns: 3000 },
  );
});

it("reads what it was written from", () => {
  const leaf = fc.constantFrom(
    "dir:in",
    "len>5",
    "kind:eof",
    '"a b"',
    "word",
    "hex:0?",
    "/x/i",
    "peer:1,2",
    "time>+1s",
    "row:1..2",
  );
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc
        .tuple(tie("tree"), fc.constantFrom(" ", " and ", " or ", "&&", "||"), tie("tree"))
        .map(([a, op, b]) => `(${a}${op}${b})`),
      tie("tree").map((a) => `!${a}`),
      tie("tree").map((a) => `not (${a})`),
    ),
  }));
  const strip = (node: FilterNode): unknown =>
    JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === "from" || key === "to" ? undefined : value)));
  fc.assert(
    fc.property(tree, (input) => {
      expect(strip(parseFilter(` ${input.replaceAll("(", " ( ").replaceAll(")", " ) ")} `))).toEqual(
        strip(parseFilter(input)),
      );
    }),
  );
});
