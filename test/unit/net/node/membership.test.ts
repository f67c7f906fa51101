import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { nodeInterface } from "../../../../src/net/node/membership.ts";

const name = Object.entries(networkInterfaces()).find(([, list]) =>
  list?.some((item) => item.address === "127.0.0.1"),
)?.[0];

describe.runIf(name !== undefined)("an interface for multicast", () => {
  const loopback = name ?? "";
  it.each([
    ["its IPv4 address, for IPv4", "127.0.0.1", 4, "127.0.0.1"],
    ["its IPv4 address, for IPv6", "127.0.0.1", 6, `::%${loopback}`],
    ["its name, for IPv4", loopback, 4, "127.0.0.1"],
    ["its name, for IPv6", loopback, 6, `::%${loopback}`],
    ["a scoped address", `fe80::1%${loopback}`, 6, `fe80::1%${loopback}`],
  ] as const)("is found by %s", (_, given, family, expected) => {
    expect(nodeInterface(given, family, "join")).toBe(expected);
  });

  it.runIf(process.platform === "linux")("is found by its index", () => {
    expect(nodeInterface("1", 6, "join")).toBe(`::%${loopback}`);
  });

  it.each(["nothing0", "192.0.2.77", "9999"])("is missing: %s", (given) => {
    const find = (): unknown => nodeInterface(given, 6, "leave");
    expect(find).toThrow(expect.objectContaining({ code: "ERR_ADDRESS_NOT_AVAILABLE", op: "leave" }));
    expect(find).toThrow(loopback);
  });
});
