import { describe, expect, it } from "vitest";
import { checkFlow, FLOW_ARGS, shapesFlow } from "../../../../src/cli/options/flow-args.ts";
import { RETRY_ARGS, reconnectSpec, retryPlan } from "../../../../src/cli/options/retry-args.ts";
import { checkSave, SAVE_ARGS } from "../../../../src/cli/options/save-args.ts";
import { MULTICAST_ARGS, multicastSpec } from "../../../../src/cli/options/multicast-args.ts";
import { excludePairs, requirePairs } from "../../../../src/cli/options/exclude.ts";
import { valuesOf } from "../../../support/cli-args.ts";

describe("the flow options", () => {
  it.each([
    [["--every", "100ms"], true],
    [["--rate", "64K/s"], true],
    [["--max-bytes", "1K"], true],
    [["--max-messages", "3"], true],
    [["--check", "crc32"], true],
    [["--reply", "a=>b"], true],
    [["--delay", "1s"], true],
    [[], false],
  ])("%j look at the bytes: %s", (argv, wanted) => {
    const values = valuesOf(FLOW_ARGS, argv);
    checkFlow(values);
    expect(shapesFlow(values)).toBe(wanted);
  });

  it.each([
    [["--count", "3"], "--count needs --every"],
    [["--every", "0"], '--every: "0" is no time to wait between two'],
    [["--every", "0.0ms"], "--every"],
    [["--every", "1s", "--delay", "1s"], "--every and --delay cannot be used together"],
  ])("refuse %j", (argv, message) => {
    expect(() => checkFlow(valuesOf(FLOW_ARGS, argv))).toThrow(message);
  });

  it.each([
    [["--rate", "0"], /rate/],
    [["--rate", "fast"], /rate/],
    [["--count", "0"], /count/],
    [["--check", "crc99"], /crc99/],
    [["--max-bytes", "-1"], /max-bytes/],
  ])("refuse the value of %j", (argv, message) => {
    expect(() => valuesOf(FLOW_ARGS, argv)).toThrow(message);
  });
});

describe("the retry options", () => {
  it.each([
    [[], false, null],
    [["--retry", "3"], false, { attempts: 3, delayMs: 500, maxDelayMs: 10_000 }],
    [
      ["--retry", "0", "--retry-delay", "50ms", "--retry-max-delay", "1s"],
      false,
      { attempts: 0, delayMs: 50, maxDelayMs: 1000 },
    ],
    [["--retry", "1", "--retry-delay", "20s"], false, { attempts: 1, delayMs: 20_000, maxDelayMs: 20_000 }],
    [["--retry-delay", "1s"], true, { attempts: 0, delayMs: 1000, maxDelayMs: 10_000 }],
  ])("%j with reconnect %s are %j", (argv, reconnect, plan) => {
    expect(retryPlan(valuesOf(RETRY_ARGS, argv), reconnect)).toEqual(plan);
  });

  it("need --retry", () => {
    expect(() => retryPlan(valuesOf(RETRY_ARGS, ["--retry-delay", "1s"]))).toThrow("--retry-delay needs --retry");
  });

  it("become those of a session that connects again", () => {
    expect(reconnectSpec({ attempts: 0, delayMs: 0.5, maxDelayMs: 1000 })).toEqual({
      attempts: 0,
      delayMs: 1,
      maxDelayMs: 1000,
    });
  });
});

it("one file and a folder cannot be saved to at once", () => {
  const both = valuesOf(SAVE_ARGS, ["--save", "a", "--save-dir", "b"]);
  expect(() => checkSave({ ...both, sendOnly: false })).toThrow("--save and --save-dir");
  expect(() => checkSave({ save: "a", saveDir: undefined, sendOnly: true })).toThrow("--save and --send-only");
  checkSave({ save: "a", saveDir: undefined, sendOnly: false });
});

it("options of groups become those of a UDP session", () => {
  const values = valuesOf(MULTICAST_ARGS, [
    "--multicast-ttl",
    "0",
    "--multicast-interface",
    "lo",
    "--no-multicast-loop",
  ]);
  expect(multicastSpec(values, [{ group: "239.1.1.1" }])).toEqual({
    multicast: [{ group: "239.1.1.1" }],
    multicastTtl: 0,
    multicastInterface: "lo",
    multicastLoopback: false,
  });
  expect(multicastSpec(valuesOf(MULTICAST_ARGS, []), [])).toEqual({});
});

it("pairs are refused only when both, or only one, were given", () => {
  excludePairs([["--a", true, "--b", false]]);
  requirePairs([["--a", false, "--b", false]]);
  expect(() => excludePairs([["--a", true, "--b", true]])).toThrow("--a and --b cannot be used together");
  expect(() => requirePairs([["--a", true, "--b", false]])).toThrow("--a needs --b");
});
