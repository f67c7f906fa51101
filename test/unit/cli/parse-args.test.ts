import { describe, expect, expectTypeOf, it } from "vitest";
import { flag, option, optional, required, rest } from "../../../src/cli/command.ts";
import { duration, integer, text } from "../../../src/cli/options/value-types.ts";
import { parseArgs } from "../../../src/cli/parse-args.ts";

const TABLE = {
  first: required(text("FIRST"), "address"),
  second: optional(integer("N", 0, 10), "count"),
  quiet: flag({ short: "q" }),
  keepOpen: flag({ short: "k" }),
  idle: option(duration, { short: "i" }),
} as const;

function valuesOf(...argv: string[]): unknown {
  const parsed = parseArgs(TABLE, argv);
  return parsed.help ? "help" : parsed.values;
}

describe("parseArgs", () => {
  it.each([
    [["a"], { first: "a", quiet: false, keepOpen: false }],
    [["a", "3"], { first: "a", second: 3, quiet: false, keepOpen: false }],
    [["-qk", "a"], { first: "a", quiet: true, keepOpen: true }],
    [["a", "--idle", "2s", "--keep-open"], { first: "a", quiet: false, keepOpen: true, idle: 2000 }],
    [["--idle=150ms", "a"], { first: "a", quiet: false, keepOpen: false, idle: 150 }],
    [["-i", "2", "a"], { first: "a", quiet: false, keepOpen: false, idle: 2000 }],
    [["--", "--quiet"], { first: "--quiet", quiet: false, keepOpen: false }],
    [["a", "--help"], "help"],
    [["-h"], "help"],
  ])("reads %j", (argv, values) => {
    expect(valuesOf(...argv)).toEqual(values);
  });

  it.each([
    [[], "FIRST is missing"],
    [["a", "3", "b"], '"b" is one argument too many'],
    [["a", "--quite"], "unknown option --quite; did you mean --quiet?"],
    [["a", "--nothing-like-it"], "unknown option --nothing-like-it"],
    [["a", "-x"], "unknown option -x"],
    [["a", "--quiet=yes"], "--quiet takes no value"],
    [["a", "--idle"], "--idle needs a value: --idle TIME"],
    [["a", "--idle", "soon"], '--idle: "soon" is no time'],
    [["a", "11"], '"11" is no whole number from 0 to 10'],
  ])("refuses %j", (argv, message) => {
    expect(() => valuesOf(...argv)).toThrow(message);
  });

  it("gives the rest to the argument that takes it", () => {
    const parsed = parseArgs({ first: required(text("A"), "address"), text: rest("TEXT") }, ["a", "b", "-", "c"]);
    expect(parsed).toEqual({ help: false, values: { first: "a", text: ["b", "-", "c"] } });
  });

  it("types the values by the table", () => {
    const parsed = parseArgs(TABLE, ["a"]);
    if (parsed.help) throw new Error("no help was asked for");
    expectTypeOf(parsed.values.first).toEqualTypeOf<string>();
    expectTypeOf(parsed.values.second).toEqualTypeOf<number | undefined>();
    expectTypeOf(parsed.values.quiet).toEqualTypeOf<boolean>();
    expectTypeOf(parsed.values.idle).toEqualTypeOf<number | undefined>();
    // @ts-expect-error the table has no such name
    expect(parsed.values.missing).toBeUndefined();
  });
});
