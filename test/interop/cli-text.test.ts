import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack, JACK } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-text-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Prints what it got as hexadecimal, one line a read, and answers as its arguments say.
const PYTHON_TCP = `
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    while True:
        d = c.recv(65536)
        print(d.hex(), flush=True)
        if not d: break
        c.sendall(eval(sys.argv[1])(d))
    c.close()
`;

const PYTHON_UDP = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
while True:
    d, a = s.recvfrom(65536)
    print(len(d), d[:100].hex(), flush=True)
    for answer in eval(sys.argv[1])(d): s.sendto(answer, a)
`;

describe("jack send", () => {
  itWith(["python3"])("prints the answer to each message", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: d.upper()");
    const port = await server.line();
    const { code, stdout, stderr } = await Jack.run(["send", `127.0.0.1:${port}`, "hello", "world"]);
    expect([code, stdout.toString(), stderr]).toEqual([0, "HELLO\nWORLD\n", ""]);
  });

  itWith(["python3"])("speaks GBK with a program that does", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: ('收到' + d.decode('gbk')).encode('gbk')");
    const port = await server.line();
    const { code, stdout } = await Jack.run(["send", `127.0.0.1:${port}`, "--charset", "gbk", "你好"]);
    expect([code, stdout.toString()]).toEqual([0, "收到你好\n"]);
    await expect(server.line()).resolves.toBe("c4e3bac3");
  });

  itWith(["python3"])("sends and prints hexadecimal", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: d[::-1]");
    const port = await server.line();
    const { code, stdout } = await Jack.run(["send", `127.0.0.1:${port}`, "--hex", "00 01 fe ff"]);
    expect([code, stdout.toString()]).toEqual([0, "ff fe 01 00\n"]);
  });

  it.each([
    [["--hex", "00 0g 11"], 'jack: "g" at column 5 is not a hexadecimal digit\n  00 0g 11\n      ^\n'],
    [["--charset", "gb2312", "价格€5"], "at column 3 is not in gb2312\n  价格€5\n      ^\n"],
    [["--in", "escape", "a\\q"], "  a\\q\n   ^\n"],
  ])("points at what is wrong in %j before it connects", async (args, message) => {
    const { code, stderr } = await Jack.run(["send", "127.0.0.1:1", ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  itWith(["python3"])("exits 124 without an answer, 0 with --no-wait, 4 when it is not the one expected", async () => {
    await using silent = ForeignProgram.python(PYTHON_TCP, "lambda d: b''");
    const port = await silent.line();
    const to = `127.0.0.1:${port}`;
    const late = await Jack.run(["send", to, "x", "--wait", "300ms", "--no-shutdown"]);
    expect(late.code).toBe(124);
    expect(late.stderr).toContain("no answer within 300 ms");
    expect((await Jack.run(["send", to, "x", "--no-wait"])).code).toBe(0);
    await using echo = ForeignProgram.python(PYTHON_TCP, "lambda d: d");
    const other = `127.0.0.1:${await echo.line()}`;
    expect((await Jack.run(["send", other, "ready 42", "--expect", "ready \\d+"])).code).toBe(0);
    expect((await Jack.run(["send", other, "ready 42", "--expect", "hex:34 32"])).code).toBe(0);
    const wrong = await Jack.run(["send", other, "busy", "--expect", "ready", "--wait", "300ms"]);
    expect([wrong.code, wrong.stdout.toString()]).toEqual([4, "busy\n"]);
  });

  itWith(["python3"])("answers a server that only answers after FIN", async () => {
    const source = `
import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1], flush=True)
c, _ = s.accept()
d = b""
while True:
    p = c.recv(100)
    if not p: break
    d += p
c.sendall(str(len(d)).encode()); c.close()
`;
    await using server = ForeignProgram.python(source);
    const port = await server.line();
    const { code, stdout } = await Jack.run(["send", `127.0.0.1:${port}`, "12345"]);
    expect([code, stdout.toString()]).toEqual([0, "5\n"]);
  });

  itWith(["python3"])("waits for a whole message of the framing", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: d + b'more\\r\\n'");
    const port = await server.line();
    const args = ["send", `127.0.0.1:${port}`, "--framing", "line", "--eol", "crlf", "--wait", "20s", "A"];
    const begin = Date.now();
    const { code, stdout } = await Jack.run([...args, "--quiet-ms", "15000"]);
    expect([code, stdout.toString().startsWith("A\r\n")]).toEqual([0, true]);
    expect(Date.now() - begin).toBeLessThan(10_000);
  });

  itWith(["python3"])("sends a file, and standard input, byte by byte as they are", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: d");
    const port = await server.line();
    const file = join(folder, "data.bin");
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    writeFileSync(file, bytes);
    const sent = await Jack.run(["send", `127.0.0.1:${port}`, "--file", file]);
    expect([sent.code, sent.stdout]).toEqual([0, bytes]);
    const piped = await Jack.run(["send", `127.0.0.1:${port}`], bytes);
    expect([piped.code, piped.stdout]).toEqual([0, bytes]);
    const missing = await Jack.run(["send", `127.0.0.1:${port}`, "--file", join(folder, "none")]);
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining("none")]);
  });

  itWith(["python3"])("asks over UDP, takes the answer, tries again when it does not come", async () => {
    await using server = ForeignProgram.python(PYTHON_UDP, "lambda d: [b'pong'] if d == b'ping' else []");
    const port = await server.line();
    const answered = await Jack.run(["send", `udp://127.0.0.1:${port}`, "ping"]);
    expect([answered.code, answered.stdout.toString()]).toEqual([0, "pong\n"]);
    const args = ["send", `udp://127.0.0.1:${port}`, "lost", "--wait", "200ms", "--retries", "2"];
    expect((await Jack.run(args)).code).toBe(124);
    const lines = [await server.line(), await server.line(), await server.line(), await server.line()];
    expect(lines).toEqual([
      "4 70696e67",
      ...Array.from({ length: 3 }, () => `4 ${Buffer.from("lost").toString("hex")}`),
    ]);
  });

  itWith(["python3"])("refuses a datagram that is too long, and names the limit", async () => {
    const { code, stderr } = await Jack.run(["send", "udp://127.0.0.1:9", "--no-wait"], Buffer.alloc(70_000));
    expect(stderr).toContain("message too long for one datagram");
    expect(stderr).toContain("65507");
    expect(code).not.toBe(0);
  });

  itWith(["python3"])("repeats a message with --every and --count", async () => {
    await using server = ForeignProgram.python(PYTHON_UDP, "lambda d: []");
    const port = await server.line();
    const args = ["send", `udp://127.0.0.1:${port}`, "tick", "--every", "20ms", "--count", "5", "--no-wait"];
    expect((await Jack.run(args)).code).toBe(0);
    for (let n = 0; n < 5; n++) await expect(server.line()).resolves.toBe("4 7469636b");
  });
});

describe("jack udp", () => {
  itWith(["python3"])("sends a datagram a line, also an empty one, and a large one whole", async () => {
    await using server = ForeignProgram.python(PYTHON_UDP, "lambda d: []");
    const port = await server.line();
    const long = "x".repeat(60_000);
    const { code } = await Jack.run(["udp", `127.0.0.1:${port}`, "--in", "lines", "--no-wait"], `one\n\n${long}\nlast`);
    expect(code).toBe(0);
    expect(await server.line()).toBe("3 6f6e65");
    expect(await server.line()).toBe("0 ");
    expect(await server.line()).toMatch(/^60000 /);
    expect(await server.line()).toBe("4 6c617374");
  });

  itWith(["python3"])("receives from many, shows each, survives empty datagrams, answers the last", async () => {
    await using jack = new Jack(["udp", "--bind", ":0", "--charset", "gbk"]);
    const port = await jack.port();
    const source = `
import socket, sys
a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
to = ("127.0.0.1", int(sys.argv[1]))
a.sendto("甲\\n".encode("gbk"), to); a.sendto(b"", to); b.sendto("乙\\n".encode("gbk"), to)
print(b.recvfrom(100)[0].decode("gbk"), flush=True)
`;
    await using client = ForeignProgram.python(source, port);
    await jack.stdout(/甲\n乙\n/);
    jack.child.stdin.write("回答\n");
    await expect(client.line()).resolves.toBe("回答");
    jack.child.kill("SIGINT");
    expect((await jack.result).code).toBe(130);
  });

  it("says where it listens on standard error, whatever it prints", async () => {
    for (const args of [
      ["--out", "hex"],
      ["--out", "raw"],
      ["--charset", "gbk"],
    ]) {
      await using jack = new Jack(["udp", "--bind", ":0", ...args]);
      expect(await jack.port()).toBeGreaterThan(0);
      jack.child.kill("SIGINT");
      expect((await jack.result).stdout.length).toBe(0);
    }
  });

  itWith(["python3"])("ends some time after its input when a peer was named", async () => {
    await using server = ForeignProgram.python(PYTHON_UDP, "lambda d: [b'one ', b'two']");
    const port = await server.line();
    const { code, stdout } = await Jack.run(["udp", `127.0.0.1:${port}`, "--wait", "300ms"], "q");
    expect([code, stdout.toString()]).toEqual([0, "one two"]);
  });
});

describe("jack connect and listen with text", () => {
  itWith(["python3"])("encodes lines, adds the line end, decodes what comes", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: d");
    const port = await server.line();
    const args = ["connect", `127.0.0.1:${port}`, "--charset", "gbk", "--eol", "crlf"];
    const { code, stdout } = await Jack.run(args, "你好\n再见");
    expect([code, stdout.toString()]).toEqual([0, "你好\r\n再见\r\n"]);
  });

  itWith(["python3"])("sends lines without their ends with --eol none, as the two-way chat wants them", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: b''");
    const port = await server.line();
    await using jack = new Jack(["connect", `127.0.0.1:${port}`, "--eol", "none"]);
    jack.child.stdin.write("hello\n");
    await expect(server.line()).resolves.toBe("68656c6c6f");
    jack.child.stdin.end();
    expect((await jack.result).code).toBe(0);
  });

  it("prints JSON lines that all parse, and tells bytes, text and addresses", async () => {
    await using server = new Jack(["listen", ":0", "--json"]);
    const [, port] = await server.stdout(/"port":(\d+)/);
    const client = await Jack.run(["connect", `127.0.0.1:${port}`, "--json"], "hi\u001b\u009b\n");
    server.child.stdin.end();
    const { code, stdout } = await server.result;
    expect([client.code, code]).toEqual([0, 0]);
    const events = stdout
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["listening", "accept", "data", "eof", "close"]),
    );
    expect(events.find(({ event }) => event === "listening")).toMatchObject({ network: "tcp", host: "127.0.0.1" });
    const data = events.find(({ event }) => event === "data");
    expect(data).toMatchObject({ peer: 1, direction: "in", length: 6, text: "hi\u001b\u009b\n", hex: "68691bc29b0a" });
    // oxlint-disable-next-line no-control-regex -- that none of them is there is the point
    expect(stdout.toString()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  itWith(["python3"])("shows rows with --time, as text and as hexadecimal", async () => {
    await using server = ForeignProgram.python(PYTHON_TCP, "lambda d: d");
    const port = await server.line();
    const args = ["connect", `127.0.0.1:${port}`, "--out", "both", "--time", "us"];
    const { stdout } = await Jack.run(args, "AB");
    expect(stdout.toString()).toMatch(/\d\d:\d\d:\d\d\.\d{6} ← AB\n {4}0000 {2}41 42 .*\|AB\|\n/);
  });

  itWith(["tshark"])("records a capture that Wireshark's tools read", async () => {
    const file = join(folder, "talk.pcapng");
    await using server = new Jack(["listen", ":0"]);
    const port = await server.port();
    const client = Jack.run(["connect", `127.0.0.1:${port}`, "--capture", file], "question");
    await server.stdout(/question/);
    server.child.stdin.end("answer");
    expect((await client).code).toBe(0);
    await using tshark = new ForeignProgram("tshark", ["-r", file, "-q", "-z", "follow,tcp,ascii,0"]);
    expect(await tshark.exited).toBe(0);
    expect(tshark.output.toString()).toContain("question");
    expect(tshark.output.toString()).toContain("answer");
  });

  it("shows a message that ends with silence although nothing follows", async () => {
    await using server = new Jack(["listen", ":0", "--json", "--framing", "idle:50ms"]);
    const [, port] = await server.stdout(/"port":(\d+)/);
    await using client = new Jack(["connect", `127.0.0.1:${port}`]);
    client.child.stdin.write("one message");
    await server.stdout(/"event":"message".*"text":"one message"/);
  });

  it("connects again with --reconnect, and sends to the new connection", async () => {
    await using first = new Jack(["listen", ":0"]);
    const port = await first.port();
    await using client = new Jack(["connect", `127.0.0.1:${port}`, "--reconnect", "--json", "--in", "text"]);
    client.child.stdin.write("one\n");
    await first.stdout(/one\n/);
    first.child.stdin.end();
    expect((await first.result).code).toBe(0);
    await client.stdout(/"event":"error".*"code":"ERR_REFUSED"/);
    await using second = new Jack(["listen", `:${port}`]);
    await client.stdout(/"event":"open".*\n[^]*"event":"open"/);
    client.child.stdin.write("two\n");
    await second.stdout(/two\n/);
    client.child.kill("SIGINT");
    expect((await client.result).code).toBe(130);
  });

  it("says that its input cannot be read", async () => {
    await using server = new Jack(["listen", ":0"]);
    const port = await server.port();
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" "${JACK}" connect 127.0.0.1:${port} < /`],
      {
        encoding: "utf8",
        env: { ...process.env, JACKFIELD_LANG: "en" },
      },
    );
    expect([status, stderr]).toEqual([
      3,
      expect.stringContaining("standard input cannot be read: illegal operation on a directory"),
    ]);
  });

  it("ends with 0 as soon as what is expected comes, with 4 when it does not", async () => {
    await using server = new Jack(["listen", ":0", "-k"]);
    const port = await server.port();
    const args = ["connect", `127.0.0.1:${port}`, "--expect", "ready \\d+"];
    await using good = new Jack(args);
    await using bad = new Jack([...args, "--timeout", "400ms"]);
    const { code, stderr } = await bad.result;
    expect([code, stderr]).toEqual([4, "jack: it ended before ready \\d+ came; timed out after 400 ms\n"]);
    server.child.stdin.write("not yet, rea");
    server.child.stdin.write("dy 7 yes");
    expect((await good.result).code).toBe(0);
  });
});
