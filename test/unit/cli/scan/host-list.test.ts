import { describe, expect, it } from "vitest";
import { resolveHosts } from "../../../../src/cli/scan/host-list.ts";

const OPTIONS = { family: undefined, maxHosts: 256 };

describe("resolveHosts", () => {
  it.each([
    ["127.0.0.1", ["127.0.0.1"]],
    ["127.0.0.1,127.0.0.1,::1", ["127.0.0.1", "::1"]],
    ["[::1]", ["::1"]],
    ["10.0.0.8/30", ["10.0.0.9", "10.0.0.10"]],
    ["10.0.0.9/30", ["10.0.0.9", "10.0.0.10"]],
    ["10.0.0.8/31", ["10.0.0.8", "10.0.0.9"]],
    ["10.0.0.8/32", ["10.0.0.8"]],
    ["10.0.0-1.7-8", ["10.0.0.7", "10.0.0.8", "10.0.1.7", "10.0.1.8"]],
    ["fe80::fffe/126", ["fe80::fffc", "fe80::fffd", "fe80::fffe", "fe80::ffff"]],
    ["::ffff:10.0.0.1/128", ["::ffff:a00:1"]],
  ])("reads %j", async (text, addresses) => {
    expect((await resolveHosts(text, OPTIONS)).map(({ address }) => address)).toEqual(addresses);
  });

  it("counts 254 hosts in a /24", async () => {
    expect(await resolveHosts("192.168.1.0/24", OPTIONS)).toHaveLength(254);
  });

  it("takes a name's addresses of the family", async () => {
    const [host] = await resolveHosts("localhost", { ...OPTIONS, family: 4 });
    expect(host).toMatchObject({ name: "localhost", address: "127.0.0.1", family: 4 });
  });

  it.each([
    ["10.0.0.0/23", /"10.0.0.0\/23" makes it more hosts than --max-hosts/],
    ["2001:db8::/64", /more hosts/],
    ["10.0.0.0/24,10.9.9.9,10.9.9.8,10.9.9.7", /more hosts/],
    ["10.0.0.0/33", /no block/],
    ["nowhere/8", /no block/],
    ["10.0.0.9-3", /no block/],
    ["10.0.1-2", /no block/],
    ["10.0.0.1,,10.0.0.2", /empty item/],
  ])("refuses %j", async (text, message) => {
    await expect(resolveHosts(text, OPTIONS)).rejects.toThrow(message);
  });

  it("refuses an address of the other family", async () => {
    await expect(resolveHosts("::1", { ...OPTIONS, family: 4 })).rejects.toThrow(/IPv6 address, which was excluded/);
  });
});
