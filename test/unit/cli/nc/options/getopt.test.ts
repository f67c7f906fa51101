import { describe, expect, it } from "vitest";
import { getopt, type OptionSpec } from "../../../../../src/cli/nc/options/getopt.ts";

const SPECS: readonly OptionSpec<string>[] = [
  { key: "listen", short: "l", long: ["listen"], takesValue: false },
  { key: "keep", short: "k", long: ["keep-open"], takesValue: false },
  { key: "port", short: "p", long: ["source-port"], takesValue: true },
  { key: "source", short: "s", long: ["source"], takesValue: true },
  { key: "delay", short: "d", long: ["delay"], takesValue: true },
  { key: "deny", long: ["deny"], takesValue: true },
  { key: "chat", long: ["chat", "chatter"], takesValue: false },
];

function told(argv: readonly string[], stopAtOperand = false): unknown {
  const { options, operands } = getopt(argv, SPECS, { stopAtOperand });
  return [options.map(({ key, value }) => (value === null ? key : `${key}=${value}`)), operands];
}

describe("getopt", () => {
  it.each([
    [["-l", "-k", "host"], ["listen", "keep"], ["host"]],
    [["-lkp80", "host"], ["listen", "keep", "port=80"], ["host"]],
    [["-lp", "80"], ["listen", "port=80"], []],
    [["host", "-l", "80"], ["listen"], ["host", "80"]],
    [["--listen", "--source-port=80"], ["listen", "port=80"], []],
    [["--source-port", "80"], ["port=80"], []],
    [["--source-port", "-l"], ["port=-l"], []],
    [["--source-p", "80"], ["port=80"], []],
    [["--source", "a"], ["source=a"], []],
    [["--li"], ["listen"], []],
    [["--ch"], ["chat"], []],
    [["--", "-l"], [], ["-l"]],
    [["-", "x"], [], ["-", "x"]],
    [["--deny=", "x"], ["deny="], ["x"]],
    [["-p", "--", "-l"], ["port=--", "listen"], []],
  ])("%j", (argv, options, operands) => {
    expect(told(argv)).toEqual([options, operands]);
  });

  it("stops at the first operand when it is to", () => {
    expect(told(["-l", "host", "-k"], true)).toEqual([["listen"], ["host", "-k"]]);
  });

  it.each([
    [["--foo"], "unrecognized option '--foo'"],
    [["--foo=3"], "unrecognized option '--foo'"],
    [["-Q"], "invalid option -- 'Q'"],
    [["-lQ"], "invalid option -- 'Q'"],
    [["-p"], "option requires an argument -- 'p'"],
    [["--source-port"], "option '--source-port' requires an argument"],
    [["--listen=3"], "option '--listen' doesn't allow an argument"],
    [["--de", "3"], "option '--de' is ambiguous; possibilities: '--delay' '--deny'"],
  ])("%j is refused", (argv, message) => {
    expect(() => told(argv)).toThrow(message);
  });
});
