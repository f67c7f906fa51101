import { describe, expect, it } from "vitest";
import { inodeOfSocket, readUdpDrops } from "../../../src/net/udp-drops.ts";

// What a live socket counts is tested with the datagrams.
describe("counters of the kernel", () => {
  it("are unknown for a socket that does not exist", () => {
    expect(readUdpDrops("0x", false)).toBeNull();
    expect(readUdpDrops("", true)).toBeNull();
    expect(inodeOfSocket(-1)).toBeUndefined();
  });
});
