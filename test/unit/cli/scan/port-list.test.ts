import { describe, expect, it } from "vitest";
import { formatPorts, looksLikePorts, parsePorts } from "../../../../src/cli/scan/port-list.ts";
import { ServiceNames } from "../../../../src/cli/scan/service-names.ts";

const SERVICES = new ServiceNames("http 80/tcp www\nmine 4711/tcp  # ours\nmine 4712/udp\n# no 1/tcp\n");

describe("parsePorts", () => {
  it.each([
    ["80", [80]],
    ["3-5,80,4", [3, 4, 5, 80]],
    ["-3", [1, 2, 3]],
    ["65534-", [65534, 65535]],
    ["www, ssh", [22, 80]],
    ["MINE", [4711]],
    ["mqtt", [1883]],
  ])("reads %j", (text, ports) => {
    expect(parsePorts(text, "tcp", SERVICES)).toEqual(ports);
  });

  it("takes - for all", () => {
    expect(parsePorts("-", "tcp", SERVICES)).toHaveLength(65_535);
  });

  it("prefers the protocol's own name", () => {
    expect(parsePorts("mine", "udp", SERVICES)).toEqual([4712]);
  });

  it.each([
    ["0", /"0": ports go from 1/],
    ["65536", /"65536": ports go/],
    ["9-3", /"9-3" goes backwards/],
    ["80,,81", /"" is no port/],
    ["no-such-service", /"no-such-service" is no port/],
    ["1-2-3", /"1-2-3" is no port/],
  ])("refuses %j", (text, message) => {
    expect(() => parsePorts(text, "tcp", SERVICES)).toThrow(message);
  });
});

describe("looksLikePorts", () => {
  it.each([
    ["80", true],
    ["1-100,8080", true],
    ["-", true],
    ["10.0.0.1", false],
    ["localhost", false],
    ["::1", false],
    ["", false],
  ])("says of %j %s", (text, answer) => {
    expect(looksLikePorts(text)).toBe(answer);
  });
});

describe("formatPorts", () => {
  it("joins runs", () => {
    expect(formatPorts([22, 80, 81, 82, 443])).toBe("22, 80-82, 443");
  });
});
