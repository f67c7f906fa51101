import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const CLIENT = fileURLToPath(new URL("../fixtures/originals/tcp_download_client.py", import.meta.url));
const BIG = 200 * 1024 * 1024;

/** Takes a few bytes of the large file, waits for a line, then takes the rest and says how it ended. */
const SLOW_CLIENT = `
import socket, sys
client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
client.sendall(b"big")
client.recv(10)
print("begun")
input()
try:
    while client.recv(65536):
        pass
    print("end")
except OSError as error:
    print(type(error).__name__)
`;

let root = "";
let base = "";
let jack: Jack;
let port = 0;
let url = "";
const random = randomBytes(5000);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "jackfield-serve-"));
  base = join(root, "base");
  await mkdir(join(base, "sub"), { recursive: true });
  await mkdir(join(root, "inbox"));
  await writeFile(join(root, "secret.txt"), "secret");
  await writeFile(join(base, "hello.txt"), "hello\n");
  await writeFile(join(base, "notes.md"), "notes");
  await writeFile(join(base, "five.bin"), random);
  await writeFile(join(base, "empty"), "");
  await writeFile(join(base, "big"), randomBytes(1024 * 1024));
  // Sparse behind its first MiB: large without a large disk.
  await truncate(join(base, "big"), BIG);
  await symlink("../secret.txt", join(base, "out"));
  await symlink("/dev/zero", join(base, "zero"));
  execFileSync("mkfifo", [join(base, "fifo")]);
  jack = new Jack(["serve", "files", base, "--port", "0", "--json"]);
  const [, text] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  port = Number(text);
  url = `http://127.0.0.1:${port}`;
}, 60_000);

afterAll(async () => {
  await jack[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const python = itWith(["python3"]);
const curl = itWith(["curl"]);

/** What the original client got; null when it wrote no file. */
async function original(name: string): Promise<Buffer | null> {
  const inbox = await mkdtemp(join(root, "inbox", "x"));
  await mkdir(join(inbox, "[接收]sub"), { recursive: true });
  await using client = new ForeignProgram("python3", [CLIENT, "127.0.0.1", String(port)], { cwd: inbox });
  client.write(`${name}\n`);
  const length = Number(await client.line());
  return length === 0 ? null : readFile(join(inbox, `[接收]${name}`));
}

/** Everything that comes for these bytes, sent one after the other in segments of their own. */
async function plain(...segments: readonly (string | Buffer)[]): Promise<Buffer> {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  const parts: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => socket.on("end", resolve).on("error", reject));
  socket.on("data", (bytes) => parts.push(bytes));
  for (const segment of segments) {
    socket.write(segment);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await ended;
  socket.destroy();
  return Buffer.concat(parts);
}

function run(...args: readonly string[]): string {
  return execFileSync("curl", ["--silent", "--noproxy", "*", "--max-time", "60", ...args], {
    cwd: join(root, "inbox"),
  }).toString();
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("the original download client", () => {
  python("gets a small file whole, and of a large one the 1024 bytes that it reads", async () => {
    expect((await original("hello.txt"))?.toString()).toBe("hello\n");
    expect(await original("five.bin")).toEqual(random.subarray(0, 1024));
  });

  python("gets nothing, and the row says why", async () => {
    const cases = [
      ["none.txt", "missing"],
      ["empty", "empty"],
      ["sub", "folder"],
      ["../secret.txt", "bad-name"],
      ["/etc/passwd", "bad-name"],
      ["out", "outside"],
      ["zero", "outside"],
      ["fifo", "not-a-file"],
    ] as const;
    for (const [name, reason] of cases) {
      expect(await original(name)).toBeNull();
      await jack.stdout(new RegExp(`"request":"${name}".*"problem":"${reason}"`));
    }
  });

  python("may send its name in two segments, end it with FIN, or with a line end", async () => {
    expect((await plain("hel", "lo.txt")).toString()).toBe("hello\n");
    expect((await plain("hello.txt\r\n")).toString()).toBe("hello\n");
    await jack.stdout(/"request":"hello.txt".*"lineEndTaken":true/);
    expect((await plain(Buffer.from("fffe2e", "hex"))).length).toBe(0);
    await jack.stdout(/"problem":"not-utf-8"/);
    expect((await plain("n".repeat(5000))).length).toBe(0);
    await jack.stdout(/"problem":"name-too-long"/);
    expect(await plain("five.bin")).toEqual(random);
  });
});

describe("curl", () => {
  curl("gets, heads, lists and goes on with a part", () => {
    expect(run(`${url}/hello.txt`)).toBe("hello\n");
    const digest = createHash("sha256").update("hello\n").digest("base64");
    expect(run("-I", `${url}/hello.txt`)).toContain(`Repr-Digest: sha-256=:${digest}:`);
    expect(run("-r", "1-3", `${url}/hello.txt`)).toBe("ell");
    expect(run(`${url}/`)).toContain('<a href="./hello.txt">');
    const { entries } = JSON.parse(run("-H", "Accept: application/json", `${url}/`)) as {
      readonly entries: readonly { readonly name: string }[];
    };
    expect(entries.map(({ name }) => name)).toEqual(["sub", "big", "empty", "five.bin", "hello.txt", "notes.md"]);
    execFileSync("sh", ["-c", `head -c 2000 '${base}/five.bin' > '${root}/inbox/five.bin'`]);
    run("-C", "-", "-O", `${url}/five.bin`);
    expect(readFileSync(join(root, "inbox", "five.bin"))).toEqual(random);
  });

  curl("has conditions answered", () => {
    const status = (...args: readonly string[]): string => run("-o", "/dev/null", "-w", "%{http_code}", ...args);
    const etag = /^etag: (.*)\r$/im.exec(run("-I", `${url}/hello.txt`))?.[1] ?? "";
    expect(status("-H", `If-None-Match: ${etag}`, `${url}/hello.txt`)).toBe("304");
    expect(status("-H", `If-Match: "other"`, `${url}/hello.txt`)).toBe("412");
    expect(status("-H", `If-Range: "other"`, "-r", "1-3", `${url}/hello.txt`)).toBe("200");
    expect(status("-H", `If-Range: ${etag}`, "-r", "1-3", `${url}/hello.txt`)).toBe("206");
    expect(status("-r", "100-", `${url}/hello.txt`)).toBe("416");
    expect(status("-X", "DELETE", `${url}/hello.txt`)).toBe("405");
    expect(status("-T", join(base, "five.bin"), `${url}/new`)).toBe("405");
    expect(status("-H", "Host: evil.example", `${url}/hello.txt`)).toBe("421");
  });

  curl("is confined to the folder", () => {
    const cases = [
      ["/../secret.txt", "400"],
      ["/%2e%2e/secret.txt", "400"],
      ["/sub/%2e%2e%2f%2e%2e%2fsecret.txt", "400"],
      ["//etc/passwd", "400"],
      ["/%2fetc/passwd", "400"],
      ["/hello.txt%00", "400"],
      ["/%ff", "400"],
      ["/out", "403"],
      ["/zero", "403"],
      ["/fifo", "403"],
      ["/none", "404"],
      ["/sub", "301"],
    ] as const;
    for (const [path, status] of cases) {
      expect([path, run("--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", `${url}${path}`)]).toEqual([
        path,
        status,
      ]);
    }
  });
});

describe("what is sent", () => {
  curl("is in the capture when there is one", async () => {
    const capture = join(root, "seen.pcapng");
    await using seen = new Jack(["serve", "files", base, "--port", "0", "--json", "--capture", capture]);
    const [, own] = await seen.stdout(/"event":"listening".*"port":(\d+)\}/);
    run("-o", "/dev/null", `http://127.0.0.1:${own}/five.bin`);
    await seen.stdout(/"status":200/);
    seen.child.kill("SIGINT");
    expect((await seen.result).code).toBe(0);
    expect((await readFile(capture)).includes(random)).toBe(true);
  });

  python(
    "is broken off by a reset when the service stops, never ended as if it were whole",
    async () => {
      await using stopping = new Jack(["serve", "files", base, "--port", "0", "--json"]);
      const [, own] = await stopping.stdout(/"event":"listening".*"port":(\d+)\}/);
      await using slow = ForeignProgram.python(SLOW_CLIENT, own ?? "");
      expect(await slow.line()).toBe("begun");
      stopping.child.kill("SIGTERM");
      expect((await stopping.result).code).toBe(0);
      slow.write("go on\n");
      expect(await slow.line()).toBe("ConnectionResetError");
    },
    30_000,
  );
});

describe("many and large", () => {
  curl(
    "200 MB leave it in constant memory with the same SHA-256",
    async () => {
      const expected = execFileSync("sha256sum", [join(base, "big")])
        .toString()
        .slice(0, 64);
      run("-o", "/dev/null", `${url}/big`);
      const before = residentKb(jack.child.pid);
      for (let round = 0; round < 3; round++) run("-o", "/dev/null", `${url}/big`);
      const got = execFileSync("sh", ["-c", `curl --silent --noproxy "*" ${url}/big | sha256sum`]);
      expect(got.toString().slice(0, 64)).toBe(expected);
      expect(residentKb(jack.child.pid) - before).toBeLessThan(60_000);
      expect(sha256(await plain("big"))).toBe(expected);
    },
    120_000,
  );

  curl(
    "100 clients at once, of both kinds, and one that leaves early",
    async () => {
      const early = connect({ port, host: "127.0.0.1" });
      early.write("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await new Promise((resolve) => early.once("data", resolve));
      early.resetAndDestroy();
      const asks = Array.from({ length: 100 }, async (_, at) => {
        if (at % 2 === 0) return plain("five.bin");
        const response = await fetch(`${url}/five.bin`);
        return Buffer.from(await response.arrayBuffer());
      });
      const answers = await Promise.all(asks);
      expect(answers.every((answer) => answer.equals(random))).toBe(true);
      await jack.stdout(/"request":"GET \/big".*"problem":"left-early"/);
    },
    60_000,
  );

  curl("requests behind one another on one connection are answered in order", async () => {
    const request = (name: string): string => `GET /${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const text = (
      await plain(
        request("five.bin") +
          request("hello.txt") +
          request("notes.md").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
      )
    ).toString("latin1");
    const places = [random.toString("latin1"), "hello\n", "notes"].map((body) => text.indexOf(`\r\n\r\n${body}`));
    expect(places.every((place, at) => place > (places[at - 1] ?? 0))).toBe(true);
  });
});

function residentKb(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
