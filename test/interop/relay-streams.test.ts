import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { formatAddress, listen, serveSocksProxy } from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-relay-"));
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server of this process for one behaviour of a peer. */
async function serve(onPeer: (peer: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (peer) => {
    peer.on("error", () => undefined);
    onPeer(peer);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const echo = (): Promise<number> => serve((peer) => void peer.pipe(peer));

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Sends all, then FIN, and resolves to all that comes back. */
async function talk(port: number, data: Uint8Array | string): Promise<Buffer> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const parts: Buffer[] = [];
  socket.on("data", (bytes) => parts.push(bytes));
  const ended = Promise.all([once(socket, "end"), once(socket, "connect")]);
  socket.end(data);
  await ended;
  return Buffer.concat(parts);
}

describe("jack relay between streams", () => {
  itWith(["socat"])("carries 20 MB each way between socat and socat", async () => {
    const data = randomBytes(20_000_000);
    await using back = new ForeignProgram("socat", ["-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1", "EXEC:cat"]);
    await expect.poll(() => back.errors).toMatch(/listening on .*:\d+/);
    const target = /listening on .*:(\d+)/.exec(back.errors)?.[1] ?? "";
    await using jack = new Jack(["relay", "listen:0", `127.0.0.1:${target}`]);
    await using front = new ForeignProgram("socat", ["-t", "100", "-", `TCP:127.0.0.1:${await jack.port()}`]);
    front.write(data);
    front.end();
    await front.exited;
    expect(sha256(front.output)).toBe(sha256(data));
    expect((await jack.result).code).toBe(0);
  });

  itWith(["ncat"])(
    "carries an answer that comes only after the end of the question, from ncat through a Unix socket",
    async () => {
      const path = join(folder, "late.sock");
      const port = await serve((peer) => {
        let length = 0;
        peer.on("data", (bytes) => (length += bytes.length));
        peer.on("end", () => setTimeout(() => peer.end(`got ${length}`), 1200));
      });
      await using jack = new Jack(["relay", `listen:unix:${path}`, `127.0.0.1:${port}`, "-v"]);
      await jack.stderr(/listening unix/);
      await using ncat = new ForeignProgram("ncat", ["-U", path]);
      ncat.write("12345");
      ncat.end();
      await ncat.exited;
      expect(ncat.output.toString()).toBe("got 5");
      const { code, stderr } = await jack.result;
      expect(code).toBe(0);
      expect(stderr).toMatch(/A has finished sending\nB has finished sending\nA to B 5 B, B to A 5 B in /);
    },
  );

  itWith(["nc"])("joins standard input and output with a listener that nc comes to", async () => {
    await using jack = new Jack(["relay", "-", "listen:0"]);
    const port = await jack.port();
    await using nc = new ForeignProgram("nc", ["-N", "127.0.0.1", String(port)]);
    nc.write("from nc\n");
    await jack.stdout(/from nc\n/);
    jack.child.stdin.end("from jack\n");
    await expect(nc.line()).resolves.toBe("from jack");
    nc.end();
    expect((await jack.result).code).toBe(0);
  });

  it("serves many at once, each with a connection of its own, and counts them", async () => {
    const target = await echo();
    await using jack = new Jack(["relay", "listen:0", `127.0.0.1:${target}`, "-k", "-v"]);
    const port = await jack.port();
    const data = Array.from({ length: 20 }, () => randomBytes(200_000));
    const answers = await Promise.all(data.map((bytes) => talk(port, bytes)));
    expect(answers.map(sha256)).toEqual(data.map(sha256));
    jack.child.kill("SIGINT");
    const { code, stderr } = await jack.result;
    expect(code).toBe(130);
    expect(stderr).toMatch(/; 20 connections\n$/);
  });

  it("drops who comes when --max-connections are there, and says so", async () => {
    const target = await echo();
    await using jack = new Jack(["relay", "listen:0", `127.0.0.1:${target}`, "--max-connections", "1", "-v"]);
    const port = await jack.port();
    const first = connect(port, "127.0.0.1");
    first.write("first");
    await once(first, "data");
    const second = connect(port, "127.0.0.1");
    await new Promise((resolve) => second.on("error", resolve).on("close", resolve));
    await jack.stderr(/limit maxConnections \(1\) was reached/);
    first.end();
    await once(first, "end");
    await jack.stderr(/#1 B has finished/);
    await expect.poll(async () => (await talk(port, "third").catch(() => "")).toString()).toBe("third");
    jack.child.kill("SIGTERM");
    const { code, stderr } = await jack.result;
    expect(code).toBe(143);
    expect(stderr).toMatch(/connections, \d+ refused\n$/);
  });

  it("resets a client whose other end cannot be reached, and goes on", async () => {
    await using jack = new Jack(["relay", "listen:0", "127.0.0.1:1", "-k"]);
    const port = await jack.port();
    for (const id of [1, 2]) {
      const client = connect(port, "127.0.0.1");
      const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
      expect(error.code).toBe("ECONNRESET");
      await jack.stderr(new RegExp(`#${id} connect tcp 127.0.0.1:1: connection refused`));
    }
  });

  it("passes a reset on as a reset, and exits 3", async () => {
    const target = await serve((peer) => {
      peer.write("last words");
      peer.on("data", () => peer.resetAndDestroy());
    });
    await using jack = new Jack(["relay", "listen:0", `127.0.0.1:${target}`]);
    const client = connect(await jack.port(), "127.0.0.1");
    const [words] = (await once(client, "data")) as [Buffer];
    expect(words.toString()).toBe("last words");
    client.write("go");
    const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    const { code, stderr } = await jack.result;
    expect(stderr).toContain(`tcp 127.0.0.1:${target}: connection reset by peer`);
    expect(code).toBe(3);
  });

  it("exits 2 when it cannot connect, and 124 when nothing moves or the time is up", async () => {
    const silent = await serve(() => undefined);
    const refused = await Jack.run(["relay", "-", "127.0.0.1:1"]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("connection refused")]);
    for (const option of ["--idle", "--timeout"]) {
      await using jack = new Jack(["relay", "-", `127.0.0.1:${silent}`, option, "300ms"]);
      const { code, stderr } = await jack.result;
      expect([code, stderr]).toEqual([124, expect.stringMatching(/300 ms/)]);
    }
  });

  it("ends a side that is silent after the other has ended only when --linger says so, and tells it", async () => {
    const silent = await serve(() => undefined);
    const { code, stderr } = await Jack.run(["relay", "-", `127.0.0.1:${silent}`, "--linger", "300ms"], "x");
    expect(stderr).toContain(`tcp 127.0.0.1:${silent} was silent for 300 ms after the other side had finished`);
    expect(code).toBe(0);
  });

  it("does not pass on the end with --no-shutdown, and carries one way only with --one-way", async () => {
    let ended = false;
    const target = await serve((peer) => {
      peer.write("not carried back");
      peer.on("end", () => (ended = true));
      peer.on("data", (bytes) => bytes.includes("!") && peer.end());
      peer.on("error", () => undefined);
    });
    const kept = await Jack.run(["relay", "-", `127.0.0.1:${target}`, "--no-shutdown", "--linger", "200ms"], "hello");
    expect([kept.code, kept.stdout.toString()]).toEqual([0, "not carried back"]);
    await expect.poll(() => ended).toBe(true);
    const oneWay = await Jack.run(["relay", "--one-way", "-", `127.0.0.1:${target}`], "hello!");
    expect([oneWay.code, oneWay.stdout.toString()]).toEqual([0, ""]);
  });

  it("tries again while nobody is there", async () => {
    const path = join(folder, "later.sock");
    await using jack = new Jack(["relay", "-", `unix:${path}`, "--retry", "0", "--retry-delay", "50ms"]);
    await jack.stderr(/no such socket file/);
    const server = createServer((peer) => void peer.end("there now"));
    servers.push(server);
    server.listen(path);
    const { code, stdout } = await jack.result;
    expect([code, stdout.toString()]).toEqual([0, "there now"]);
    const gaveUp = await Jack.run(["relay", "-", "127.0.0.1:1", "--retry", "2", "--retry-delay", "10ms"]);
    expect(gaveUp.code).toBe(2);
    expect(gaveUp.stderr.match(/trying again/g)).toHaveLength(2);
  });

  itWith(["openssl"])("speaks TLS to clients and to a server, with a certificate made for the run", async () => {
    const target = await echo();
    await using outer = new Jack(["relay", "listen:tls://:0", `127.0.0.1:${target}`, "-k"]);
    const port = await outer.port();
    await outer.stderr(/a temporary certificate for localhost was made, SHA-256 /);
    await using openssl = new ForeignProgram("openssl", ["s_client", "-quiet", "-connect", `127.0.0.1:${port}`]);
    openssl.write("through TLS\n");
    await expect(openssl.line()).resolves.toBe("through TLS");
    const data = randomBytes(3_000_000);
    const { code, stdout } = await Jack.run(["relay", "-", `tls://127.0.0.1:${port}`, "--tls-insecure"], data);
    expect([code, sha256(stdout)]).toEqual([0, sha256(data)]);
    const untrusted = await Jack.run(["relay", "-", `tls://127.0.0.1:${port}`], data);
    expect(untrusted.code).toBe(2);
    expect(untrusted.stderr).toContain("not trusted");
  });

  it("goes by way of a proxy", async () => {
    const target = await echo();
    await using proxy = serveSocksProxy(await listen({ host: "127.0.0.1", port: 0 }), {
      username: "ann",
      password: "secret",
    });
    const url = `socks5://ann:secret@${formatAddress(proxy.local)}`;
    const { code, stdout } = await Jack.run(["relay", "-", `127.0.0.1:${target}`, "--proxy", url], "by proxy");
    expect([code, stdout.toString()]).toEqual([0, "by proxy"]);
    const unused = await Jack.run(["relay", "-", "exec:cat", "--proxy", url]);
    expect([unused.code, unused.stderr]).toEqual([1, expect.stringContaining("--proxy needs tcp://")]);
  });

  it.each([
    [["--tls-insecure"], "--tls-insecure needs tls://"],
    [["--keep-open"], "--keep-open needs listen:"],
    [["--pty"], "--pty needs exec:"],
    [["--json", "--show", "hex"], "--json and --show cannot be used together"],
    [["--retry-delay", "1s"], "--retry-delay needs --retry"],
    [["--messages", "lines"], "did you mean line?"],
  ])("refuses %j", async (options, message) => {
    const { code, stderr } = await Jack.run(["relay", "-", "127.0.0.1:1", ...options]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it("announces, tells and counts as JSON lines, with the bytes of both directions", async () => {
    const target = await echo();
    await using jack = new Jack(["relay", "listen:0", `127.0.0.1:${target}`, "--json"]);
    const answer = await talk(await jack.port(), "héllo");
    expect(answer.toString()).toBe("héllo");
    const { code, stdout } = await jack.result;
    expect(code).toBe(0);
    const events = stdout
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({ event: "listening", network: "tcp" });
    expect(events).toContainEqual(expect.objectContaining({ event: "open", remote: `127.0.0.1:${target}` }));
    for (const direction of ["out", "in"]) {
      expect(events).toContainEqual(expect.objectContaining({ event: "data", direction, text: "héllo", length: 6 }));
      expect(events).toContainEqual(expect.objectContaining({ event: "eof", direction }));
    }
    expect(events.at(-2)).toMatchObject({ event: "close", aToB: 6, bToA: 6 });
    expect(events.at(-1)).toMatchObject({ event: "end", exitCode: 0, aToB: 6, bToA: 6, connections: 1 });
  });

  it("shows rows with direction and time in the charset, on standard error when output is an end", async () => {
    const target = await serve((peer) => void peer.once("data", () => peer.end(Buffer.from("c4e3bac30a", "hex"))));
    const args = ["relay", "-", `127.0.0.1:${target}`, "--show", "both", "--charset", "gbk"];
    const { code, stdout, stderr } = await Jack.run(args, "hi\n");
    expect([code, stdout.toString("hex")]).toEqual([0, "c4e3bac30a"]);
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d\.\d{3} → hi↵\n {4}0000 {2}68 69 0a /m);
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ← 你好↵\n {4}0000 {2}c4 e3 ba c3 0a /m);
    expect(stderr).toMatch(/A to B 3 B, B to A 5 B/);
  });

  itWith(["tshark"])("records a capture that tshark reads as the conversation of client and server", async () => {
    const target = await echo();
    const file = join(folder, "relay.pcapng");
    await using jack = new Jack(["relay", "listen:0", `127.0.0.1:${target}`, "--capture", file]);
    await talk(await jack.port(), "captured");
    expect((await jack.result).code).toBe(0);
    await using tshark = new ForeignProgram("tshark", ["-r", file, "-q", "-z", "follow,tcp,ascii,0"]);
    await tshark.exited;
    expect(tshark.output.toString()).toContain(`Node 1: 127.0.0.1:${target}`);
    expect(tshark.output.toString().match(/captured/g)).toHaveLength(2);
  });
});
