import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-flow-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server in Python that prints its port, then what a client sends as hexadecimal, a line for each read, and the end. */
const PRINTING_SERVER = `
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0)); s.listen()
print(s.getsockname()[1])
c, _ = s.accept()
while True:
    d = c.recv(65536)
    if not d: break
    print(d.hex())
print("end")
`;
/** A server in Python that says its port, sends what its argument is in hexadecimal, and waits for the client's end. */
const SAYING_SERVER = `
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1])
c, _ = s.accept()
c.sendall(bytes.fromhex(sys.argv[1]))
while c.recv(65536): pass
`;
/** A client in Python: connects, sends the first argument's bytes, prints what comes until the end as hexadecimal. */
const ASKING_CLIENT = `
import socket, sys
c = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
for part in sys.argv[2:]:
    c.sendall(bytes.fromhex(part))
    if part != sys.argv[-1]: print(c.recv(65536).hex())
c.shutdown(socket.SHUT_WR)
rest = b""
while True:
    d = c.recv(65536)
    if not d: break
    rest += d
print("rest " + rest.hex())
`;

const hex = (text: string): string => Buffer.from(text).toString("hex");

/** A port on which nobody listens now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("sending again and again", () => {
  itWith(["python3"])("sends --send so often, with its checksum", async () => {
    await using server = ForeignProgram.python(PRINTING_SERVER);
    const port = await server.line();
    const args = [
      "--in",
      "hex",
      "--send",
      "01 03",
      "--checksum",
      "modbus",
      "--every",
      "50ms",
      "--count",
      "3",
      "--json",
    ];
    const { code, stdout } = await Jack.run(["connect", `127.0.0.1:${port}`, ...args]);
    const end = JSON.parse(stdout.toString().trimEnd().split("\n").at(-1) ?? "");
    expect(code).toBe(0);
    expect(end).toMatchObject({ event: "end", exitCode: 0, bytesOut: 12, writesOut: 3, peers: 1 });
    let all = "";
    for (let line = await server.line(); line !== "end"; line = await server.line()) all += line;
    expect(all).toBe("01034021".repeat(3));
  });

  itWith(["socat"])("repeats its input over UDP, a datagram for each line", async () => {
    await using receiver = new ForeignProgram("python3", [
      "-c",
      "import socket\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.bind(('127.0.0.1',0));print(s.getsockname()[1])\nwhile True: print(s.recv(70000).decode())",
    ]);
    const port = await receiver.line();
    const args = [
      "udp",
      `127.0.0.1:${port}`,
      "--in",
      "datagram-per-line",
      "--every",
      "20ms",
      "--count",
      "2",
      "--no-wait",
    ];
    const { code } = await Jack.run(args, "one\ntwo\r\n");
    expect(code).toBe(0);
    const lines = [await receiver.line(), await receiver.line(), await receiver.line(), await receiver.line()];
    expect(lines).toEqual(["one", "two", "one", "two"]);
  });
});

describe("trying again", () => {
  itWith(["python3"])("connects when the server comes", async () => {
    const port = await freePort();
    await using jack = new Jack([
      "connect",
      `127.0.0.1:${port}`,
      "--retry",
      "0",
      "--retry-delay",
      "20ms",
      "--send",
      "hi",
    ]);
    jack.child.stdin.end();
    await jack.stderr(/connection refused; trying again in 0\.02 s \(1\)/);
    await jack.stderr(/\(3\)/);
    await using server = ForeignProgram.python(PRINTING_SERVER, port);
    expect(await server.line()).toBe(String(port));
    expect([await server.line(), await server.line()]).toEqual([hex("hi"), "end"]);
    expect((await jack.result).code).toBe(0);
  });

  it.each(["connect", "send"])("jack %s gives up with exit 2 after so many attempts", async (command) => {
    const port = await freePort();
    const args = [command, `127.0.0.1:${port}`, "--retry", "2", "--retry-delay", "1ms", "--json"];
    const { code, stdout } = await Jack.run(args, "x");
    const events = stdout
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(code).toBe(2);
    expect(events.map(({ event }) => event)).toEqual(["retry", "retry", "end"]);
    expect(events[0]).toMatchObject({ code: "ERR_REFUSED", attempt: 1, attempts: 2, delayMs: 1 });
    expect(events.at(-1)).toMatchObject({ exitCode: 2, code: "ERR_REFUSED" });
  });
});

describe("limits and checks of what is received", () => {
  itWith(["python3"])("ends after so many bytes, and says what more had come", async () => {
    await using server = ForeignProgram.python(SAYING_SERVER, hex("0123456789"));
    const { code, stdout, stderr } = await Jack.run([
      "connect",
      `127.0.0.1:${await server.line()}`,
      "--max-bytes",
      "4",
    ]);
    expect([code, stdout.toString()]).toEqual([0, "0123"]);
    expect(stderr).toContain("stopped: 4 bytes were received, as --max-bytes says");
  });

  itWith(["python3"])("ends after so many messages", async () => {
    await using server = ForeignProgram.python(SAYING_SERVER, hex("a\nb\nc\nd\n"));
    const args = ["--framing", "line", "--max-messages", "2", "--out", "raw"];
    const { code, stdout } = await Jack.run(["connect", `127.0.0.1:${await server.line()}`, ...args]);
    expect([code, stdout.toString()]).toEqual([0, "a\nb\n"]);
  });

  itWith(["python3"])("an expectation that is not met by then is exit 4", async () => {
    await using server = ForeignProgram.python(SAYING_SERVER, hex("0123456789"));
    const args = ["--max-bytes", "4", "--expect", "9"];
    const { code } = await Jack.run(["connect", `127.0.0.1:${await server.line()}`, ...args]);
    expect(code).toBe(4);
  });

  itWith(["python3"])("an expectation that does not come in time is exit 4, and says both", async () => {
    await using server = ForeignProgram.python(SAYING_SERVER, hex("no"));
    const args = ["--expect", "yes", "--timeout", "500ms", "--no-shutdown"];
    const { code, stderr } = await Jack.run(["connect", `127.0.0.1:${await server.line()}`, ...args]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/it ended before yes came; timed out after 500 ms/);
  });

  itWith(["python3"])("checks checksums: exit 4 and which were wrong", async () => {
    await using server = ForeignProgram.python(SAYING_SERVER, "0103402101034022");
    const args = ["connect", `127.0.0.1:${await server.line()}`, "--framing", "fixed:4", "--check", "modbus", "--json"];
    const { code, stdout, stderr } = await Jack.run(args);
    expect(code).toBe(4);
    expect(stderr).toContain("1 of 2 messages had a wrong checksum");
    const checksums = stdout
      .toString()
      .split("\n")
      .flatMap((line) => (line.includes('"checksum"') ? [JSON.parse(line).checksum] : []));
    expect(checksums).toEqual([
      { ok: true, found: "4021", expected: "4021" },
      { ok: false, found: "4022", expected: "4021" },
    ]);
  });

  itWith(["python3"])("jack send checks its answer", async () => {
    await using jack = new Jack(["listen", "127.0.0.1:0", "-k", "--reply", "hex:01 *=>hex:01 03 40 21"]);
    const port = await jack.port();
    const args = ["send", `127.0.0.1:${port}`, "--hex", "01 03", "--checksum", "modbus"];
    const good = await Jack.run([...args, "--check", "modbus"]);
    expect([good.code, good.stdout.toString()]).toEqual([0, "01 03 40 21\n"]);
    const bad = await Jack.run([...args, "--check", "crc32"]);
    expect(bad.code).toBe(4);
  });
});

describe("rates", () => {
  itWith(["python3"])("holds what is sent to so many bytes a second", async () => {
    await using server = ForeignProgram.python(PRINTING_SERVER);
    const port = await server.line();
    const begin = Date.now();
    const { code } = await Jack.run(["connect", `127.0.0.1:${port}`, "--rate", "10K"], randomBytes(15_000));
    expect(code).toBe(0);
    // The first tenth of a second goes at once; slower is always possible.
    expect(Date.now() - begin).toBeGreaterThan(1200);
    let length = 0;
    for (let line = await server.line(); line !== "end"; line = await server.line()) length += line.length / 2;
    expect(length).toBe(15_000);
  });

  itWith(["python3"])("waits between lines, and leaves their bytes alone", async () => {
    await using server = ForeignProgram.python(PRINTING_SERVER);
    const port = await server.line();
    const begin = Date.now();
    const { code } = await Jack.run(
      ["connect", `127.0.0.1:${port}`, "--delay", "300ms"],
      Buffer.from("a\xff\nb\r\nc\n", "latin1"),
    );
    expect(code).toBe(0);
    expect(Date.now() - begin).toBeGreaterThan(580);
    let all = "";
    for (let line = await server.line(); line !== "end"; line = await server.line()) all += line;
    expect(all).toBe("61ff0a620d0a630a");
  });
});

describe("answers by rules", () => {
  itWith(["python3"])("jack listen --reply answers each client by the first rule that fits", async () => {
    const rules = ["--reply", "/^(\\w+)\\?/=>{{1}}!", "--reply", "=>what"];
    await using jack = new Jack(["listen", "127.0.0.1:0", "-k", ...rules]);
    jack.child.stdin.end();
    const port = await jack.port();
    await using client = ForeignProgram.python(ASKING_CLIENT, port, hex("name?"), hex("x"));
    expect(await client.line()).toBe(hex("name!"));
    expect(await client.line()).toBe(`rest ${hex("what")}`);
  });

  itWith(["python3"])("jack udp --reply answers datagrams until it is stopped", async () => {
    await using jack = new Jack(["udp", "--bind", "127.0.0.1:0", "--reply", "ping=>pong"]);
    jack.child.stdin.end();
    const port = await jack.port();
    for (let turn = 0; turn < 2; turn += 1) {
      const { code, stdout } = await Jack.run(["send", `udp://127.0.0.1:${port}`, "ping", "--out", "raw"]);
      expect([code, stdout.toString()]).toEqual([0, "pong"]);
    }
    jack.child.kill("SIGTERM");
    expect((await jack.result).code).toBe(143);
  });
});

describe("UDP to nobody", () => {
  it.each([["udp"], ["send"]])("jack %s ends with exit 2 and names the address", async (command) => {
    const port = await freePort();
    const address = command === "udp" ? `127.0.0.1:${port}` : `udp://127.0.0.1:${port}`;
    const { code, stderr } = await Jack.run([command, address], "hi\n");
    expect(code).toBe(2);
    expect(stderr).toContain(`udp 127.0.0.1:${port}: connection refused`);
  });
});

describe("files", () => {
  const bytes = randomBytes(3_000_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const source = join(folder, "source.bin");
  writeFileSync(source, bytes);

  it("arrive whole, with the same SHA-256 on both sides and a word that the last byte did", async () => {
    const target = join(folder, "target.bin");
    await using listener = new Jack(["listen", "127.0.0.1:0", "--save", target]);
    listener.child.stdin.end();
    const port = await listener.port();
    const sent = await Jack.run(["send", `127.0.0.1:${port}`, "--file", source]);
    const received = await listener.result;
    expect([sent.code, received.code]).toEqual([0, 0]);
    expect(sent.stderr).toContain(`sent ${source}: 2.9 MiB (3000000 bytes)`);
    expect(sent.stderr).toContain(`sha256 ${sha256}`);
    expect(sent.stderr).toContain(
      "all bytes arrived: the other end's system acknowledged the last one, and closed in order",
    );
    expect(received.stderr).toContain(`sha256 ${sha256}`);
    expect(readFileSync(target)).toEqual(bytes);
  });

  itWith(["ncat"])("come from ncat and go to ncat unchanged", async () => {
    const target = join(folder, "from-ncat.bin");
    await using listener = new Jack(["listen", "127.0.0.1:0", "--save", target]);
    listener.child.stdin.end();
    const port = await listener.port();
    await using client = new ForeignProgram("ncat", ["--send-only", "127.0.0.1", String(port)]);
    client.write(bytes);
    client.end();
    expect((await listener.result).code).toBe(0);
    expect(readFileSync(target)).toEqual(bytes);

    const free = await freePort();
    await using server = new ForeignProgram("ncat", ["-l", "--recv-only", "127.0.0.1", String(free)]);
    const { code, stderr } = await Jack.run([
      "send",
      `127.0.0.1:${free}`,
      "--file",
      source,
      "--retry",
      "0",
      "--retry-delay",
      "50ms",
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("all bytes arrived");
    await server.exited;
    expect(server.output.equals(bytes)).toBe(true);
  });

  itWith(["python3"])("that a peer does not take are told of, with exit 3", async () => {
    const server = `
import socket, sys, struct
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1])
c, _ = s.accept()
c.recv(100)
c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
c.close()
`;
    await using python = ForeignProgram.python(server);
    const { code, stderr } = await Jack.run(["send", `127.0.0.1:${await python.line()}`, "--file", source]);
    expect(code).toBe(3);
    expect(stderr).not.toContain("all bytes arrived");
    expect(stderr).toContain("reset");
  });

  itWith(["python3"])("--save-dir keeps each connection in a file of its own", async () => {
    const place = join(folder, "inbox");
    await using listener = new Jack(["listen", "127.0.0.1:0", "--save-dir", place, "--json"]);
    listener.child.stdin.end();
    const [, port] = await listener.stdout(/"port":(\d+)/);
    for (const text of ["first", "second"]) {
      await using client = ForeignProgram.python(ASKING_CLIENT, port ?? "", hex(text));
      expect(await client.line()).toBe("rest ");
    }
    await listener.stdout(/"event":"saved"[^]*"event":"saved"/);
    const names = readdirSync(place).toSorted();
    expect(names).toEqual([expect.stringMatching(/^peer-1-127\.0\.0\.1-\d+\.bin$/), expect.stringMatching(/^peer-2-/)]);
    expect(names.map((name) => readFileSync(join(place, name), "utf8"))).toEqual(["first", "second"]);
  });

  it("that exist are not replaced unless told", async () => {
    const kept = join(folder, "kept");
    writeFileSync(kept, "precious");
    for (const args of [
      ["listen", "127.0.0.1:0", "--save", kept],
      ["listen", "127.0.0.1:0", "-k", "--capture", kept],
      ["udp", "--bind", "127.0.0.1:0", "--capture", kept],
      ["connect", "127.0.0.1:1", "--capture", kept],
      ["send", "127.0.0.1:1", "x", "--capture", kept],
    ]) {
      const { code, stderr } = await Jack.run(args);
      expect([args[0], code, stderr]).toEqual([args[0], 3, expect.stringContaining("exists already")]);
      expect(stderr).toContain(kept);
      expect(stderr).toContain("--overwrite");
    }
    expect(readFileSync(kept, "utf8")).toBe("precious");
    const { code } = await Jack.run([
      "udp",
      "--bind",
      "127.0.0.1:0",
      "--capture",
      kept,
      "--overwrite",
      "--timeout",
      "300ms",
    ]);
    expect(code).toBe(124);
    expect(readFileSync(kept).length).toBeGreaterThan(20);
  });
});

describe("the ends of a command", () => {
  it.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s is exit %d", async (signal, wanted) => {
    await using jack = new Jack(["listen", "127.0.0.1:0", "-k", "--json"]);
    await jack.stdout(/listening/);
    jack.child.kill(signal);
    const { code, stdout } = await jack.result;
    expect(code).toBe(wanted);
    expect(JSON.parse(stdout.toString().trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      event: "end",
      exitCode: wanted,
    });
  });

  itWith(["bash"])("an argument that is not UTF-8 is refused, not changed", async () => {
    const program = new ForeignProgram("bash", [
      "-c",
      `"$1" "$2" send 127.0.0.1:1 $'a\\xffb'`,
      "bash",
      process.execPath,
      (await import("../support/jack.ts")).JACK,
    ]);
    expect(await program.exited).toBe(1);
    expect(program.errors).toMatch(/3|UTF-8/);
  });
});
