import { describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { createEcho } from "../../src/handlers/index.ts";
import { EventLog, portOf } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

// Clients of seven manners at once; only the well-mannered ones must get back what they sent.
const CLIENTS = `
import os, random, socket, struct, sys, threading
bad = []
def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()
def one(seed):
    r = random.Random(seed)
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); s.settimeout(30)
    how = r.choice(["good", "good", "reset", "early", "never", "half reset", "trickle"])
    data = os.urandom(r.choice([0, 1, 100, 70000, 700000]))
    try:
        if how == "good":
            t = threading.Thread(target=lambda: (s.sendall(data), s.shutdown(socket.SHUT_WR))); t.start()
            got = b""
            while part := s.recv(65536): got += part
            t.join()
            if got != data: bad.append((seed, how, len(got), len(data)))
        elif how == "trickle":
            for byte in data[:50]: s.sendall(bytes([byte]))
            got = b""
            while len(got) < len(data[:50]): got += s.recv(7)
            if got != data[:50]: bad.append((seed, how))
        elif how == "reset": s.send(data[:1000]); reset(s)
        elif how == "early": s.settimeout(0.5); s.sendall(data[:100000]); s.close()
        elif how == "half reset": s.sendall(data[:100000]); s.shutdown(socket.SHUT_WR); reset(s)
        else:
            s.settimeout(0.2)
            try: s.sendall(data)
            except TimeoutError: pass
            r.choice([reset, lambda s: s.close()])(s)
    except Exception as e:
        if how in ("good", "trickle"): bad.append((seed, how, repr(e)))
    finally: s.close()
for n in range(3):
    threads = [threading.Thread(target=one, args=(n * 1000 + m,)) for m in range(50)]
    for t in threads: t.start()
    for t in threads: t.join()
print("bad", bad)
`;

describe("a server among ill-mannered clients", () => {
  itWith(["python3"])("answers the others to the byte, and keeps nothing of those that are gone", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const limits = { maxQueuedBytes: 200_000 };
    const server = await engine.open({ type: "tcp-server", port: 0, limits }, { handler: createEcho() });
    server.listen((event) => (event.kind === "data" ? undefined : log.listener(event)));
    await using clients = ForeignProgram.python(CLIENTS, portOf(server.state().local));
    expect(await clients.line()).toBe("bad []");
    await expect.poll(() => server.state().peersOpen, { timeout: 20_000 }).toBe(0);
    expect(server.state()).toMatchObject({ phase: "open", peersTotal: 150, drops: { unrecorded: 0 } });
    expect(log.of("accept")).toHaveLength(150);
    expect(log.of("close")).toHaveLength(150);
    // Every peer's last row is its close.
    const last = new Map(log.events.map((event) => [event.peer, event.kind]));
    last.delete(0);
    expect([...last.values()].every((kind) => kind === "close")).toBe(true);
  });
});
