import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, connect as connectTls } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/capabilities.ts";
import { makeTemporaryCertificate } from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { hasProgram } from "../support/programs.ts";
import { isListening, ShellLine } from "../support/shell-line.ts";
import { socatRows } from "../support/socat-table.ts";

const QUESTION = "question 问题 ".repeat(2000);
const cleanUps: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** What the words of a line become: a folder, free ports, and echoes behind the addresses. */
class World {
  readonly folder = mkdtempSync(join(tmpdir(), "jack-socat-"));
  port = 0;
  readonly name = `jack-test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  received = "";
  #words: (readonly [string, string])[] = [];

  static async make(line: string): Promise<World> {
    const world = new World();
    cleanUps.push(() => rmSync(world.folder, { recursive: true, force: true }));
    world.port = await freePort();
    const echo = (server: Server): Server =>
      server.on("connection", (peer) => {
        peer.on("error", () => undefined);
        peer.on("data", (bytes) => (world.received += bytes.toString()));
        peer.pipe(peer);
      });
    const options = { allowHalfOpen: true };
    const socket = join(world.folder, "app.sock");
    const words: [string, string][] = [
      ["/run/app.sock", socket],
      ["/run/d.sock", join(world.folder, "d.sock")],
      ["/tmp/", `${world.folder}/`],
      ["ABSTRACT-CONNECT:app", `ABSTRACT-CONNECT:${world.name}`],
      ["unix:@app", `unix:@${world.name}`],
    ];
    if (line.includes("10.0.0.7:80"))
      words.push(["10.0.0.7:80", `127.0.0.1:${await listenOn(echo(createServer(options)))}`]);
    if (line.includes("/run/app.sock")) await listenOn(echo(createServer(options)), socket);
    if (line.includes("10.0.0.7:443")) words.push(["10.0.0.7:443", `127.0.0.1:${await listenOn(await tlsEcho())}`]);
    if (line.includes("10.0.0.1:53")) words.push(["10.0.0.1:53", `127.0.0.1:${await udpEcho()}`]);
    for (const port of ["8080", "8443", "5353"]) words.push([port, String(world.port)]);
    world.#words = words;
    return world;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  start(line: string): ShellLine {
    const program = new ShellLine(this.#inPlace(line), this.folder);
    cleanUps.push(() => program[Symbol.asyncDispose]());
    return program;
  }

  /** In one pass: what stands for one word may hold another. */
  #inPlace(line: string): string {
    const words = new Map(this.#words);
    const pattern = [...words.keys()].map((word) => word.replace(/[/.]/g, "\\$&")).join("|");
    return line.replace(new RegExp(pattern, "g"), (word) => words.get(word) ?? word);
  }

  async listening(network: "tcp" | "udp" = "tcp"): Promise<void> {
    await expect.poll(() => isListening(network, this.port)).toBe(true);
  }
}

async function listenOn(server: Server, path?: string): Promise<number> {
  cleanUps.push(() => void server.close());
  if (path === undefined) server.listen(0, "127.0.0.1");
  else server.listen(path);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Below the range from which the system picks ports by itself, so that it stays free until it is used. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

async function tlsEcho(): Promise<Server> {
  const { cert, key } = await makeTemporaryCertificate();
  const server = createTlsServer({ cert, key, allowHalfOpen: true } as Parameters<typeof createTlsServer>[0]);
  server.on("secureConnection", (peer) => {
    peer.on("error", () => undefined);
    peer.pipe(peer);
  });
  return server;
}

async function udpEcho(): Promise<number> {
  const socket = createSocket("udp4");
  cleanUps.push(() => void socket.close());
  socket.on("message", (bytes, from) => socket.send(bytes, from.port, from.address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket.address().port;
}

/** Connects, sends, and waits until all that is expected has come back. */
async function expectAnswer(world: World, answer: string, through: "tcp" | "unix" | "tls" = "tcp"): Promise<void> {
  const at = { port: world.port, host: "127.0.0.1" };
  const socket =
    through === "unix"
      ? connect(world.path("s.sock"))
      : through === "tls"
        ? connectTls({ ...at, rejectUnauthorized: false })
        : connect(at);
  cleanUps.push(() => void socket.destroy());
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => (text += part));
  socket.on("error", () => undefined);
  socket.write(QUESTION);
  await expect.poll(() => text.length).toBeGreaterThanOrEqual(answer.length);
  expect(text).toBe(answer);
  socket.end();
}

type Scenario = (line: string) => Promise<void>;

/** A listener answers one client, and where it goes on, another at the same time. */
const answers =
  (answer = QUESTION, through: "tcp" | "unix" | "tls" = "tcp", output?: RegExp): Scenario =>
  async (line) => {
    const world = await World.make(line);
    if (through === "tls") {
      const { cert, key } = await makeTemporaryCertificate();
      writeFileSync(world.path("s.pem"), key + cert);
    }
    const program = world.start(line);
    if (through === "unix") await expect.poll(() => existsSync(world.path("s.sock"))).toBe(true);
    else await world.listening();
    await Promise.all([expectAnswer(world, answer, through), expectAnswer(world, answer, through)]);
    if (output !== undefined) await expect.poll(() => program.stdout + program.stderr).toMatch(output);
  };

/** What goes in comes out again. */
const echoes: Scenario = async (line) => {
  const world = await World.make(line);
  const program = world.start(line);
  program.write(QUESTION);
  await expect.poll(() => program.stdout.length).toBe(QUESTION.length);
  program.end();
  expect([await program.exited, program.stdout]).toEqual([0, QUESTION]);
};

const SCENARIOS: readonly (readonly [pattern: RegExp, scenario: Scenario])[] = [
  [
    /listen:8080 -$/,
    async (line) => {
      const world = await World.make(line);
      const program = world.start(line);
      await world.listening();
      program.write("from here");
      const socket = connect(world.port, "127.0.0.1");
      const [bytes] = (await once(socket, "data")) as [Buffer];
      expect(bytes.toString()).toBe("from here");
      socket.write("from there");
      await expect.poll(() => program.stdout).toBe("from there");
      program.end();
      socket.end();
      expect(await program.exited).toBe(0);
    },
  ],
  [/--show both/, answers(QUESTION, "tcp", /71 75 65 73 74 69 6f 6e/)],
  [/shell:'echo hi; cat'/, answers(`hi\n${QUESTION}`)],
  [/listen:unix:/, answers(QUESTION, "unix")],
  [/listen:tls:/, answers(QUESTION, "tls")],
  [/relay listen:8080(?:,\S+)? (?!file)/, answers()],
  [
    /unix:@app/,
    async (line) => {
      const world = await World.make(line);
      await using server = new ForeignProgram("socat", ["-d", "-d", `ABSTRACT-LISTEN:${world.name},fork`, "EXEC:cat"]);
      await expect.poll(() => server.errors).toMatch(/listening on/);
      await echoes(line.replaceAll("app", world.name));
    },
  ],
  [
    /exec:sort/,
    async (line) => {
      const program = (await World.make(line)).start(line);
      program.write("b\na\n");
      program.end();
      expect([await program.exited, program.stdout]).toEqual([0, "a\nb\n"]);
    },
  ],
  [
    /exec:tty,pty/,
    async (line) => {
      const program = (await World.make(line)).start(line);
      expect(await program.exited).toBe(0);
      expect(program.stdout.trim()).toMatch(/^\/dev\/pts\/\d+$/);
    },
  ],
  [
    /--one-way file:in.bin/,
    async (line) => {
      const world = await World.make(line);
      writeFileSync(world.path("in.bin"), QUESTION);
      expect(await world.start(line).exited).toBe(0);
      await expect.poll(() => world.received).toBe(QUESTION);
    },
  ],
  [
    /--one-way listen:8080/,
    async (line) => {
      const world = await World.make(line);
      writeFileSync(world.path("out.bin"), "is replaced".repeat(10_000));
      const program = world.start(line);
      await world.listening();
      connect(world.port, "127.0.0.1").end(QUESTION);
      expect(await program.exited).toBe(0);
      expect(readFileSync(world.path("out.bin"), "utf8")).toBe(QUESTION);
    },
  ],
  [
    /file:log.txt,append/,
    async (line) => {
      const world = await World.make(line);
      writeFileSync(world.path("log.txt"), "before\n");
      const program = world.start(line);
      program.write("after\n");
      program.end();
      expect(await program.exited).toBe(0);
      expect(readFileSync(world.path("log.txt"), "utf8")).toBe("before\nafter\n");
    },
  ],
  [
    /file:in.bin!!file:out.bin/,
    async (line) => {
      const world = await World.make(line);
      writeFileSync(world.path("in.bin"), QUESTION);
      expect(await world.start(line).exited).toBe(0);
      expect(readFileSync(world.path("out.bin"), "utf8")).toBe(QUESTION);
    },
  ],
  [
    /listen:udp:/,
    async (line) => {
      const world = await World.make(line);
      world.start(line);
      await world.listening("udp");
      for (const text of ["one", "two"]) {
        const socket = createSocket("udp4");
        cleanUps.push(() => void socket.close());
        socket.send(text, world.port, "127.0.0.1");
        const [bytes] = (await once(socket, "message")) as [Buffer];
        expect(bytes.toString()).toBe(text);
      }
    },
  ],
  [
    /- udp:/,
    async (line) => {
      const program = (await World.make(line)).start(line);
      program.write("datagram");
      await expect.poll(() => program.stdout).toBe("datagram");
      program.end();
      expect(await program.exited).toBe(0);
    },
  ],
  [
    /unix-datagram:/,
    async (line) => {
      const world = await World.make(line);
      await using receiver = new ForeignProgram("socat", [`UNIX-RECV:${world.path("d.sock")}`, "-"]);
      await expect.poll(() => existsSync(world.path("d.sock"))).toBe(true);
      const program = world.start(line);
      program.write("datagram\n");
      program.end();
      expect(await program.exited).toBe(0);
      await expect(receiver.line()).resolves.toBe("datagram");
    },
  ],
  [
    /relay pty:/,
    async (line) => {
      const world = await World.make(line);
      world.start(line);
      const links = ["ttyV0", "ttyV1"].map((name) => world.path(name));
      await expect.poll(() => links.map((link) => existsSync(link))).toEqual([true, true]);
      const script = `
import os, sys
a, b = (os.open(path, os.O_RDWR | os.O_NOCTTY) for path in sys.argv[1:])
os.write(a, b"\\x03\\x04\\r\\n"); got = b""
while len(got) < 4: got += os.read(b, 10)
print(got.hex(), flush=True)
`;
      await using python = ForeignProgram.python(script, ...links);
      await expect(python.line()).resolves.toBe("03040d0a");
    },
  ],
  [/relay - (?:10|unix:\/)/, echoes],
];

describe.skipIf(!hasProgram("socat") || !capabilities().berkeley)("the table socat → jack relay", () => {
  const rows = socatRows();

  it("is there", () => {
    expect(rows.length).toBeGreaterThanOrEqual(25);
  });

  for (const { socat, jack } of rows) {
    const scenario = SCENARIOS.find(([pattern]) => pattern.test(jack))?.[1];
    const run = async (line: string): Promise<void> => {
      if (scenario === undefined) throw new Error(`nothing tests ${jack}`);
      await scenario(line);
    };
    it(socat, () => run(socat));
    it(jack, () => run(jack));
  }
});
