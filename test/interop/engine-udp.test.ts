import { createSocket } from "node:dgram";
import { describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { EventLog, portOf } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const ECHO = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])
while True:
    data, a = s.recvfrom(65535)
    print(len(data), a[1])
    s.sendto(data, a)
`;

describe("UDP sessions against CPython", () => {
  const it = itWith(["python3"]);

  it("exchange datagrams whole: empty, GBK, and the largest", async () => {
    await using echo = ForeignProgram.python(ECHO);
    const port = Number(await echo.line());
    await using engine = createEngine();
    const log = new EventLog();
    const udp = await engine.open(
      { type: "udp", remote: { host: "127.0.0.1", port }, charset: { in: "gbk", out: "gbk" } },
      { listener: log.listener },
    );
    const own = portOf(udp.state().local);
    const gbk = Uint8Array.from([0xc4, 0xe3, 0xba, 0xc3]);
    const largest = new Uint8Array(65_507).map((_, index) => index % 251);
    for (const bytes of [new Uint8Array(0), gbk, largest]) {
      expect(await udp.send(bytes, "all")).toEqual({ sent: [1], failed: [] });
      expect(await echo.line()).toBe(`${bytes.length} ${own}`);
    }
    await log.until(() => log.of("data").filter((event) => event.direction === "in").length === 3);
    const answers = log.of("data").filter((event) => event.direction === "in");
    expect(answers.map((event) => event.bytes.length)).toEqual([0, 4, 65_507]);
    expect(Buffer.compare(answers[1]?.bytes ?? gbk, gbk)).toBe(0);
    expect(Buffer.compare(answers[2]?.bytes ?? gbk, largest)).toBe(0);
    expect(udp.state()).toMatchObject({ peersTotal: 1, drops: { kernel: 0 } });

    const failed = await udp.send(new Uint8Array(65_508), 1);
    expect(failed.failed[0]?.error).toMatchObject({ code: "ERR_MESSAGE_TOO_LONG" });
    expect(log.of("error")[0]?.detail).toMatchObject({ code: "ERR_MESSAGE_TOO_LONG", op: "send" });
    await udp.send(gbk, 1);
    await log.until(() => log.of("data").filter((event) => event.direction === "in").length === 4);
  });

  it("answer the last sender, or a chosen one", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const udp = await engine.open({ type: "udp", port: 0 }, { listener: log.listener });
    await using client = ForeignProgram.python(
      `
import socket, sys
to = ("127.0.0.1", int(sys.argv[1]))
a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
a.sendto(b"a1", to); sys.stdin.readline()
b.sendto(b"b1", to); sys.stdin.readline()
a.sendto(b"a2", to)
print(a.recvfrom(100)[0].decode()); print(b.recvfrom(100)[0].decode())
`,
      portOf(udp.state().local),
    );
    await log.until(() => log.bytes("in").toString() === "a1");
    client.write("\n");
    await log.until(() => log.bytes("in").toString() === "a1b1");
    client.write("\n");
    await log.until(() => log.bytes("in").toString() === "a1b1a2");
    expect(udp.state().peersTotal).toBe(2);
    expect((await udp.send(Buffer.from("to a"), "last")).sent).toEqual([1]);
    expect((await udp.send(Buffer.from("to b"), 2)).sent).toEqual([2]);
    expect(await client.line()).toBe("to a");
    expect(await client.line()).toBe("to b");
  });

  it("forget the source heard least recently past maxUdpPeers, and say so", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const limits = { maxUdpPeers: 3, maxGonePeers: 2 };
    const udp = await engine.open({ type: "udp", port: 0, limits }, { listener: log.listener });
    await using client = ForeignProgram.python(
      `
import socket, sys
to = ("127.0.0.1", int(sys.argv[1]))
all = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for n in range(10)]
for n, s in enumerate(all):
    s.sendto(b"%d" % n, to); sys.stdin.readline()
    all[0].sendto(b"0", to); sys.stdin.readline()
print("done")
`,
      portOf(udp.state().local),
    );
    for (let n = 1; n <= 20; n++) {
      await log.until(() => log.bytes("in").length === n);
      client.write("\n");
    }
    expect(await client.line()).toBe("done");
    expect(udp.state()).toMatchObject({ peersOpen: 3, peersTotal: 10 });
    expect(udp.peers().map((peer) => `${peer.id} ${peer.phase}`)).toEqual([
      "1 open",
      "7 gone",
      "8 gone",
      "9 open",
      "10 open",
    ]);
    expect(log.of("close").map((event) => event.detail?.["reason"])).toEqual(
      Array.from({ length: 7 }, () => "forgotten"),
    );
    expect(log.of("limit")[0]?.detail).toMatchObject({ limit: "maxUdpPeers", value: 3 });
  });

  it("make a peer of a name, and IPv6 works", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const udp = await engine.open({ type: "udp", host: "::1", port: 0 }, { listener: log.listener });
    const other = createSocket("udp6");
    const port = await new Promise<number>((resolve) => {
      other.bind(0, "::1", () => resolve(other.address().port));
    });
    try {
      const got = new Promise<string>((resolve) => other.once("message", (bytes) => resolve(bytes.toString())));
      const peer = await udp.addPeer("::1", port);
      expect(peer).toMatchObject({ id: 1, remote: `[::1]:${port}`, phase: "open" });
      expect((await udp.addPeer("::1", port)).id).toBe(1);
      await udp.send(Buffer.from("six"), 1);
      expect(await got).toBe("six");
      await expect(udp.addPeer("no.such.name.invalid", 9)).rejects.toMatchObject({ code: "ERR_HOST_UNKNOWN" });
      await expect(udp.shutdown(1)).rejects.toMatchObject({ code: "ERR_UNSUPPORTED" });
    } finally {
      other.close();
    }
  });

  it("hear a multicast group on loopback", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const udp = await engine.open(
      { type: "udp", port: 0, multicast: [{ group: "239.77.1.2", interface: "127.0.0.1" }] },
      { listener: log.listener },
    );
    expect(udp.state().local).toMatch(/^0\.0\.0\.0:/);
    await using sender = ForeignProgram.python(
      `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
s.sendto(b"to all", ("239.77.1.2", int(sys.argv[1])))
`,
      portOf(udp.state().local),
    );
    expect(await sender.exited).toBe(0);
    await log.until(() => log.bytes("in").toString() === "to all");
  });

  it("send to a broadcast address, only when allowed", async () => {
    await using sink = ForeignProgram.python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("0.0.0.0", 0)); s.settimeout(20)
print(s.getsockname()[1]); data, a = s.recvfrom(100); print(data.decode()); s.sendto(b"heard", a)
`);
    const port = Number(await sink.line());
    await using engine = createEngine();
    const remote = { host: "127.255.255.255", port };
    const careful = await engine.open({ type: "udp", host: "127.0.0.1", remote });
    expect((await careful.send(Buffer.from("x"), 1)).failed[0]?.error).toMatchObject({ code: "ERR_ACCESS" });
    const log = new EventLog();
    const loud = await engine.open({ type: "udp", remote, broadcast: true }, { listener: log.listener });
    await loud.send(Buffer.from("anybody there?"), "all");
    expect(await sink.line()).toBe("anybody there?");
    // The answer comes from the address that answered, not from the one that was called.
    await log.until(() => log.bytes("in").toString() === "heard");
    expect(loud.peers().map((peer) => peer.remote)).toEqual([`127.255.255.255:${port}`, `127.0.0.1:${port}`]);
  });

  it("join an IPv6 multicast group, and say when the interface does not exist", async () => {
    await using engine = createEngine();
    const group = "ff01::4a46";
    const udp = await engine.open({ type: "udp", port: 0, multicast: [{ group, interface: "lo" }] });
    expect(udp.state().local).toMatch(/^\[::\]:/);
    await expect(
      engine.open({ type: "udp", port: 0, multicast: [{ group, interface: "nowhere0" }] }),
    ).rejects.toMatchObject({ code: "ERR_ADDRESS_NOT_AVAILABLE" });
  });

  it("count what the kernel drops", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const udp = await engine.open(
      { type: "udp", port: 0, receiveBufferBytes: 4096 },
      { listener: (event) => (event.kind === "data" ? held : log.listener(event)) },
    );
    await using flood = ForeignProgram.python(
      `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(40000): s.sendto(b"x" * 1000, ("127.0.0.1", int(sys.argv[1])))
`,
      portOf(udp.state().local),
    );
    expect(await flood.exited).toBe(0);
    const drop = await log.first((event) => event.kind === "drop");
    expect(drop.detail).toMatchObject({ where: "kernel" });
    expect(udp.state().drops.kernel).toBeGreaterThan(0);
    release();
    await udp.close();
    const told = log.of("drop").reduce((sum, event) => sum + Number(event.detail?.["count"]), 0);
    expect(told + udp.state().counters.readsIn).toBeLessThanOrEqual(40_000);
    expect(udp.state().drops.kernel).toBe(told);
  });
});
