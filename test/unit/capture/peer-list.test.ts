import { describe, expect, it } from "vitest";
import { PeerList, type PeerRecord } from "../../../src/capture/index.ts";

function peer(id: number, part: Partial<PeerRecord> = {}): PeerRecord {
  return { id, network: "tcp", local: "127.0.0.1:80", remote: `10.0.0.${id % 250}:${id}`, ...part };
}

describe("PeerList", () => {
  it("is a map of thousands of peers in order", () => {
    const list = new PeerList();
    for (let id = 1; id <= 5000; id++) list.set(id, peer(id, { network: id % 3 === 0 ? "udp" : "tcp" }));
    expect(list.size).toBe(5000);
    for (const id of [1, 63, 64, 65, 4096, 5000])
      expect(list.get(id)).toEqual(peer(id, { network: id % 3 === 0 ? "udp" : "tcp" }));
    expect([list.get(0), list.get(5001), list.get(1.5), list.get(-1)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([...list.keys()].slice(0, 3)).toEqual([1, 2, 3]);
    expect([...list.values()].at(-1)?.remote).toBe("10.0.0.0:5000");
  });

  it("takes any numbers, and a peer again with other addresses", () => {
    const list = new PeerList();
    const told = [peer(7), peer(1), peer(2), peer(70_000, { network: "unix", local: "", remote: "名字" }), peer(0)];
    for (const each of told) list.set(each.id, each);
    list.set(2, peer(2));
    expect(list.size).toBe(5);
    list.set(2, peer(2, { remote: "[::1]:9" }));
    list.set(3, peer(3));
    expect(list.size).toBe(6);
    expect(new Map(list)).toEqual(
      new Map(
        [told[0], told[1], told[3], told[4], peer(2, { remote: "[::1]:9" }), peer(3)].map((each) => [each?.id, each]),
      ),
    );
    expect([list.has(2), list.has(4)]).toEqual([true, false]);
    const seen: number[] = [];
    list.forEach((_record, id) => seen.push(id));
    expect(seen).toEqual([7, 1, 70_000, 0, 2, 3]);
  });
});
