import { createHash, randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Jack, type JackResult } from "../support/jack.ts";
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

  it("gives up on a silent server", async () => {
    await using silent = await fake(() => undefined);
    const result = await Jack.run(["get", `${silent.address}/x`, "-o", await inbox(), "--wait", "300ms"]);
    expect(result.code).toBe(124);
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
