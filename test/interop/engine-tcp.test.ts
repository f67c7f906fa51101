import { describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { EventLog, portOf } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const CLIENT = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(sys.argv[2].encode())
print("got", s.recv(1024).decode())
print("end", repr(s.recv(1024)))
`;

const SERVER = `
import socket
l = socket.create_server(("127.0.0.1", 0))
print(l.getsockname()[1])
while True:
    c, a = l.accept()
    print("accepted")
    data = b""
    while True:
        part = c.recv(65536)
        if not part: break
        data += part
        if data.endswith(b"bye"): break
    print("got", data.decode())
    c.sendall(b"thanks")
    c.close()
`;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("TCP sessions against CPython", () => {
  const it = itWith(["python3"]);

  it("address three clients one by one", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "tcp-server", port: 0 }, { listener: log.listener });
    const port = portOf(server.state().local);
    const names = ["one", "two", "three"];
    const clients: ForeignProgram[] = [];
    for (const name of names) {
      clients.push(ForeignProgram.python(CLIENT, port, name));
      await log.until(() => log.bytes("in").toString() === names.slice(0, clients.length).join(""));
    }
    expect(names.map((_, index) => log.bytes("in", index + 1).toString())).toEqual(names);
    for (const peer of [2, 3, 1]) {
      expect(await server.send(text(`only ${peer}`), peer)).toEqual({ sent: [peer], failed: [] });
      expect(await clients[peer - 1]?.line()).toBe(`got only ${peer}`);
    }
    await server.disconnect(2);
    expect(await clients[1]?.line()).toBe("end b''");
    expect(server.state()).toMatchObject({ peersOpen: 2, peersTotal: 3 });
    expect(server.peers().map((peer) => peer.phase)).toEqual(["open", "gone", "open"]);
    await server.close();
    expect(await clients[0]?.line()).toBe("end b''");
    expect(log.lines(2)).toEqual([
      "accept 2",
      "data in 2 (3)",
      "data out 2 (6)",
      "eof out 2",
      "eof in 2",
      "close 2 local",
    ]);
    for (const client of clients) expect(await client.exited).toBe(0);
  });

  it("half-close: a client's FIN is seen, and the answer still reaches it", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "tcp-server", port: 0, halfOpen: true }, { listener: log.listener });
    await using client = ForeignProgram.python(
      `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"question"); s.shutdown(socket.SHUT_WR)
data = b""
while part := s.recv(1024): data += part
print(data.decode())
`,
      portOf(server.state().local),
    );
    await log.first((event) => event.kind === "eof");
    expect(server.peers()[0]?.phase).toBe("half-closed-in");
    await server.send(text("answer"), "last");
    await server.shutdown(1);
    expect(await client.line()).toBe("answer");
    await log.first((event) => event.kind === "close");
    expect(log.lines(1)).toEqual([
      "accept 1",
      "data in 1 (8)",
      "eof in 1",
      "data out 1 (6)",
      "eof out 1",
      "close 1 fin",
    ]);
  });

  it("half-close: our FIN is seen, and the other end's answer still arrives", async () => {
    await using server = ForeignProgram.python(SERVER);
    const port = Number(await server.line());
    await using engine = createEngine();
    const log = new EventLog();
    const client = await engine.open({ type: "tcp-client", host: "127.0.0.1", port }, { listener: log.listener });
    await client.send(text("hello"), "all");
    await client.shutdown(1);
    await expect(client.send(text("more"), 1)).resolves.toMatchObject({ sent: [], failed: [{ peer: 1 }] });
    await client.closed;
    expect(log.bytes("in").toString()).toBe("thanks");
    expect(client.state().phase).toBe("closed");
    expect(log.lines(1)).toEqual(["open 1", "data out 1 (5)", "eof out 1", "data in 1 (6)", "eof in 1", "close 1 fin"]);
  });

  it("resets: RST is seen in both directions and ends only that peer", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "tcp-server", port: 0 }, { listener: log.listener });
    await using client = ForeignProgram.python(
      `
import socket, struct, sys
port = int(sys.argv[1])
a = socket.create_connection(("127.0.0.1", port)); a.sendall(b"a"); sys.stdin.readline()
a.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); a.close()
b = socket.create_connection(("127.0.0.1", port)); b.sendall(b"b")
try: b.recv(10); print("no error")
except ConnectionResetError: print("reset")
c = socket.create_connection(("127.0.0.1", port)); c.sendall(b"c"); print(c.recv(10).decode())
`,
      portOf(server.state().local),
    );
    await log.first((event) => event.kind === "data");
    client.write("\n");
    await log.first((event) => event.kind === "data" && event.peer === 2);
    server.reset(2);
    expect(await client.line()).toBe("reset");
    await log.first((event) => event.kind === "data" && event.peer === 3);
    await server.send(text("still here"), 3);
    expect(await client.line()).toBe("still here");
    expect(log.lines(1)).toEqual(["accept 1", "data in 1 (1)", "reset in 1", "close 1 reset"]);
    expect(log.lines(2)).toEqual(["accept 2", "data in 2 (1)", "reset out 2", "close 2 reset"]);
  });

  it("reconnect: each connection is a peer of its own", async () => {
    await using server = ForeignProgram.python(SERVER);
    const port = Number(await server.line());
    await using engine = createEngine();
    const log = new EventLog();
    const client = await engine.open(
      { type: "tcp-client", host: "127.0.0.1", port, reconnect: { delayMs: 5, maxDelayMs: 20 } },
      { listener: log.listener },
    );
    for (let peer = 1; peer <= 3; peer++) {
      await log.first((event) => event.kind === "open" && event.peer === peer);
      await client.send(text(`${peer} bye`), "all");
      await log.first((event) => event.kind === "close" && event.peer === peer);
      expect(await server.line()).toBe("accepted");
      expect(await server.line()).toBe(`got ${peer} bye`);
    }
    expect(client.state().peersTotal).toBeGreaterThanOrEqual(3);
    await client.close();
    expect(client.state().phase).toBe("closed");
  });

  it("connects again when the server comes back, and says meanwhile why it cannot", async () => {
    const first = ForeignProgram.python(SERVER);
    const port = Number(await first.line());
    await first[Symbol.asyncDispose]();
    await using engine = createEngine();
    const log = new EventLog();
    const client = await engine.open(
      { type: "tcp-client", host: "127.0.0.1", port, reconnect: { delayMs: 5, maxDelayMs: 20 } },
      { listener: log.listener },
    );
    await log.until(() => log.of("error").length >= 3);
    expect(client.state()).toMatchObject({ problem: { code: "ERR_REFUSED" } });
    expect(log.of("error")[0]?.detail).toMatchObject({ code: "ERR_REFUSED", op: "connect" });
    await using second = ForeignProgram.python(SERVER.replace('("127.0.0.1", 0)', `("127.0.0.1", ${port})`));
    await second.line();
    await log.first((event) => event.kind === "open");
    expect(client.state()).toMatchObject({ phase: "open", problem: null });
  });

  it("gives up after the attempts that were asked for", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const client = await engine.open(
      { type: "tcp-client", host: "127.0.0.1", port: 1, reconnect: { delayMs: 1, maxDelayMs: 1, attempts: 3 } },
      { listener: log.listener },
    );
    await client.closed;
    expect(client.state()).toMatchObject({ phase: "failed", problem: { code: "ERR_REFUSED" } });
    expect(log.of("error")).toHaveLength(3);
  });

  it("a peer that reads nothing does not hold back the others, and its queue is bounded", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const limits = { maxQueuedBytes: 1_000_000 };
    const server = await engine.open(
      { type: "tcp-server", port: 0, limits, record: false },
      { listener: log.listener },
    );
    await using client = ForeignProgram.python(
      `
import socket, sys
port = int(sys.argv[1])
stalled = socket.create_connection(("127.0.0.1", port)); stalled.sendall(b"s")
lively = socket.create_connection(("127.0.0.1", port)); lively.sendall(b"l")
for n in range(20): print(len(lively.recv(10, socket.MSG_WAITALL)))
sys.stdin.readline()
stalled.settimeout(20)
total = 0
while total < 40_000_000: total += len(stalled.recv(1 << 20))
print("stalled", total)
`,
      portOf(server.state().local),
    );
    await log.until(() => log.bytes("in").length === 2);
    const chunk = new Uint8Array(400_000);
    const sends = Array.from({ length: 100 }, () => server.send(chunk, 1));
    for (let n = 0; n < 20; n++) {
      await server.send(new Uint8Array(10), 2);
      expect(await client.line()).toBe("10");
    }
    expect(server.peers()[0]?.queuedBytes).toBeGreaterThan(10_000_000);
    await log.first((event) => event.kind === "limit");
    expect(log.of("limit")[0]).toMatchObject({ peer: 1, detail: { limit: "maxQueuedBytes", value: 1_000_000 } });
    client.write("\n");
    expect(await client.line()).toBe("stalled 40000000");
    expect((await Promise.all(sends)).every((result) => result.sent.length === 1)).toBe(true);
    expect(server.peers()[0]?.queuedBytes).toBe(0);
  });

  it("2000 quick connections leave a bounded list and nothing open", async () => {
    await using engine = createEngine();
    const limits = { maxGonePeers: 100 };
    const server = await engine.open({ type: "tcp-server", port: 0, limits });
    await using client = ForeignProgram.python(
      `
import socket, sys
for n in range(2000):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s: s.sendall(b"%d" % n)
print("done")
`,
      portOf(server.state().local),
    );
    expect(await client.line()).toBe("done");
    // The last ones still wait in the backlog when their client has closed them.
    await expect.poll(() => server.state().peersTotal, { timeout: 40_000 }).toBe(2000);
    await expect.poll(() => server.state().peersOpen, { timeout: 20_000 }).toBe(0);
    expect(server.state()).toMatchObject({ peersTotal: 2000, counters: { bytesIn: 6890 } });
    expect(server.peers()).toHaveLength(100);
  });

  it("more clients than maxPeers are closed at once and counted", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open(
      { type: "tcp-server", port: 0, limits: { maxPeers: 2 } },
      { listener: log.listener },
    );
    await using client = ForeignProgram.python(
      `
import socket, sys
all = []
def end(s):
    try: return s.recv(1)
    except ConnectionResetError: return b""
for n in range(5):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); all.append(s)
    if n < 2:
        s.sendall(b"x"); s.recv(1)
print([end(s) for s in all[2:]])
all[0].sendall(b"y"); print(all[0].recv(1))
`,
      portOf(server.state().local),
    );
    server.listen((event) => {
      if (event.kind === "data" && event.direction === "in") void server.send(event.bytes, event.peer);
    });
    expect(await client.line()).toBe("[b'', b'', b'']");
    expect(await client.line()).toBe("b'y'");
    expect(server.state()).toMatchObject({ peersTotal: 2 });
    await log.until(() => log.of("limit").reduce((sum, event) => sum + Number(event.detail?.["count"]), 0) === 3);
    expect(log.of("limit")[0]?.detail).toMatchObject({ limit: "maxPeers", value: 2 });
  });
});
