import { describe, expect, it } from "vitest";
import { caretLines, type FilterNode, parseFilter } from "../../../../src/capture/index.ts";
import { LocalProtocolError } from "../../../../src/errors/index.ts";

/** A filter written out with every parenthesis, without places. */
function shape(node: FilterNode): string {
  const { from: _from, to: _to, type, ...rest } = node as FilterNode & Record<string, unknown>;
  if (node.type === "and" || node.type === "or") return `(${node.parts.map(shape).join(` ${type} `)})`;
  if (node.type === "not") return `!${shape(node.operand)}`;
  return `${type} ${JSON.stringify(rest)}`;
}

const MAX = Number.MAX_SAFE_INTEGER;

describe("parseFilter", () => {
  it.each([
    ["", "all {}"],
    ["   ", "all {}"],
    ["dir:in", 'direction {"directions":["in"]}'],
    ["DIR = OUT", 'direction {"directions":["out"]}'],
    ["dir!=in", '!direction {"directions":["in"]}'],
    ["kind:data,eof", 'kind {"kinds":["data","eof"]}'],
    ["peer:3", 'peer {"peers":[{"type":"number","number":3}]}'],
    ["peer:#3", 'peer {"peers":[{"type":"id","id":3}]}'],
    ["peer:10.0.0.,7", 'peer {"peers":[{"type":"part","part":"10.0.0."},{"type":"number","number":7}]}'],
    ["peer::8080", 'peer {"peers":[{"type":"part","part":":8080"}]}'],
    ["len>64", `length {"range":{"min":65,"max":${MAX}}}`],
    ["len >= 64", `length {"range":{"min":64,"max":${MAX}}}`],
    ["len<64", 'length {"range":{"min":0,"max":63}}'],
    ["len<=64", 'length {"range":{"min":0,"max":64}}'],
    ["len=64", 'length {"range":{"min":64,"max":64}}'],
    ["len:10..20", 'length {"range":{"min":10,"max":20}}'],
    ["len:..20", 'length {"range":{"min":0,"max":20}}'],
    ["row:100..", `row {"range":{"min":100,"max":${MAX}}}`],
    ["text:abc", 'text {"text":"abc","foldCase":false,"whole":false}'],
    ['text~"a b"', 'text {"text":"a b","foldCase":true,"whole":false}'],
    ['text="x"', 'text {"text":"x","foldCase":false,"whole":true}'],
    ["text:/a|b/i", 'regex {"source":"a|b","flags":"i"}'],
    ["温度", 'text {"text":"温度","foldCase":true,"whole":false}'],
    [
      '"a \\"q\\" \\\\ \\r\\n\\t\\0\\xE4\\u4F60"',
      `text ${JSON.stringify({ text: 'a "q" \\ \r\n\t\0ä你', foldCase: false, whole: false })}`,
    ],
    ["hex:0d0A", 'hex {"nibbles":[0,13,0,10]}'],
    ['hex:"02 ?? f?"', 'hex {"nibbles":[0,2,-1,-1,15,-1]}'],
    ["/[/]x\\//ms", 'regex {"source":"[/]x\\\\/","flags":"ms"}'],
    ["time>+2s", 'time {"after":{"base":"relative","us":2000000},"afterOpen":true,"before":null,"beforeOpen":false}'],
    [
      "time<=+1m30.5s",
      'time {"after":null,"afterOpen":false,"before":{"base":"relative","us":90500000},"beforeOpen":false}',
    ],
    [
      "time>=10:02:11.5",
      'time {"after":{"base":"daytime","us":36131500000},"afterOpen":false,"before":null,"beforeOpen":false}',
    ],
    [
      "time:2026-11-21T10:02:11.000001Z..",
      'time {"after":{"base":"absolute","us":1795255331000001},"afterOpen":false,"before":null,"beforeOpen":false}',
    ],
    ["a b and c && d", "(A and B and C and D)"],
    ["a or b || c d", "(A or B or (C and D))"],
    ["not a or !b", "(!A or !B)"],
    ["!(a or b) c", "(!(A or B) and C)"],
    ["not not a", "!!A"],
    ["a (b)", "(A and B)"],
    [
      "orange android nothing",
      '(text {"text":"orange","foldCase":true,"whole":false} and text {"text":"android","foldCase":true,"whole":false} and text {"text":"nothing","foldCase":true,"whole":false})',
    ],
    [
      "hello! 1.2.3.4/8",
      '(text {"text":"hello!","foldCase":true,"whole":false} and text {"text":"1.2.3.4/8","foldCase":true,"whole":false})',
    ],
  ])("reads %s", (input, expected) => {
    const full = expected.replace(
      /\b[A-D]\b(?!")/g,
      (name) => `text {"text":"${name.toLowerCase()}","foldCase":true,"whole":false}`,
    );
    expect(shape(parseFilter(input))).toBe(full);
  });

  it.each([
    ["len>x", 4, "expected a number"],
    ["len:20..10", 4, "the smaller number first"],
    ["len:..", 4, "one side of the dots"],
    ["len~5", 3, "expected len with one of"],
    ["dir:up", 4, "expected one of in, out"],
    ["kind:data,fin", 10, "expected one of listen, accept"],
    ["peer:", 5, "expected a peer's number"],
    ["http://x", 0, "no field is called http"],
    ["hex:0d0", 7, "two digits for every byte"],
    ["hex:0g", 5, "expected hex digits"],
    ['hex:"0 d"', 6, "second digit"],
    ["hex:", 4, "expected bytes"],
    ["time>soon", 5, "expected a time"],
    ["time:+1s", 5, "two times"],
    ["time>25:00", 5, "expected a time"],
    ['a "b', 2, 'closing "'],
    ['"\\q"', 1, 'expected \\"'],
    ["/a", 0, 'closing "/"'],
    ["//", 1, "between the slashes"],
    ["/(/", 1, "bad regular expression"],
    ["/a/gi", 3, "flags"],
    ["/a/ii", 4, "flags"],
    ["(a", 2, 'expected ")"'],
    ["a)", 1, 'no "("'],
    ["a and", 5, "expected a term"],
    ["a or or b", 5, "term before it"],
    ["and a", 0, "term before it"],
    ["not", 3, "expected a term"],
    ["!", 1, "expected a term"],
    ["()", 1, "expected a term"],
    [`${"(".repeat(200)}a`, 101, "levels deep"],
    ["a".repeat(10_001), 10_000, "10000 characters"],
  ])("refuses %s at %i", (input, position, message) => {
    let error: unknown;
    try {
      parseFilter(input);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(LocalProtocolError);
    expect(error).toMatchObject({ code: "ERR_BAD_FILTER", position, input });
    expect((error as Error).message).toContain(message);
  });

  it("keeps the place of every term", () => {
    const node = parseFilter(' dir:in and (len>3 or !"x y") ');
    const places: string[] = [];
    const visit = (part: FilterNode): void => {
      places.push(' dir:in and (len>3 or !"x y") '.slice(part.from, part.to));
      if (part.type === "and" || part.type === "or") part.parts.forEach(visit);
      if (part.type === "not") visit(part.operand);
    };
    visit(node);
    expect(places.slice(1)).toEqual(["dir:in", 'len>3 or !"x y"', "len>3", '!"x y"', '"x y"']);
  });
});

describe("caretLines", () => {
  it.each([
    ["len>x", 4, "len>x\n    ^"],
    ["温度 or", 5, "温度 or\n       ^"],
    ["a\tb", 2, "a b\n  ^"],
    ["abc", 99, "abc\n   ^"],
  ])("draws %j at %i", (input, position, drawn) => {
    expect(caretLines(input, position)).toBe(drawn);
  });
});
