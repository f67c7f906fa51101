import { describe, expect, it } from "vitest";
import { numericHost, plainHost, resolveHost } from "../../../src/net/resolve.ts";

describe("resolveHost", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1", 4],
    ["::1", "::1", 6],
    ["fe80::1%lo", "fe80::1%lo", 6],
    ["::ffff:127.0.0.1", "127.0.0.1", 4],
  ])("takes %s as it is", async (host, expected, family) => {
    expect(await resolveHost(host, "tcp")).toEqual([{ host: expected, family }]);
  });

  it("asks the system about a name", async () => {
    const found = await resolveHost("localhost", "tcp", 4);
    expect(found).toContainEqual({ host: "127.0.0.1", family: 4 });
  });

  it.each([
    ["nowhere.invalid", undefined],
    ["127.0.0.1", 6],
    ["::1", 4],
  ] as const)("does not find %s in family %s", async (host, family) => {
    await expect(resolveHost(host, "udp", family)).rejects.toMatchObject({
      code: "ERR_HOST_UNKNOWN",
      op: "resolve",
      network: "udp",
      remote: host,
    });
  });
});

it.each([
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["::ffff:a00:1", "::ffff:a00:1"],
  ["10.0.0.1", "10.0.0.1"],
  ["name", "name"],
])("shows %s as %s", (host, expected) => {
  expect(plainHost(host)).toBe(expected);
});

it("knows a name from a number", () => {
  expect(numericHost("localhost")).toBeUndefined();
  expect(numericHost("10.0.0.1")).toEqual({ host: "10.0.0.1", family: 4 });
});
