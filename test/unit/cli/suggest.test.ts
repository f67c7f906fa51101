import { describe, expect, it } from "vitest";
import { editDistance, suggest } from "../../../src/cli/suggest.ts";

describe("suggest", () => {
  it.each([
    ["conect", "connect"],
    ["lsiten", "listen"],
    ["comp", "completion"],
    ["sned", "send"],
    ["UDP", "udp"],
    ["frobnicate", null],
    ["x", null],
  ])("answers %j with %j", (word, meant) => {
    expect(suggest(word, ["listen", "connect", "udp", "send", "completion"])).toBe(meant);
  });
});

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
  ])("counts %j to %j as %j", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
});
