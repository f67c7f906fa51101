import { createHash, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { capabilities } from "../../src/net/capabilities.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { hasProgram, itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-relay-ends-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
/** Pseudo terminals and Unix datagrams need the operating system's own calls. */
const itNative = it.skipIf(!capabilities().berkeley);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("jack relay with programs", () => {
  it("starts one for each connection, without a shell, and tells it who is there", async () => {
    const command =
      "exec:sh -c 'echo $JACK_PROTOCOL $JACK_REMOTE_ADDR $NCAT_REMOTE_PORT $SOCAT_PEERPORT $JACK_LOCAL_PORT'";
    await using jack = new Jack(["relay", "listen:0", command, "-k"]);
    const port = await jack.port();
    for (let turn = 0; turn < 2; turn += 1) {
      const socket = connect(port, "127.0.0.1");
      let text = "";
      for await (const bytes of socket) text += String(bytes);
      const own = text.split(" ")[2] ?? "";
      expect(text).toBe(`TCP 127.0.0.1 ${own} ${own} ${port}\n`);
    }
  });

  it("carries 20 MB through a program unchanged", async () => {
    const data = randomBytes(20_000_000);
    const { code, stdout } = await Jack.run(["relay", "-", "exec:cat"], data);
    expect([code, sha256(stdout)]).toEqual([0, sha256(data)]);
  });

  it.each([
    ["exec:false", 3, "exec false: exit code 1"],
    ["shell:kill -TERM $$", 3, "ended by SIGTERM"],
    ["exec:jack-no-such-program", 2, "no such program"],
    ["exec:/etc/passwd", 2, "not executable"],
    ["exec:head -c 1", 0, ""],
    ["shell:exec <&-; sleep 0.3; echo late", 0, ""],
  ])("%s exits %i", async (word, expected, message) => {
    const { code, stderr } = await Jack.run(["relay", "-", word], randomBytes(300_000));
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });

  it("joins its standard error with ,stderr and leaves it alone otherwise", async () => {
    const command = "shell:echo out; echo err >&2";
    const apart = await Jack.run(["relay", "-", command]);
    expect([apart.stdout.toString(), apart.stderr]).toEqual(["out\n", "err\n"]);
    const together = await Jack.run(["relay", "-", `${command},stderr`]);
    expect([together.stdout.toString(), together.stderr]).toEqual(["out\nerr\n", ""]);
  });

  it("ends a program and what it started with its connection, and with jack", async () => {
    const command = "shell:trap '' HUP; sleep 1000 & echo $$ $!; wait";
    await using jack = new Jack(["relay", "listen:0", command, "-k"]);
    const port = await jack.port();
    const pids: number[][] = [];
    const clients = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const client = connect(port, "127.0.0.1");
      client.on("error", () => undefined);
      clients.push(client);
      const text = await new Promise<string>((resolve) => client.once("data", (bytes) => resolve(String(bytes))));
      pids.push(text.trim().split(" ").map(Number));
    }
    expect(pids.flat().map(isAlive)).toEqual([true, true, true, true]);
    clients[0]?.resetAndDestroy();
    await expect.poll(() => pids[0]?.map(isAlive)).toEqual([false, false]);
    expect(pids[1]?.map(isAlive)).toEqual([true, true]);
    jack.child.kill("SIGTERM");
    expect((await jack.result).code).toBe(143);
    await expect.poll(() => pids[1]?.map(isAlive)).toEqual([false, false]);
  });
});

describe("jack relay with pseudo terminals", () => {
  itNative("gives a program a terminal of its own, of the size that is asked for", async () => {
    const args = ["relay", "-", "shell:tty; stty size; tty </dev/tty; exit 7,pty,size=100x40"];
    const { code, stdout, stderr } = await Jack.run(args);
    expect(stdout.toString()).toMatch(/^\/dev\/pts\/\d+\r\n40 100\r\n\/dev\/tty\r\n$/);
    expect(stderr).toContain("exit code 7");
    expect(code).toBe(3);
  });

  it.skipIf(!hasProgram("script"))("does it by script(1) where Node has no calls of the system", async () => {
    const args = ["relay", "-", 'shell:tty; stty size; echo "it\'s"; exit 7,pty,size=100x40'];
    const { code, stdout, stderr } = await Jack.run(args, "", { JACKFIELD_NET: "node" });
    expect(stdout.toString()).toMatch(/^\/dev\/pts\/\d+\r\n40 100\r\nit's\r\n$/);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/shell tty; stty.*exit code 7/)]);
  });

  itNative("says the end of input as a terminal does", async () => {
    const { code, stdout } = await Jack.run(["relay", "-", "exec:cat", "--pty"], "abc\n");
    expect([code, stdout.toString()]).toEqual([0, "abc\r\nabc\r\n"]);
  });

  itNative("gives Ctrl-C to the program, not to the relay", async () => {
    await using jack = new Jack([
      "relay",
      "-",
      "shell:trap 'echo caught; exit 0' INT; echo ready; sleep 1000 & wait,pty",
    ]);
    await jack.stdout(/ready/);
    jack.child.stdin.write("\u0003");
    const { code, stdout } = await jack.result;
    expect(stdout.toString()).toContain("caught");
    expect(code).toBe(0);
  });

  itWith(["python3"])("makes two devices that are joined like a serial cable, raw, and takes them away", async () => {
    if (!capabilities().berkeley) return;
    const [one, two] = [join(folder, "ttyA"), join(folder, "ttyB")];
    await using jack = new Jack(["relay", `pty:${one}`, `pty:${two}`, "-v"]);
    await jack.stderr(/<-> pty/);
    expect(readlinkSync(one)).toMatch(/^\/dev\/pts\/\d+$/);
    const data = Buffer.from([...Array(256).keys()]);
    const script = `
import os, sys
a, b = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY), os.open(sys.argv[2], os.O_RDWR | os.O_NOCTTY)
for source, target in ((a, b), (b, a)):
    os.write(source, bytes(range(256)))
    got = b""
    while len(got) < 256: got += os.read(target, 256)
    print(got.hex(), flush=True)
`;
    await using python = ForeignProgram.python(script, one, two);
    await expect(python.line()).resolves.toBe(data.toString("hex"));
    await expect(python.line()).resolves.toBe(data.toString("hex"));
    jack.child.kill("SIGINT");
    expect((await jack.result).code).toBe(130);
    expect([existsSync(one), existsSync(two)]).toEqual([false, false]);
  });
});

describe("jack relay with files", () => {
  it("sends a file, writes a new one, refuses to replace it, truncates and appends", async () => {
    const [source, target] = [join(folder, "in.bin"), join(folder, "out.bin")];
    const data = randomBytes(2_000_000);
    writeFileSync(source, data);
    const copy = (mode: string): Promise<{ code: number | null; stderr: string }> =>
      Jack.run(["relay", "--one-way", `file:${source}`, `file:${target}${mode}`]);
    expect((await copy("")).code).toBe(0);
    expect(sha256(readFileSync(target))).toBe(sha256(data));
    const refused = await copy("");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("it is there already")]);
    expect((await copy(",append")).code).toBe(0);
    expect(readFileSync(target)).toHaveLength(4_000_000);
    expect((await copy(",truncate")).code).toBe(0);
    expect(readFileSync(target)).toHaveLength(2_000_000);
  });

  it("reads from one and writes to another with !!, and refuses what would have no place", async () => {
    const [source, target] = [join(folder, "question"), join(folder, "answer")];
    writeFileSync(source, "what?\n");
    const { code } = await Jack.run(["relay", `file:${source}!!file:${target}`, "exec:tr a-z A-Z"]);
    expect([code, readFileSync(target, "utf8")]).toEqual([0, "WHAT?\n"]);
    const refused = await Jack.run(["relay", `file:${source}`, "exec:cat"]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("add --one-way")]);
    const missing = await Jack.run(["relay", "--one-way", `file:${source}.no`, "-"]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("no such file")]);
    const isFolder = await Jack.run(["relay", "--one-way", `file:${folder}`, "-"]);
    expect(isFolder.code).toBe(2);
  });

  it("waits for the other side of a named pipe in both directions", async () => {
    const path = join(folder, "fifo");
    execFileSync("mkfifo", [path]);
    await using writer = new Jack(["relay", "--one-way", "-", `file:${path}`]);
    writer.child.stdin.end("through a named pipe");
    await using reader = new Jack(["relay", "--one-way", `file:${path}`, "-"]);
    const [sent, got] = await Promise.all([writer.result, reader.result]);
    expect([sent.code, got.code, got.stdout.toString()]).toEqual([0, 0, "through a named pipe"]);
  });
});

const PYTHON_UDP_ECHO = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
while True:
    d, a = s.recvfrom(65536)
    s.sendto(b"%d:" % len(d) + d, a)
`;

describe("jack relay with datagrams", () => {
  itWith(["python3", "socat"])("keeps a session for each peer, and every datagram whole, empty ones too", async () => {
    await using echo = ForeignProgram.python(PYTHON_UDP_ECHO);
    const target = await echo.line();
    await using jack = new Jack(["relay", "listen:udp://:0", `udp://127.0.0.1:${target}`, "-k", "-v"]);
    const port = await jack.port();
    const ask = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(60); s.connect(("127.0.0.1", int(sys.argv[1])))
for n in (5, 0, 1, 9000, 60000):
    s.send(b"x" * n); print(len(s.recv(65536)), flush=True)
`;
    for (let turn = 0; turn < 2; turn += 1) {
      await using client = ForeignProgram.python(ask, port);
      await client.exited;
      expect(client.output.toString()).toBe("7\n2\n3\n9005\n60006\n");
    }
    await jack.stderr(/#2 udp .* <-> udp/);
    await using socat = new ForeignProgram("socat", ["-t", "60", "-", `UDP:127.0.0.1:${port}`]);
    socat.write("hello");
    await expect.poll(() => socat.output.toString()).toBe("5:hello");
  });

  itWith(["python3"])("makes lines of a stream datagrams and back, and says when nobody is there", async () => {
    await using echo = ForeignProgram.python(PYTHON_UDP_ECHO);
    await using jack = new Jack(["relay", "-", `udp://127.0.0.1:${await echo.line()}`, "--messages", "line"]);
    jack.child.stdin.write("one\r\n\nth");
    await jack.stdout(/^3:one\n0:\n/);
    jack.child.stdin.end("ree");
    await jack.stdout(/^3:one\n0:\n5:three\n$/);
    expect((await jack.result).code).toBe(0);
    await using nobody = new Jack(["relay", "-", "udp://127.0.0.1:1"]);
    nobody.child.stdin.write("x");
    const { code, stderr } = await nobody.result;
    expect([code, stderr]).toEqual([2, expect.stringMatching(/udp .*connection refused/)]);
  });

  itWith(["python3"])("keeps the boundaries of datagrams over a stream between two relays", async () => {
    await using echo = ForeignProgram.python(PYTHON_UDP_ECHO);
    const words = ["--messages", "u16", "-k"];
    await using far = new Jack(["relay", "listen:0", `udp://127.0.0.1:${await echo.line()}`, ...words]);
    await using near = new Jack(["relay", "listen:udp://:0", `127.0.0.1:${await far.port()}`, ...words]);
    const ask = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(60); s.connect(("127.0.0.1", int(sys.argv[1])))
for n in range(200): s.send(b"d" * n)
print([len(s.recv(65536)) - len(str(n)) - 1 for n in range(200)] == list(range(200)), flush=True)
`;
    await using client = ForeignProgram.python(ask, await near.port());
    await client.exited;
    expect(client.output.toString()).toBe("True\n");
  });

  it("serves only the first peer without --keep-open, and counts what others send", async () => {
    await using jack = new Jack(["relay", "listen:udp://:0", "-"]);
    const port = await jack.port();
    await using first = new Jack(["relay", "-", `udp://127.0.0.1:${port}`]);
    first.child.stdin.write("first");
    await jack.stdout(/^first$/);
    await using second = new Jack(["relay", "-", `udp://127.0.0.1:${port}`]);
    second.child.stdin.end("second");
    await second.result;
    jack.child.stdin.write("answer");
    await first.stdout(/answer/);
    jack.child.kill("SIGINT");
    const { stdout, stderr } = await jack.result;
    expect(stdout.toString()).toBe("first");
    expect(stderr).toContain("1 datagrams of other peers");
  });

  itNative("carries Unix datagrams to socat and from it", async () => {
    if (!hasProgram("socat")) return;
    const [here, there] = [join(folder, "here.sock"), join(folder, "there.sock")];
    await using socat = new ForeignProgram("socat", [`UNIX-RECV:${there}`, "-"]);
    await expect.poll(() => existsSync(there)).toBe(true);
    const sent = await Jack.run(["relay", "--one-way", "-", `unix-datagram:${there}`], "to socat\n");
    expect(sent.code).toBe(0);
    await expect(socat.line()).resolves.toBe("to socat");
    await using jack = new Jack(["relay", "--one-way", `listen:unix-datagram:${here}`, "-"]);
    await jack.stderr(/listening unix-datagram/);
    await using sender = new ForeignProgram("socat", ["-", `UNIX-SENDTO:${here}`]);
    sender.write("from socat");
    sender.end();
    await jack.stdout(/from socat/);
    jack.child.kill("SIGINT");
    await jack.result;
    expect(existsSync(here)).toBe(false);
  });
});

describe("jack relay with WebSockets", () => {
  it("is a server for WebSocket clients, message by message, and a client of one", async () => {
    await using echo = new Jack(["relay", "listen:0", "exec:cat", "-k"]);
    const target = `127.0.0.1:${await echo.port()}`;
    await using server = new Jack(["relay", "listen:ws://:0/chat", target, "-k"]);
    const port = await server.port();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    const message = (): Promise<string> =>
      new Promise((resolve) =>
        socket.once("message", (data: Buffer, binary) => resolve(`${String(binary)} ${data.toString()}`)),
      );
    await new Promise((resolve) => socket.once("open", resolve));
    for (const text of ["one", "你好"]) {
      const answer = message();
      socket.send(text);
      expect(await answer).toBe(`true ${text}`);
    }
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.close();
    expect(await closed).toBe(1005);
    const data = randomBytes(3_000_000);
    await using jack = new Jack(["relay", "-", `ws://127.0.0.1:${port}/chat`]);
    let received = 0;
    jack.child.stdout.on("data", (bytes: Buffer) => (received += bytes.length));
    jack.child.stdin.write(data);
    await expect.poll(() => received).toBe(data.length);
    jack.child.stdin.end();
    const { code, stdout } = await jack.result;
    expect([code, sha256(stdout)]).toEqual([0, sha256(data)]);
    const other = await Jack.run(["relay", "-", `ws://127.0.0.1:${port}/other`]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("404 Not Found")]);
  });

  itWith(["curl"])("answers curl's handshake, refuses plain HTTP and foreign pages", async () => {
    await using server = new Jack(["relay", "listen:ws://:0", "exec:cat", "-k"]);
    const port = await server.port();
    const ask = async (...headers: string[]): Promise<string> => {
      const given = headers.flatMap((header) => ["-H", header]);
      // curl shows what came of a WebSocket only when it ends.
      const limits = ["-s", "-i", "-N", "--http1.1", "--max-time", "3"];
      for (;;) {
        await using curl = new ForeignProgram("curl", [...limits, ...given, `http://127.0.0.1:${port}/`]);
        await curl.exited;
        if (curl.output.length > 0) return curl.output.toString();
      }
    };
    const upgrade = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    // The answer of RFC 6455, 1.3.
    expect(await ask(...upgrade)).toMatch(/^HTTP\/1.1 101 [^]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
    expect(await ask(...upgrade, "Origin: http://evil.example")).toMatch(/^HTTP\/1.1 403 /);
    expect(await ask(...upgrade, `Origin: http://127.0.0.1:${port}`)).toMatch(/^HTTP\/1.1 101 /);
    expect(await ask(...upgrade, "Origin: http://evil.example:80", "Host: evil.example:80")).toMatch(/^HTTP\/1.1 403 /);
    expect(await ask()).toMatch(/^HTTP\/1.1 426 /);
  });

  it("tells the code that a WebSocket was closed with", async () => {
    await using server = new Jack(["relay", "listen:ws://:0,text", "-"]);
    const socket = new WebSocket(`ws://127.0.0.1:${await server.port()}`);
    await new Promise((resolve) => socket.once("open", resolve));
    const text = new Promise((resolve) =>
      socket.once("message", (data: Buffer, binary) => resolve([binary, data.toString()])),
    );
    server.child.stdin.write("as text");
    expect(await text).toEqual([false, "as text"]);
    socket.close(1011, "out of order");
    const { code, stderr } = await server.result;
    expect([code, stderr]).toEqual([3, expect.stringContaining("closed with code 1011 (out of order)")]);
  });
});
