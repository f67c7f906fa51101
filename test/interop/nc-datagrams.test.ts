import { createSocket, type Socket } from "node:dgram";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/index.ts";
import { Netcat } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

async function udp(): Promise<Socket & AsyncDisposable> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  let closed: Promise<void> | null = null;
  return Object.assign(socket, {
    [Symbol.asyncDispose]: () => (closed ??= new Promise<void>((resolve) => socket.close(() => resolve()))),
  });
}

function send(socket: Socket, port: number, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(bytes, port, "127.0.0.1", (error) => (error === null ? resolve() : reject(error)));
  });
}

function next(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => socket.once("message", resolve));
}

describe("UDP", () => {
  it("-k hears many senders and sends the input to each of them", async () => {
    await using listener = await Netcat.listening("jack", ["-ulk", "127.0.0.1", 0]);
    const port = await listener.port();
    await using a = await udp();
    await using b = await udp();
    await send(a, port, "from a\n");
    await listener.stdout(/from a\n/);
    await send(b, port, "from b\n");
    await listener.stdout(/from b\n/);
    const heard = Promise.all([next(a), next(b)]);
    listener.write("to all");
    expect((await heard).map(String)).toEqual(["to all", "to all"]);
    await listener.stderr(new RegExp(`Connection from 127\\.0\\.0\\.1:${a.address().port}\\.\\n`));
  });

  it("hears both families on one port, also on Node's own sockets", async () => {
    for (const env of [{}, { JACKFIELD_NET: "node" }]) {
      await using listener = await Netcat.listening("jack", ["-ulk", 0], env);
      const [, port = ""] = await listener.stderr(/Listening on 0\.0\.0\.0:(\d+)\n/);
      await Netcat.run("jack", ["-u", "::1", port], "six\n", env);
      await listener.stdout(/six\n/);
      await Netcat.run("jack", ["-u", "127.0.0.1", port], "four\n", env);
      await listener.stdout(/four\n/);
    }
  });

  it("without -k hears only the first sender, and is not ended by an empty datagram", async () => {
    await using listener = await Netcat.listening("jack", ["-ul", "127.0.0.1", 0]);
    const port = await listener.port();
    await using a = await udp();
    await using stranger = await udp();
    await send(a, port, "");
    await listener.stderr(/Connection from/);
    await send(stranger, port, "stranger");
    await send(a, port, "first");
    await send(a, port, "");
    await send(a, port, " second");
    await listener.stdout(/^first second$/);
    expect(listener.running).toBe(true);
  });

  it("keeps large datagrams whole", async () => {
    await using listener = await Netcat.listening("jack", ["-ulk", "127.0.0.1", 0]);
    await using a = await udp();
    const large = Buffer.alloc(65_507, "0123456789");
    await send(a, await listener.port(), large);
    await expect.poll(() => listener.bytes.length).toBe(large.length);
    expect(listener.bytes.equals(large)).toBe(true);
  });

  for (const name of ["jack", "ncat"] as const) {
    itWith(["ncat"])(`a client ends with its input; what one read gave is one datagram: ${name}`, async () => {
      await using server = await udp();
      const received = next(server);
      const run = Netcat.run(name, ["-u", "127.0.0.1", server.address().port], "one\ntwo\nthree\n");
      expect(String(await received)).toBe("one\ntwo\nthree\n");
      expect(await run).toMatchObject({ code: 0, stdout: "" });
    });
  }

  it("a client waits for answers with -q", async () => {
    await using server = await udp();
    server.on("message", (bytes, from) => server.send(`got ${String(bytes)}`, from.port, from.address));
    const result = await Netcat.run("jack", ["-u", "-q", "1", "127.0.0.1", server.address().port], "ping");
    expect(result).toMatchObject({ code: 0, stdout: "got ping" });
  });

  it("a client hears only the one that it talks to", async () => {
    await using server = await udp();
    await using stranger = await udp();
    await using client = new Netcat("jack", ["-u", "127.0.0.1", server.address().port]);
    const from = new Promise<number>((resolve) => server.once("message", (_bytes, info) => resolve(info.port)));
    client.write("hello");
    const port = await from;
    await send(stranger, port, "stranger");
    await send(server, port, "answer");
    await client.stdout(/^answer$/);
  });

  it("a client that is refused says so and ends with 1", async () => {
    await using gone = await udp();
    const { port } = gone.address();
    await using client = new Netcat("jack", ["-u", "127.0.0.1", port]);
    const heard = next(gone);
    client.write("hello");
    await heard;
    await gone[Symbol.asyncDispose]();
    client.write("anybody?");
    expect(await client.result).toMatchObject({ code: 1, stderr: "Ncat: Connection refused.\n" });
  });

  it("-z of an open port is 0", async () => {
    await using server = await udp();
    const result = await Netcat.run("jack", ["-zuv", "-i", "200ms", "127.0.0.1", server.address().port]);
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("Ncat: UDP packet sent successfully\n");
  });
});

describe.skipIf(!capabilities().berkeley)("Unix datagrams", () => {
  const folder = mkdtempSync(join(tmpdir(), "jack-nc-"));

  it("go both ways; the client's own socket is gone afterwards", async () => {
    const path = join(folder, "both");
    await using listener = await Netcat.listening("jack", ["-luU", path]);
    await using client = new Netcat("jack", ["-vuU", path]);
    client.write("question\n");
    await listener.stdout(/question\n/);
    listener.write("answer\n");
    await client.stdout(/answer\n/);
    const [, source = ""] = await client.stderr(/\[(.*)\] used as source DGRAM Unix domain socket\.\n/);
    client.end();
    const result = await client.result;
    expect(result.code).toBe(0);
    expect(result.stderr).toContain(`Deleting source DGRAM Unix domain socket. [${source}]\n`);
    expect(existsSync(source)).toBe(false);
  });

  itWith(["ncat"])("with ncat at the other end", async () => {
    const path = join(folder, "ncat");
    await using listener = await Netcat.listening("jack", ["-luU", path]);
    await using client = new Netcat("ncat", ["-uU", path]);
    client.write("from ncat\n");
    await listener.stdout(/from ncat\n/);
    listener.write("from jack\n");
    await client.stdout(/from jack\n/);
  });

  it("a sender without a name cannot be answered, and ends nothing", async () => {
    const path = join(folder, "unnamed");
    await using listener = await Netcat.listening("jack", ["-lkuU", path]);
    await Netcat.run("jack", ["-uU", path, "-s", join(folder, "named")], "named\n");
    await listener.stdout(/named\n/);
    listener.write("to nobody\n");
    await Netcat.run("jack", ["-uU", path], "again\n");
    await listener.stdout(/again\n/);
  });
});
