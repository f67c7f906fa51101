import { describe, expect, it } from "vitest";
import { parsePorts, shuffled } from "../../../../../src/cli/nc/openbsd/port-list.ts";

const services = async (name: string): Promise<number | null> => (name === "ssh" ? 22 : null);

describe("ports of nc", () => {
  it.each([
    [["80"], [80]],
    [["20-23"], [20, 21, 22, 23]],
    [
      ["23-20", "ssh"],
      [20, 21, 22, 23, 22],
    ],
    [["65535"], [65_535]],
  ])("%j", async (words, ports) => {
    expect(await parsePorts(words, services)).toEqual(ports);
  });

  it.each([
    ["0", "port number too small: 0"],
    ["-5", "port number too small: -5"],
    ["70000", "port number too large: 70000"],
    ["1-70000", "port number too large: 70000"],
    ["gopher", "port number invalid: gopher"],
    ["1-x", "port number invalid: 1-x"],
  ])("refuses %s", async (word, line) => {
    await expect(parsePorts([word], services)).rejects.toMatchObject({ code: 1, line });
  });

  it("mixes without losing any", () => {
    const ports = [1, 2, 3, 4, 5];
    expect([...shuffled(ports)].sort((a, b) => a - b)).toEqual(ports);
    expect(shuffled(ports, () => 0)).not.toEqual(ports);
  });
});
