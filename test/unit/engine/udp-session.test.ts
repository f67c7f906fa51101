import { afterEach, describe, expect, it, vi } from "vitest";
import type { UdpSpec } from "../../../src/api/index.ts";
import { createEngine, type Session } from "../../../src/engine/index.ts";
import { SocketError } from "../../../src/errors/index.ts";
import type { DatagramOptions, InetAddress } from "../../../src/net/index.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork } from "../../support/memory-network.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function bench(
  spec: Partial<UdpSpec> = {},
): Promise<{ network: MemoryNetwork; log: EventLog; session: Session }> {
  const network = new MemoryNetwork();
  const log = new EventLog();
  const engine = createEngine({ network });
  const session = await engine.open({ type: "udp", port: 90, record: false, ...spec }, { listener: log.listener });
  return { network, log, session };
}

const ADDRESS = { host: "127.0.0.1", port: 90 };

describe("a UDP session", () => {
  afterEach(() => void vi.useRealTimers());

  it("makes a peer of every source; empty datagrams are messages", async () => {
    const { network, log, session } = await bench();
    const [one, two] = [
      await network.bindDatagrams({ ...ADDRESS, port: 1 }),
      await network.bindDatagrams({ ...ADDRESS, port: 2 }),
    ];
    await one.send(text(""), ADDRESS);
    await two.send(text("two"), ADDRESS);
    await one.send(text("one"), ADDRESS);
    await log.until(() => log.of("data").length === 3);
    expect((await session.send(text("to the last"), "last")).sent).toEqual([1]);
    expect((await session.send(text("to all"), "all")).sent).toEqual([1, 2]);
    expect((await one.receive())[0]?.bytes.length).toBe(11);
    expect((await two.receive())[0]?.bytes.length).toBe(6);
    expect(log.lines()).toEqual([
      "listen 0",
      "open 1",
      "data in 1 (0)",
      "open 2",
      "data in 2 (3)",
      "data in 1 (3)",
      "data out 1 (11)",
      "data out 1 (6)",
      "data out 2 (6)",
    ]);
    await session.disconnect(1);
    await one.send(text("again"), ADDRESS);
    await log.first((event) => event.peer === 3 && event.kind === "data");
    expect(session.peers().map((peer) => [peer.id, peer.phase])).toEqual([
      [1, "gone"],
      [2, "open"],
      [3, "open"],
    ]);
  });

  it("sends to its remote from the start, and never forgets it", async () => {
    const { network, log, session } = await bench({
      remote: { host: "127.0.0.1", port: 7 },
      limits: { maxUdpPeers: 1, maxGonePeers: 0 },
    });
    const far = await network.bindDatagrams({ host: "127.0.0.1", port: 7 });
    expect((await session.send(text("x"), "last")).sent).toEqual([1]);
    expect((await far.receive())[0]?.from).toEqual(ADDRESS);
    for (let port = 100; port < 103; port++) {
      await (await network.bindDatagrams({ ...ADDRESS, port })).send(text("y"), ADDRESS);
      await log.until(() => log.bytes("in").length === port - 99);
    }
    expect(session.peers().map((peer) => peer.id)).toEqual([1, 4]);
    expect(log.of("close").map((event) => event.peer)).toEqual([2, 3]);
  });

  it("an error of the socket is told, counted, and does not end it", async () => {
    const { network, log, session } = await bench();
    const refused = new SocketError("ERR_REFUSED", { op: "recv", network: "udp" });
    for (let n = 0; n < 3; n++) network.bound.get("127.0.0.1:90")?.give(refused);
    const far = await network.bindDatagrams({ ...ADDRESS, port: 1 });
    await far.send(text("still"), ADDRESS);
    await log.first((event) => event.kind === "data");
    expect(log.of("error")[0]?.detail).toMatchObject({ code: "ERR_REFUSED", op: "recv", count: 1 });
    await session.close();
    expect(log.of("error").reduce((sum, event) => sum + Number(event.detail?.["count"]), 0)).toBe(3);
  });

  it("tells drops of the kernel as they rise", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { network, log, session } = await bench();
    const socket = network.bound.get("127.0.0.1:90");
    if (socket === undefined) throw new Error("not bound");
    expect(session.state().drops.kernel).toBe(0);
    socket.drops = 12;
    vi.advanceTimersByTime(1000);
    socket.drops = 20;
    vi.advanceTimersByTime(1000);
    vi.advanceTimersByTime(1000);
    expect(log.of("drop").map((event) => event.detail)).toEqual([
      { where: "kernel", count: 12, total: 12 },
      { where: "kernel", count: 8, total: 20 },
    ]);
    expect(session.state().drops.kernel).toBe(20);
    await session.close();
  });

  it("waits for listeners before it receives more", async () => {
    const { network, log, session } = await bench();
    let release: () => void = () => undefined;
    session.listen((event) =>
      event.kind === "data"
        ? new Promise((resolve) => {
            release = resolve;
          })
        : undefined,
    );
    const far = await network.bindDatagrams({ ...ADDRESS, port: 1 });
    await far.send(text("1"), ADDRESS);
    await far.send(text("2"), ADDRESS);
    await log.until(() => log.of("data").length === 1);
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(log.of("data")).toHaveLength(1);
    release();
    await log.until(() => log.of("data").length === 2);
    release();
  });

  it("has no FIN and no RST, and only numbers for ports", async () => {
    const { session } = await bench();
    const peer = await session.addPeer("127.0.0.1", 5);
    expect(() => session.reset(peer.id)).toThrow("UDP has no RST");
    await expect(session.shutdown(peer.id)).rejects.toThrow("UDP has no FIN");
    await expect(session.addPeer("127.0.0.1", 0)).rejects.toThrow(RangeError);
    await session.close();
    await expect(session.addPeer("127.0.0.1", 5)).rejects.toMatchObject({ code: "ERR_UNSUPPORTED" });
  });

  it.each<[Partial<UdpSpec>, string]>([
    [{}, "127.0.0.1"],
    [{ remote: { host: "127.0.0.1", port: 9 } }, "127.0.0.1"],
    [{ remote: { host: "::1", port: 9 } }, "::1"],
    [{ remote: { host: "10.0.0.9", port: 9 } }, "0.0.0.0"],
    [{ remote: { host: "fe80::1", port: 9 } }, "::"],
    [{ broadcast: true }, "0.0.0.0"],
    [{ multicast: [{ group: "239.1.1.1" }] }, "0.0.0.0"],
    [{ multicast: [{ group: "ff02::9" }] }, "::"],
    [{ host: "192.168.0.1", multicast: [{ group: "239.1.1.1" }] }, "192.168.0.1"],
  ])("binds %j to %s", async (spec, host) => {
    const { session } = await bench(spec);
    expect(session.state().local).toBe(host.includes(":") ? `[${host}]:90` : `${host}:90`);
    await session.close();
  });

  it("hands the options of the spec to the socket", async () => {
    const network = new MemoryNetwork();
    let seen: [InetAddress, DatagramOptions | undefined] | null = null;
    const bind = network.bindDatagrams.bind(network);
    await using engine = createEngine({
      network: Object.assign(network, {
        bindDatagrams: (address: InetAddress, options?: DatagramOptions) => {
          seen = [address, options];
          return bind(address);
        },
      }),
    });
    const options = { broadcast: true, ttl: 3, multicastTtl: 4, multicastLoopback: false, reuseAddress: true };
    await engine.open({
      type: "udp",
      record: false,
      receiveBufferBytes: 9999,
      multicast: [{ group: "239.0.0.1" }, { group: "239.0.0.2", interface: "127.0.0.1" }],
      ...options,
    });
    expect(seen).toEqual([
      { host: "0.0.0.0", port: 0 },
      {
        ...options,
        receiveBufferBytes: 9999,
        multicastInterface: "127.0.0.1",
        signal: expect.any(AbortSignal) as AbortSignal,
      },
    ]);
  });
});
