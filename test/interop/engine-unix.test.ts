import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { EventLog } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jf-unix-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("Unix sessions", () => {
  const itPython = itWith(["python3"]);
  const itSocat = itWith(["socat"]);
  const itNcat = itWith(["ncat"]);

  itPython("serve a CPython client, and remove the socket file", async () => {
    const path = join(folder, "server.sock");
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "unix-server", path, halfOpen: true }, { listener: log.listener });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await using client = ForeignProgram.python(
      `
import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
s.sendall("你好".encode()); s.shutdown(socket.SHUT_WR); print(s.recv(100).decode()); print(s.recv(100))
`,
      path,
    );
    await log.first((event) => event.kind === "eof");
    expect(log.bytes("in").toString()).toBe("你好");
    expect(server.peers()[0]).toMatchObject({ network: "unix", remote: "unix#1", local: path });
    await server.send(Buffer.from("再见"), 1);
    await server.disconnect(1);
    expect(await client.line()).toBe("再见");
    expect(await client.line()).toBe("b''");
    await server.close();
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  itPython("talk to a CPython server", async () => {
    const path = join(folder, "python.sock");
    await using server = ForeignProgram.python(
      `
import socket, sys
l = socket.socket(socket.AF_UNIX); l.bind(sys.argv[1]); l.listen(); print("ready")
c, _ = l.accept()
while part := c.recv(1024): c.sendall(part.upper())
`,
      path,
    );
    await server.line();
    await using engine = createEngine();
    const log = new EventLog();
    const client = await engine.open({ type: "unix-client", path }, { listener: log.listener });
    await client.send(Buffer.from("abc"), "all");
    await log.until(() => log.bytes("in").toString() === "ABC");
    await client.close();
    expect(await server.exited).toBe(0);
    expect(log.lines(1)).toEqual([
      "open 1",
      "data out 1 (3)",
      "data in 1 (3)",
      "eof out 1",
      "eof in 1",
      "close 1 local",
    ]);
  });

  itSocat("carry a megabyte through socat both ways", async () => {
    const path = join(folder, "socat.sock");
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "unix-server", path }, { listener: log.listener });
    server.listen((event) => {
      if (event.kind === "data" && event.direction === "in") void server.send(event.bytes.slice(), event.peer);
    });
    await using socat = new ForeignProgram("socat", ["-t", "5", "-", `UNIX-CONNECT:${path}`]);
    const bytes = Buffer.alloc(1_000_000, "0123456789abcdef");
    socat.write(bytes);
    await log.until(() => log.bytes("out").length === bytes.length);
    socat.end();
    expect(await socat.exited).toBe(0);
    expect(Buffer.compare(socat.output, bytes)).toBe(0);
  });

  itNcat("serve ncat -U", async () => {
    const path = join(folder, "ncat.sock");
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "unix-server", path }, { listener: log.listener });
    await using ncat = new ForeignProgram("ncat", ["-U", path]);
    ncat.write("hello\n");
    await log.until(() => log.bytes("in").toString() === "hello\n");
    await server.send(Buffer.from("and you\n"), "last");
    expect(await ncat.line()).toBe("and you");
    ncat.end();
    await log.first((event) => event.kind === "close");
  });

  itPython("say what is wrong with a path", async () => {
    await using engine = createEngine();
    const file = join(folder, "file");
    await writeFile(file, "no socket");
    await expect(engine.open({ type: "unix-client", path: join(folder, "none") })).rejects.toMatchObject({
      code: "ERR_PATH_NOT_FOUND",
    });
    await expect(engine.open({ type: "unix-client", path: file })).rejects.toMatchObject({
      code: expect.stringMatching(/ERR_NOT_A_SOCKET|ERR_REFUSED|ERR_STALE_SOCKET/) as string,
    });
    await expect(engine.open({ type: "unix-server", path: file })).rejects.toMatchObject({
      code: expect.stringMatching(/ERR_NOT_A_SOCKET|ERR_ADDRESS_IN_USE/) as string,
    });
    expect(engine.sessions.size).toBe(0);
  });
});
