import { describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { createEcho, createRoom, createUpper, LocalRoomHub } from "../../src/handlers/index.ts";
import { EventLog, portOf } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

describe("handlers on sessions, against CPython", () => {
  const it = itWith(["python3"]);

  it("upper serves many clients at once, answers FIN with FIN, survives resets", async () => {
    await using engine = createEngine();
    const server = await engine.open({ type: "tcp-server", port: 0 }, { handler: createUpper() });
    await using clients = ForeignProgram.python(
      `
import socket, struct, sys
port = int(sys.argv[1])
all = [socket.create_connection(("127.0.0.1", port)) for n in range(20)]
for n, s in enumerate(all): s.sendall(b"hello \\xe4\\xbd\\xa0 %d" % n)
print([s.recv(1024) for s in all] == [b"HELLO \\xe4\\xbd\\xa0 %d" % n for n in range(20)])
for s in all[:10]: s.shutdown(socket.SHUT_WR)
print([s.recv(10) for s in all[:10]] == [b""] * 10)
for s in all[10:15]:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()
all[19].sendall(b"last"); print(all[19].recv(10))
`,
      portOf(server.state().local),
    );
    expect(await clients.line()).toBe("True");
    expect(await clients.line()).toBe("True");
    expect(await clients.line()).toBe("b'LAST'");
    expect(await clients.exited).toBe(0);
    await expect.poll(() => server.state().peersOpen).toBe(0);
    expect(server.state()).toMatchObject({ peersTotal: 20, phase: "open" });
  });

  it("echo holds back a client that sends and never reads: memory stays bounded", async () => {
    await using engine = createEngine();
    const limits = { maxQueuedBytes: 1_000_000 };
    const server = await engine.open({ type: "tcp-server", port: 0, limits, record: false }, { handler: createEcho() });
    await using client = ForeignProgram.python(
      `
import hashlib, socket, sys, threading
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
data = bytes(range(256)) * 4096
def send():
    for n in range(60): s.sendall(data)
    s.shutdown(socket.SHUT_WR)
t = threading.Thread(target=send, daemon=True); t.start()
t.join(1); print("sender waits", t.is_alive())
sys.stdin.readline()
want = hashlib.sha256(data * 60).hexdigest(); got = hashlib.sha256()
while part := s.recv(1 << 20): got.update(part)
print(got.hexdigest() == want)
`,
      portOf(server.state().local),
    );
    expect(await client.line()).toBe("sender waits True");
    expect(server.peers()[0]?.queuedBytes).toBeLessThan(1_000_000 + 2 * 65_536);
    client.write("\n");
    expect(await client.line()).toBe("True");
    await expect.poll(() => server.state().peersOpen).toBe(0);
  });

  it("one room over UDP and TCP: members of both hear each other", async () => {
    await using engine = createEngine();
    const handler = createRoom({ hub: new LocalRoomHub() });
    const log = new EventLog();
    const udp = await engine.open({ type: "udp", port: 0 }, { handler, listener: log.listener });
    const tcp = await engine.open({ type: "tcp-server", port: 0 }, { handler, listener: log.listener });
    await using members = ForeignProgram.python(
      `
import socket, sys
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.settimeout(20)
u.sendto(b"Ann", ("127.0.0.1", int(sys.argv[1]))); sys.stdin.readline()
t = socket.create_connection(("127.0.0.1", int(sys.argv[2]))); t.settimeout(20)
t.sendall(b"Bob\\n")
def until(read, text):
    seen = ""
    while text not in seen: seen += read().decode()
    print("ok", text)
until(lambda: u.recvfrom(1024)[0], "Bob")
u.sendto("Ann:你好".encode(), ("127.0.0.1", int(sys.argv[1])))
until(lambda: t.recv(1024), "你好")
t.sendall("再见\\n".encode())
until(lambda: u.recvfrom(1024)[0], "再见")
`,
      portOf(udp.state().local),
      portOf(tcp.state().local),
    );
    await log.until(() => log.bytes("in").toString().includes("Ann"));
    members.write("\n");
    for (const text of ["Bob", "你好", "再见"]) expect(await members.line()).toBe(`ok ${text}`);
  });

  it("repeats 10 ms apart reach CPython at an even pace", async () => {
    await using engine = createEngine();
    await using sink = ForeignProgram.python(`
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); s.settimeout(20)
print(s.getsockname()[1])
got = [s.recvfrom(100)[0] for n in range(50)]
print(got[0].decode(), got[-1].decode(), len(set(got)))
`);
    const port = Number(await sink.line());
    const udp = await engine.open({ type: "udp", remote: { host: "127.0.0.1", port } });
    udp.repeat((n) => new TextEncoder().encode(`#${n}`), "all", { periodMs: 10, count: 50 });
    expect(await sink.line()).toBe("#0 #49 50");
  });
});
