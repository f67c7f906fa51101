import { describe, expect, it } from "vitest";
import {
  anyOf,
  array,
  boolean,
  check,
  integer,
  literal,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  string,
  tagged,
} from "../../../src/api/shape.ts";

interface Inner {
  readonly n: number;
  readonly s?: string;
}
const inner: Shape<Inner> = object<Inner>({ n: integer(0, 9), s: optional(string({ min: 1, max: 3 })) });
type Tagged = { readonly type: "a"; readonly x: boolean } | { readonly type: "b" };
const union = tagged<Tagged>({
  a: object<Extract<Tagged, { type: "a" }>>({ type: literal("a"), x: boolean() }),
  b: object<Extract<Tagged, { type: "b" }>>({ type: literal("b") }),
});
const code = string({ pattern: /^\d+$/, hint: "digits" });

describe("shapes", () => {
  it.each<[string, Shape<never> | { fault: Shape<never>["fault"] }, unknown]>([
    ["integer", integer(), -5],
    ["integer at its bounds", integer(1, 1), 1],
    ["number", number(0), 0.5],
    ["string", string(), ""],
    ["pattern", code, "12"],
    ["one of", oneOf(["x", "y"]), "y"],
    ["null", nullable(integer()), null],
    ["array", array(integer(), 2), [1, 2]],
    ["object", inner, { n: 1 }],
    ["object with its optional property", inner, { n: 1, s: "abc" }],
    ["object with an undefined optional property", inner, { n: 1, s: undefined }],
    ["record", record(boolean()), { a: true, b: false }],
    ["tagged", union, { type: "a", x: true }],
    ["any of", anyOf("a number or a word", [integer(), oneOf(["all"])]), "all"],
  ])("accept %s", (_, shape, value) => {
    expect(shape.fault(value, "")).toBeNull();
  });

  it.each<[{ fault: Shape<never>["fault"] }, unknown, string, string]>([
    [integer(), 1.5, "", "wanted an integer, got 1.5"],
    [integer(), 2 ** 53, "", "wanted an integer, got 9007199254740992"],
    [integer(0), -1, "", "wanted an integer of at least 0, got -1"],
    [integer(0, 9), "1", "", 'wanted an integer from 0 to 9, got "1"'],
    [number(), Number.NaN, "", "wanted a number, got null"],
    [number(1), 0, "", "wanted a number of at least 1, got 0"],
    [string({ min: 1 }), "", "", 'wanted a string that is not empty, got ""'],
    [string({ max: 2 }), "abc", "", 'wanted a string of 0 to 2 characters, got "abc"'],
    [code, "x", "", 'wanted digits, got "x"'],
    [string(), undefined, "", "wanted a string, got nothing"],
    [oneOf(["x", "y"]), "z", "", 'wanted one of x, y, got "z"'],
    [literal(4), 5, "", "wanted 4, got 5"],
    [nullable(integer()), "x", "", 'wanted an integer, got "x"'],
    [array(inner), [{ n: 1 }, { n: 10 }], "[1].n", "wanted an integer from 0 to 9, got 10"],
    [array(integer(), 1), [1, 2], "", "wanted at most 1 items, got 2"],
    [array(integer()), {}, "", "wanted an array, got {}"],
    [inner, null, "", "wanted an object, got null"],
    [inner, [], "", "wanted an object, got []"],
    [inner, {}, "n", "is missing"],
    [inner, { n: 1, x: 1 }, "x", "no such property"],
    [inner, { n: 1, s: null }, "s", "wanted a string of 1 to 3 characters, got null"],
    [inner, JSON.parse('{"n":1,"__proto__":1}'), "__proto__", "no such property"],
    [record(inner), { k: { n: "" } }, "k.n", 'wanted an integer from 0 to 9, got ""'],
    [union, { type: "c" }, "type", 'wanted one of a, b, got "c"'],
    [union, { type: "a" }, "x", "is missing"],
    [union, { type: "constructor" }, "type", 'wanted one of a, b, got "constructor"'],
    [anyOf("a number or a word", [integer()]), [], "", "wanted a number or a word, got []"],
  ])("refuse %#", (shape, value, path, message) => {
    expect(shape.fault(value, "")).toEqual({ path, message });
  });

  it("show only the beginning of a long value", () => {
    expect(integer().fault("x".repeat(100), "")?.message).toBe(`wanted an integer, got "${"x".repeat(59)}…`);
  });

  it("are checked with a code and the property's name", () => {
    expect(check(inner, { n: 1 })).toEqual({ n: 1 });
    expect(() => check(inner, { n: "" }, "ERR_BAD_SPEC")).toThrow(
      expect.objectContaining({ code: "ERR_BAD_SPEC", message: 'n: wanted an integer from 0 to 9, got ""' }),
    );
    expect(() => check(inner, 1)).toThrow(expect.objectContaining({ code: "ERR_BAD_OPTION" }));
  });
});
