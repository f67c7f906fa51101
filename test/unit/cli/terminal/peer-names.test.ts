import { describe, expect, it } from "vitest";
import { PeerNames } from "../../../../src/cli/terminal/peer-names.ts";

const PEERS = [
  { id: 1, remote: "127.0.0.1:5001" },
  { id: 2, remote: "127.0.0.1:5002" },
  { id: 3, remote: "10.0.0.1:5002" },
];

describe("PeerNames", () => {
  it.each([
    ["2", 2],
    ["#3", 3],
    ["4", null],
    ["pump", 1],
    ["valve", null],
    ["127.0.0.1:5002", 2],
    [":5001", 1],
    [":5002", null],
    ["all", "all"],
    ["last", "last"],
    ["", null],
  ])("finds %j", (word, target) => {
    const names = new PeerNames();
    names.set(1, "pump");
    expect(names.find(word, PEERS)).toBe(target);
  });

  it("gives a name to one peer only", () => {
    const names = new PeerNames();
    names.set(1, "pump");
    names.set(2, "pump");
    expect(names.find("pump", PEERS)).toBe(2);
    expect(names.of(1)).toBeUndefined();
  });

  it.each([
    ["pump", true],
    ["水泵-2", true],
    ["_x", true],
    ["2pump", false],
    ["all", false],
    ["a b", false],
    ["", false],
    ["x".repeat(25), false],
    ["a\u001b[31m", false],
  ])("takes %j for a name: %s", (text, isName) => {
    expect(PeerNames.isName(text)).toBe(isName);
  });
});
