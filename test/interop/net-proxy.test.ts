import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connect,
  connectThroughProxy,
  type InetAddress,
  listen,
  type ProxyServer,
  type ProxySpec,
  serveHttpProxy,
  serveSocksProxy,
} from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const BODY = "x".repeat(100_000);
const LOOPBACK = { host: "127.0.0.1", port: 0 };
const bob = { username: "bob", password: "s3cret" };

let origin: Server;
let port: number;

beforeAll(async () => {
  origin = createServer((request, response) => {
    if (request.method === "POST") request.pipe(response);
    else response.end(BODY);
  });
  await new Promise<void>((done) => origin.listen(0, "127.0.0.1", done));
  port = (origin.address() as AddressInfo).port;
});

afterAll(async () => {
  origin.closeAllConnections();
  await new Promise((done) => origin.close(done));
});

async function curl(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  await using program = new ForeignProgram("curl", ["-sS", "-q", "--noproxy", "", ...args]);
  program.end();
  return { code: await program.exited, output: program.output.toString() };
}

describe("curl through our proxies", () => {
  const place = ({ local }: ProxyServer): string => `127.0.0.1:${(local as InetAddress).port}`;

  it.each([
    ["GET", ["-x"], {}],
    ["a tunnel", ["-p", "-x"], {}],
    ["Basic", ["-U", "bob:s3cret", "-x"], bob],
    ["Digest", ["--proxy-digest", "-U", "bob:s3cret", "-x"], bob],
    ["whatever is offered", ["--proxy-anyauth", "-p", "-U", "bob:s3cret", "-x"], bob],
  ])("by HTTP: %s", async (_name, args, options) => {
    await using proxy = await serveHttpProxy(await listen(LOOPBACK), options);
    const got = await curl(...args, place(proxy), `http://127.0.0.1:${port}/`);
    expect(got).toEqual({ code: 0, output: BODY });
    const posted = await curl(...args, place(proxy), "--data-binary", BODY, `http://127.0.0.1:${port}/`);
    expect(posted).toEqual({ code: 0, output: BODY });
    const refused = await curl(
      ...args,
      place(proxy),
      "-o",
      "-",
      "-w",
      "%{http_code}%{http_connect}",
      "http://127.0.0.1:1/",
    );
    expect(refused.output).toContain("504");
  });

  it("by HTTP: a wrong password", async () => {
    await using proxy = await serveHttpProxy(await listen(LOOPBACK), bob);
    const got = await curl("-x", place(proxy), "-U", "bob:no", "-w", "%{http_code}", `http://127.0.0.1:${port}/`);
    expect(got.output).toMatch(/407$/);
  });

  it.each([
    ["--socks4", {}],
    ["--socks4a", {}],
    ["--socks5", {}],
    ["--socks5-hostname", {}],
    ["--socks5-hostname", bob],
  ])("by %s", async (option, options) => {
    await using proxy = serveSocksProxy(await listen(LOOPBACK), options);
    const user = "username" in options ? ["--proxy-user", "bob:s3cret"] : [];
    const got = await curl(option, place(proxy), ...user, `http://localhost:${port}/`);
    expect(got).toEqual({ code: 0, output: BODY });
    expect((await curl(option, place(proxy), ...user, "http://127.0.0.1:1/")).code).not.toBe(0);
  });
});

describe("ncat through our proxies", () => {
  for (const [name, options, auth] of [
    ["without a password", {}, []],
    ["with a password", bob, ["--proxy-auth", "bob:s3cret"]],
  ] as const) {
    itWith(["ncat"])(name, async () => {
      await using proxy = await serveHttpProxy(await listen(LOOPBACK), options);
      const { port: via } = proxy.local as InetAddress;
      const args = ["--proxy", `127.0.0.1:${via}`, "--proxy-type", "http", ...auth, "127.0.0.1", String(port)];
      await using program = new ForeignProgram("ncat", args);
      program.write("GET / HTTP/1.0\r\n\r\n");
      program.end();
      expect(await program.exited).toBe(0);
      expect(program.output.toString()).toMatch(/^HTTP\/1.1 200 OK[^]*xxx$/);
    });
  }
});

describe("our clients through other programs", () => {
  const folder = mkdtempSync(join(tmpdir(), "jack-proxy-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Waits until the program listens. */
  async function started(
    command: string,
    args: (port: number) => string[],
  ): Promise<AsyncDisposable & { address: InetAddress }> {
    await using holder = await listen(LOOPBACK);
    const { port: free } = holder.local as InetAddress;
    await holder.close();
    const program = new ForeignProgram(command, args(free));
    const address = { host: "127.0.0.1", port: free };
    for (let attempt = 0; ; attempt += 1) {
      try {
        await (await connect(address)).close();
        return { address, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
      } catch (error) {
        if (attempt === 400) throw new Error(program.errors, { cause: error });
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }

  async function get(proxy: ProxySpec, host: string): Promise<string> {
    await using stream = await connectThroughProxy({ host, port }, proxy);
    await stream.write(Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  const ncat =
    (...auth: string[]) =>
    (at: number) => ["-l", "-k", "127.0.0.1", String(at), "--proxy-type", "http", ...auth];

  const cases: readonly (readonly [string, string, (at: number) => string[], Omit<ProxySpec, "address">, boolean])[] = [
    ["microsocks", "microsocks", (at) => ["-i", "127.0.0.1", "-p", String(at)], { protocol: "socks5" }, true],
    [
      "microsocks with a password",
      "microsocks",
      (at) => ["-i", "127.0.0.1", "-p", String(at), "-u", "bob", "-P", "s3cret"],
      { protocol: "socks5", ...bob },
      true,
    ],
    ["ncat", "ncat", ncat(), { protocol: "http" }, false],
    [
      "ncat with a password, by Digest",
      "ncat",
      ncat("--proxy-auth", "bob:s3cret"),
      { protocol: "http", ...bob },
      false,
    ],
    [
      "tinyproxy with a password, by Basic",
      "tinyproxy",
      (at) => ["-d", "-c", tinyproxy(at)],
      { protocol: "http", ...bob },
      false,
    ],
  ];
  for (const [name, command, args, spec, names] of cases) {
    itWith([command])(name, async () => {
      await using program = await started(command, args);
      const proxy = { ...spec, address: program.address };
      for (const host of names ? ["127.0.0.1", "localhost"] : ["127.0.0.1"]) {
        expect(await get(proxy, host)).toMatch(/^HTTP\/1.1 200 OK[^]*xxx/);
      }
      await expect(connectThroughProxy({ host: "127.0.0.1", port: 1 }, proxy)).rejects.toMatchObject({
        code: "ERR_PROXY",
      });
      if (spec.username !== undefined) {
        await expect(
          connectThroughProxy({ host: "127.0.0.1", port }, { ...proxy, password: "no" }),
        ).rejects.toMatchObject({
          code: expect.stringMatching(/^ERR_PROXY/),
        });
      }
    });
  }

  function tinyproxy(at: number): string {
    const path = join(folder, `tinyproxy-${at}.conf`);
    writeFileSync(path, `Port ${at}\nListen 127.0.0.1\nBasicAuth bob s3cret\nLogLevel Critical\nTimeout 60\n`);
    return path;
  }
});
