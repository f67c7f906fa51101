import { describe, expect, it } from "vitest";
import { type ConversationArgs, planOf } from "../../../../src/cli/conversation/plan.ts";
import type { CliContext } from "../../../../src/cli/context.ts";
import { CONVERSATION_ARGS } from "../../../../src/cli/options/conversation-args.ts";
import { parseArgs } from "../../../../src/cli/parse-args.ts";
import { FakeSink } from "../../../support/cli-context.ts";

function args(...argv: string[]): ConversationArgs {
  const parsed = parseArgs(CONVERSATION_ARGS, argv);
  if (parsed.help) throw new Error("no help was asked for");
  return parsed.values;
}

function contextOf({ typed = false, seen = false, env = {} } = {}): CliContext {
  const terminal = typed && seen ? {} : null;
  return { stdout: new FakeSink(seen), terminal, env } as unknown as CliContext;
}

const PIPE = contextOf();
const TERMINAL = contextOf({ typed: true, seen: true });
const SEEN = contextOf({ seen: true });

describe("planOf", () => {
  it.each([
    ["a pipe", PIPE, [], { plainPipe: true, in: "raw", out: "raw", interactive: false, rows: false }],
    [
      "a terminal",
      TERMINAL,
      [],
      { plainPipe: false, in: "text", out: "text", eol: "lf", interactive: true, rows: true, time: "ms" },
    ],
    ["a pipe that is seen", SEEN, [], { plainPipe: false, in: "raw", out: "text", interactive: false, escape: true }],
    ["--out raw --raw", SEEN, ["--out", "raw", "--raw"], { plainPipe: true, escape: false }],
    [
      "a charset",
      PIPE,
      ["--charset", "gbk"],
      { plainPipe: false, in: "text", out: "text", eol: "lf", rows: false, time: "none" },
    ],
    ["--eol none", PIPE, ["--eol", "none"], { plainPipe: false, in: "text", out: "raw", eol: "none" }],
    ["--in hex", PIPE, ["--in", "hex"], { plainPipe: false, in: "hex", eol: "none" }],
    ["--json", PIPE, ["--json"], { plainPipe: false, out: "json", rows: false }],
    ["--capture", PIPE, ["--capture", "x"], { plainPipe: false, in: "raw", out: "raw" }],
    ["--expect", PIPE, ["--expect", "x"], { plainPipe: false }],
    ["--time in a pipe", PIPE, ["--out", "text", "--time", "us"], { rows: true, time: "us", color: false }],
    ["rows in a file", PIPE, ["--out", "text", "--time", "ms"], { rows: true, escape: true }],
    ["text and hex in a file", PIPE, ["--out", "both"], { escape: true }],
    ["text for a program", PIPE, ["--out", "text"], { escape: false }],
    ["rows in a file --raw", PIPE, ["--out", "both", "--raw"], { escape: false }],
    ["--recv-only on a terminal", TERMINAL, ["--recv-only"], { interactive: false }],
  ] as const)("decides for %s", (_name, context, argv, plan) => {
    expect(planOf(context, args(...argv), "stream")).toMatchObject(plan);
  });

  it("adds no line end to datagrams", () => {
    expect(planOf(TERMINAL, args(), "udp")).toMatchObject({ in: "text", eol: "none", plainPipe: false });
  });

  it.each([
    ["--color always in a pipe", PIPE, ["--color", "always"], true],
    ["a terminal", TERMINAL, [], true],
    ["--color never", TERMINAL, ["--color", "never"], false],
    ["NO_COLOR", contextOf({ typed: true, seen: true, env: { NO_COLOR: "1" } }), [], false],
    ["a dumb terminal", contextOf({ typed: true, seen: true, env: { TERM: "dumb" } }), [], false],
  ] as const)("colours for %s: %j %s", (_name, context, argv, color) => {
    expect(planOf(context, args(...argv), "stream").color).toBe(color);
  });

  it.each([
    [["--json", "--out", "hex"]],
    [["--send-only", "--recv-only"]],
    [["--wait", "1s", "--no-wait"]],
    [["--quiet", "--verbose"]],
    [["--send-only", "--expect", "x"]],
  ])("refuses %j together", (argv) => {
    expect(() => planOf(PIPE, args(...argv), "stream")).toThrow("cannot be used together");
  });

  it("refuses raw input from a person", () => {
    expect(() => planOf(TERMINAL, args("--in", "raw"), "stream")).toThrow("--in raw is for pipes");
  });
});
