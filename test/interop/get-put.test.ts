import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JACK, Jack, type JackResult } from "../support/jack.ts";
import { originalServer } from "../support/original.ts";
import { itWith } from "../support/programs.ts";

let root = "";
let base = "";
let host = "";
let server: Jack;
const random = randomBytes(3_000_001);
const digest = createHash("sha256").update(random).digest("hex");
const python = itWith(["python3"]);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "jackfield-get-"));
  base = join(root, "base");
  await mkdir(join(base, "sub"), { recursive: true });
  await writeFile(join(base, "data.bin"), random);
  await writeFile(join(base, "sub", "你好 %20.txt"), "inner");
  server = new Jack(["serve", "files", base, "--port", "0", "--writable", "--max-size", "4M", "--json"]);
  const [, port] = await server.stdout(/"event":"listening".*"port":(\d+)\}/);
  host = `127.0.0.1:${port}`;
}, 60_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

/** A new folder to download into. */
function inbox(): Promise<string> {
  return mkdtemp(join(root, "inbox-"));
}

const { NODE_EXTRA_CA_CERTS: _slow, ...QUIET } = process.env;

/** Runs in this folder, where nothing may be left behind. */
async function runIn(folder: string, args: readonly string[]): Promise<JackResult> {
  await using jack = new Jack(args, {}, folder);
  jack.child.stdin.end();
  return await jack.result;
}

function said({ stderr }: JackResult): string {
  return stderr.split("\n")[0] ?? "";
}

/** A server that does this with each connection after its first bytes. */
async function fake(
  answer: (socket: Socket, request: string) => void,
): Promise<AsyncDisposable & { readonly address: string }> {
  const listening: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (bytes) => answer(socket, bytes.toString()));
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as { readonly port: number };
  return {
    address: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void listening.close(() => resolve())),
  };
}

describe("jack get", () => {
  it.each([["1"], ["5"]])("fetches a file in %s segments and checks its SHA-256", async (segments) => {
    const to = await inbox();
    const result = await Jack.run(["get", `${host}/data.bin`, "-o", to, "--segments", segments, "--json"]);
    expect(result.stderr).toBe("");
    const line = JSON.parse(result.stdout.toString()) as object;
    expect(line).toMatchObject({ bytes: random.length, sha256: digest, checked: true });
    expect(random.equals(await readFile(join(to, "data.bin")))).toBe(true);
    expect(await readdir(to)).toEqual(["data.bin"]);
  });

  it("takes a name as it is, and of a URL in percent-encoding", async () => {
    const to = await inbox();
    expect((await Jack.run(["get", `${host}/sub/你好 %20.txt`, "-o", to])).code).toBe(0);
    expect(await readFile(join(to, "你好 %20.txt"), "utf8")).toBe("inner");
    const url = `http://${host}/sub/%E4%BD%A0%E5%A5%BD%20%2520.txt`;
    expect((await Jack.run(["get", url, "-o", join(to, "two")])).code).toBe(0);
    expect(await readFile(join(to, "two"), "utf8")).toBe("inner");
  });

  it("never replaces a file without --force", async () => {
    const to = await inbox();
    await writeFile(join(to, "data.bin"), "mine");
    const result = await Jack.run(["get", `${host}/data.bin`, "-o", to]);
    expect(result.code).toBe(3);
    expect(said(result)).toContain("is there already");
    expect(await readFile(join(to, "data.bin"), "utf8")).toBe("mine");
    expect((await Jack.run(["get", `${host}/data.bin`, "-o", to, "--force"])).code).toBe(0);
    expect(random.equals(await readFile(join(to, "data.bin")))).toBe(true);
  });

  it.each([["1"], ["3"]])("goes on with a part in %s segments", async (segments) => {
    const to = await inbox();
    await writeFile(join(to, "data.bin.part"), random.subarray(0, 1_000_000));
    const result = await Jack.run(["get", `${host}/data.bin`, "-o", to, "-C", "--segments", segments, "--json"]);
    expect(JSON.parse(result.stdout.toString())).toMatchObject({
      resumedBytes: 1_000_000,
      sha256: digest,
      checked: true,
    });
    expect(await readdir(to)).toEqual(["data.bin"]);
  });

  it("notices that a part is of another file", async () => {
    const to = await inbox();
    await writeFile(join(to, "data.bin.part"), "something else");
    const result = await Jack.run(["get", `${host}/data.bin`, "-o", to, "-C"]);
    expect(result.code).toBe(3);
    expect(said(result)).toContain("but the server says");
    expect(await readdir(to)).toEqual([]);
  });

  it.each([
    ["none", "the server has no file none"],
    ["sub", "sub is a folder"],
    ["../secret", "400"],
  ])("says why it does not get %s, and leaves nothing behind", async (name, reason) => {
    const to = await inbox();
    const result = await Jack.run(["get", `${host}/${name}`, "-o", to]);
    expect(result.code).toBe(3);
    expect(said(result)).toContain(reason);
    expect(await readdir(to)).toEqual([]);
  });

  it("takes no more than --max-size, also when the size is not told", async () => {
    const to = await inbox();
    const result = await Jack.run(["get", `${host}/data.bin`, "-o", to, "--max-size", "1M"]);
    expect(said(result)).toContain("3000001 bytes would be larger than 1048576");
    await using endless = await fake((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
      };
      socket.on("drain", more);
      more();
    });
    const second = await Jack.run(["get", `${endless.address}/x`, "-o", to, "--max-size", "1M"]);
    expect(said(second)).toContain("larger than 1048576");
  });

  it("keeps what came when the connection breaks, and goes on from there", async () => {
    const to = await inbox();
    await using breaking = await fake((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${random.length}\r\n\r\n`);
      socket.write(random.subarray(0, 500_000), () => socket.end());
    });
    const broken = await Jack.run(["get", `${breaking.address}/data.bin`, "-o", to]);
    expect(broken.code).toBe(3);
    expect(said(broken)).toMatch(/the connection broke after \d+ bytes, .* -C goes on/);
    expect(await readdir(to)).toEqual(["data.bin.part"]);
    expect((await Jack.run(["get", `${host}/data.bin`, "-o", to, "-C"])).code).toBe(0);
    expect(random.equals(await readFile(join(to, "data.bin")))).toBe(true);
  });

  it("writes to standard output with -o -, and keeps nothing elsewhere", async () => {
    const folder = await inbox();
    const pipe = await runIn(folder, ["get", `${host}/data.bin`, "-o", "-"]);
    expect(pipe.code).toBe(0);
    expect(random.equals(pipe.stdout)).toBe(true);
    expect(pipe.stderr).toContain(`sha256 ${digest} (as the server says)`);
    const json = await runIn(folder, ["get", `${host}/data.bin`, "-o", "-", "--json"]);
    expect(random.equals(json.stdout)).toBe(true);
    expect(JSON.parse(json.stderr)).toMatchObject({ file: "-", bytes: random.length, sha256: digest });
    expect(await readdir(folder)).toEqual([]);
    const file = join(folder, "out");
    const line = `"$0" "$1" get ${host}/data.bin -q -o - > '${file}'`;
    execFileSync("sh", ["-c", line, process.execPath, JACK], { env: QUIET });
    expect(random.equals(await readFile(file))).toBe(true);
  });

  it("ends quietly when nobody reads its standard output any more", async () => {
    const line = `"$0" "$1" get ${host}/data.bin -q -o - | head -c 1000 | wc -c`;
    expect(execFileSync("sh", ["-c", line, process.execPath, JACK], { env: QUIET, encoding: "utf8" }).trim()).toBe(
      "1000",
    );
  });

  it.each([
    [["--continue"], "--output - and --continue"],
    [["--segments", "2"], "--output - and --segments"],
  ])("refuses -o - with %j", async (more, reason) => {
    const result = await Jack.run(["get", `${host}/data.bin`, "-o", "-", ...more]);
    expect(result.code).toBe(1);
    expect(said(result)).toContain(reason);
  });

  it("says with -o - that what it wrote is incomplete", async () => {
    await using breaking = await fake((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", () => socket.end());
    });
    const result = await Jack.run(["get", `${breaking.address}/x`, "-o", "-"]);
    expect(result.code).toBe(3);
    expect(result.stdout.toString()).toBe("half");
    expect(said(result)).toBe("jack: the connection broke after 4 bytes, the file is incomplete");
  });

  it("gives up on a silent server", async () => {
    await using silent = await fake(() => undefined);
    const result = await Jack.run(["get", `${silent.address}/x`, "-o", await inbox(), "--wait", "300ms"]);
    expect(result.code).toBe(124);
  });
});

/** Answers GET and HEAD with these lines and bytes, by the range that is asked for. */
function answering(answer: (method: string, range: string) => string): (socket: Socket, request: string) => void {
  return (socket, request) => {
    const range = /^range: (.*)$/im.exec(request)?.[1] ?? "";
    socket.end(answer(request.split(" ")[0] ?? "", range));
  };
}
const HEAD_OF_TEN = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\nAccept-Ranges: bytes\r\nETag: "a"\r\n';
const part = (fields: string, body: string): string =>
  `HTTP/1.1 206 Partial Content\r\nContent-Length: ${body.length}\r\n${fields}\r\n\r\n${body}`;
const CHUNKED_FIVE = "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n";

describe("jack get from a hostile server", () => {
  it.each([
    {
      name: "a range that holds more than it says",
      answer: (range: string) => part(`Content-Range: ${range.replace("=", " ")}/10\r\nETag: "a"`, "1234567890"),
      reason: "cannot send a part",
    },
    {
      name: "a range that holds less than it says",
      answer: (range: string) =>
        `HTTP/1.1 206 Partial Content\r\nContent-Range: ${range.replace("=", " ")}/10\r\nETag: "a"\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
      reason: "the file is incomplete",
    },
    {
      name: "another range",
      answer: () => part('Content-Range: bytes 1-5/10\r\nETag: "a"', "12345"),
      reason: "cannot send a part",
    },
    {
      name: "the whole file in place of a range",
      answer: () => `${HEAD_OF_TEN}\r\n1234567890`,
      reason: "cannot send a part",
    },
    {
      name: "a part of another version of the file",
      answer: (range: string) => part(`Content-Range: ${range.replace("=", " ")}/10\r\nETag: "b"`, "12345"),
      reason: "has changed meanwhile",
    },
    {
      name: "a part of a file of another size",
      answer: (range: string) => part(`Content-Range: ${range.replace("=", " ")}/11\r\nETag: "a"`, "12345"),
      reason: "has changed meanwhile",
    },
    {
      name: "a redirect",
      answer: () => "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n",
      reason: "the server answered 302 Found",
    },
  ])("takes no segment that is $name", async ({ answer, reason }) => {
    const to = await inbox();
    const reply = (method: string, range: string): string => (method === "HEAD" ? `${HEAD_OF_TEN}\r\n` : answer(range));
    await using hostile = await fake(answering(reply));
    const result = await Jack.run(["get", `${hostile.address}/x`, "-o", to, "--segments", "2"]);
    expect(result.code).toBe(3);
    expect(said(result)).toContain(reason);
    expect((await readdir(to)).filter((name) => !name.endsWith(".part"))).toEqual([]);
  });

  it.each([
    {
      name: "a resumed part that stops short",
      head: "206 Partial Content\r\nContent-Range: bytes 5-9/20",
      reason: "cannot send a part",
    },
    {
      name: "the end of a resumed part that never comes",
      head: "206 Partial Content\r\nContent-Range: bytes 5-19/20",
      reason: "the connection broke after 10 bytes",
    },
    { name: "the file anew in place of its rest", head: "200 OK", reason: "cannot send a part" },
    { name: "a file that has changed", head: "412 Precondition Failed", reason: "has changed meanwhile" },
  ])("does not take $name for the whole file", async ({ head, reason }) => {
    const to = await inbox();
    await writeFile(join(to, "x.part"), "00000");
    await using hostile = await fake(answering(() => `HTTP/1.1 ${head}\r\n${CHUNKED_FIVE}`));
    const result = await Jack.run(["get", `${hostile.address}/x`, "-o", to, "-C"]);
    expect(result.code).toBe(3);
    expect(said(result)).toContain(reason);
    expect(await readdir(to)).toEqual(["x.part"]);
  });

  it("follows no redirect, and shows nothing of an answer raw", async () => {
    const to = await inbox();
    await using hostile = await fake(
      answering(
        () =>
          "HTTP/1.1 301 \u001b]0;owned\u0007\r\nLocation: http://127.0.0.1:1/\u001b[2J\r\nContent-Length: 0\r\n\r\n",
      ),
    );
    const result = await Jack.run(["get", `${hostile.address}/x`, "-o", to]);
    expect(result.code).toBe(3);
    expect(result.stderr).not.toContain("\u001b");
    expect(await readdir(to)).toEqual([]);
  });

  it.each([
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"],
    ["a length and chunks", `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n${CHUNKED_FIVE}`],
    ["no head's end", `HTTP/1.1 200 OK\r\n${"X-More: 1\r\n".repeat(5000)}`],
    ["a broken chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
  ])("takes no answer with %s", async (_name, answer) => {
    const to = await inbox();
    await using hostile = await fake(answering(() => answer));
    const result = await Jack.run(["get", `${hostile.address}/x`, "-o", to]);
    expect(result.code).toBe(3);
    expect(said(result)).toMatch(/does not speak HTTP|the file is incomplete/);
    expect(await readdir(to)).toEqual([]);
  });
});

describe("jack get --plain", () => {
  python("gets files of the original server, and nothing for a missing one", async () => {
    const to = await inbox();
    const { server: program, address } = await originalServer("tcp_download_server");
    await using _server = program;
    const name = join(base, "data.bin");
    const whole = await Jack.run(["get", "--plain", `${address}/${name}`, "-o", join(to, "x"), "--json"]);
    expect(JSON.parse(whole.stdout.toString())).toMatchObject({ sha256: digest, checked: null });
    const missing = await Jack.run(["get", "--plain", `${address}/none`, "-o", to]);
    expect(said(missing)).toBe("jack: nothing came: none is missing there, or empty");
    expect(await program.line()).toBe("没有下载的文件:none");
    const http = await Jack.run(["get", `${address}/none`, "-o", to]);
    expect(said(http)).toContain("use --plain");
    expect(await readdir(to)).toEqual(["x"]);
  });

  it("says that a file is incomplete after a reset", async () => {
    const to = await inbox();
    await using resetting = await fake((socket) => {
      socket.write("part of it", () => setTimeout(() => socket.resetAndDestroy(), 100));
    });
    const result = await Jack.run(["get", "--plain", `${resetting.address}/x`, "-o", to]);
    expect(result.code).toBe(3);
    expect(said(result)).toContain("the connection broke after 10 bytes, the file is incomplete");
    expect(await readdir(to)).toEqual([]);
  });
});

describe("jack put", () => {
  it("uploads, never over another file unless told, and the server checks the SHA-256", async () => {
    const file = join(await inbox(), "up.bin");
    await writeFile(file, random);
    const first = await Jack.run(["put", file, `${host}/`, "--json"]);
    expect(JSON.parse(first.stdout.toString())).toMatchObject({ name: "up.bin", sha256: digest, checked: true });
    expect(random.equals(await readFile(join(base, "up.bin")))).toBe(true);
    await writeFile(file, "other");
    const again = await Jack.run(["put", file, `${host}/up.bin`]);
    expect(again.code).toBe(3);
    expect(said(again)).toContain("--force replaces it");
    expect((await Jack.run(["put", file, `${host}/up.bin`, "--force"])).code).toBe(0);
    expect(await readFile(join(base, "up.bin"), "utf8")).toBe("other");
    expect((await readdir(base)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("uploads what it reads from standard input with -", async () => {
    const result = await Jack.run(["put", "-", `${host}/piped.bin`, "--json"], random);
    expect(result.stderr).toBe("");
    expect(JSON.parse(result.stdout.toString())).toMatchObject({ bytes: random.length, sha256: digest, checked: true });
    expect(random.equals(await readFile(join(base, "piped.bin")))).toBe(true);
    const again = await Jack.run(["put", "-", `${host}/piped.bin`], "other");
    expect(said(again)).toContain("--force replaces it");
    expect((await Jack.run(["put", "-", `${host}/piped.bin`, "-f"], "")).code).toBe(0);
    expect(await readFile(join(base, "piped.bin"), "utf8")).toBe("");
    const nameless = await Jack.run(["put", "-", `${host}/sub/`], "x");
    expect(nameless.code).toBe(1);
    expect(said(nameless)).toContain("without a file name");
    const large = await Jack.run(["put", "-", `${host}/large`], Buffer.alloc(5 * 1024 * 1024));
    expect(large.code).toBe(3);
    expect(await readdir(base)).not.toContain("large");
  });

  it("is refused above the server's --max-size, outside of the folder, and without --writable", async () => {
    const file = join(await inbox(), "large");
    await writeFile(file, Buffer.alloc(5 * 1024 * 1024));
    expect(said(await Jack.run(["put", file, `${host}/large`]))).toContain("413");
    expect(said(await Jack.run(["put", file, `${host}/../large`]))).toContain("40");
    await using readOnly = new Jack(["serve", "files", base, "--port", "0", "--json"]);
    const [, port] = await readOnly.stdout(/"event":"listening".*"port":(\d+)\}/);
    expect(said(await Jack.run(["put", file, `127.0.0.1:${port}/large`]))).toContain("takes no uploads");
    expect(await readdir(root)).not.toContain("large");
    expect((await readdir(base)).some((name) => name.includes("large") || name.endsWith(".part"))).toBe(false);
  });

  it("keeps nothing of an upload that breaks off or has another digest", async () => {
    const put = (fields: string, body: string): Promise<string> =>
      new Promise((resolve) => {
        const [name = "", port = ""] = host.split(":");
        const socket = connect({ host: name, port: Number(port) });
        let answer = "";
        socket.on("data", (bytes) => (answer += bytes.toString()));
        socket.on("close", () => resolve(answer));
        socket.write(`PUT /broken HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${fields}\r\n\r\n${body}`);
        if (fields.includes("100")) socket.end();
      });
    await put("Content-Length: 100", "only this");
    expect(await put(`Content-Length: 3\r\nRepr-Digest: sha-256=:${"A".repeat(43)}=:`, "abc")).toContain("400");
    expect((await readdir(base)).some((name) => name.includes("broken") || name.endsWith(".part"))).toBe(false);
  });
});
