import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connect,
  connectThroughProxy,
  type InetAddress,
  listen,
  type ProxyServer,
  type ProxyServerEvent,
  type ProxyServerOptions,
  serveHttpProxy,
  serveSocksProxy,
  type Stream,
} from "../../../../src/net/index.ts";
import { ProxyAuth } from "../../../../src/net/proxy/server/proxy-auth.ts";
import * as crypto from "node:crypto";
import { pattern, readToEnd, sha256, text, utf8 } from "../../../support/net/bytes.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

let origin: Server;
let at: string;
let port: number;
const LOOPBACK = { host: "127.0.0.1", port: 0 };

beforeAll(async () => {
  origin = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      if (request.url === "/chunked") {
        response.write("one,");
        response.end("two");
        return;
      }
      const told = JSON.stringify({
        line: `${request.method} ${request.url} HTTP/${request.httpVersion}`,
        headers: request.headers,
        body: sha256(body),
      });
      response.writeHead(200, {
        "Content-Length": Buffer.byteLength(told),
        "Keep-Alive": "timeout=5",
        "X-Kept": "yes",
      });
      response.end(request.method === "HEAD" ? undefined : told);
    });
  });
  await new Promise<void>((done) => origin.listen(0, "127.0.0.1", done));
  port = (origin.address() as AddressInfo).port;
  at = `127.0.0.1:${port}`;
});

afterAll(async () => {
  origin.closeAllConnections();
  await new Promise((done) => origin.close(done));
});

async function proxied(
  options: ProxyServerOptions = {},
): Promise<
  AsyncDisposable & { readonly proxy: ProxyServer; readonly events: ProxyServerEvent[]; readonly address: InetAddress }
> {
  const events: ProxyServerEvent[] = [];
  const proxy = await serveHttpProxy(await listen(LOOPBACK), { ...options, onEvent: (event) => events.push(event) });
  return { proxy, events, address: proxy.local as InetAddress, [Symbol.asyncDispose]: () => proxy.close() };
}

/** Sends these bytes and returns all that comes back. */
async function ask(address: InetAddress, request: string | Uint8Array): Promise<string> {
  await using stream = await connect(address);
  await stream.write(typeof request === "string" ? utf8(request) : request);
  return text((await readToEnd(stream)).bytes) ?? "";
}

/** An echo server for tunnels. */
async function echo(): Promise<AsyncDisposable & { readonly address: InetAddress }> {
  const listener = await listen(LOOPBACK);
  const serving = (async () => {
    for await (const stream of listener) {
      void (async () => {
        for await (const bytes of stream) await stream.write(bytes);
        await stream.close();
      })();
    }
  })();
  return {
    address: listener.local as InetAddress,
    async [Symbol.asyncDispose]() {
      await listener.close();
      await serving;
    },
  };
}

const PUSH = pattern(300_000);

async function through(stream: Stream): Promise<string> {
  await using _ = stream;
  const writing = stream.write(PUSH).then(() => stream.shutdown());
  const { bytes } = await readToEnd(stream);
  await writing;
  return sha256(bytes);
}

describe("serveHttpProxy", () => {
  it("makes tunnels, half-close included", async () => {
    await using target = await echo();
    await using server = await proxied();
    const proxy = { protocol: "http", address: server.address } as const;
    const clients = Array.from({ length: 8 }, async () => through(await connectThroughProxy(target.address, proxy)));
    expect(new Set(await Promise.all(clients))).toEqual(new Set([sha256(PUSH)]));
    expect(server.events.filter(({ type }) => type === "open")).toHaveLength(8);
  });

  it("keeps what came behind the header of CONNECT", async () => {
    await using target = await echo();
    await using server = await proxied();
    const where = `127.0.0.1:${target.address.port}`;
    await using stream = await connect(server.address);
    await stream.write(utf8(`CONNECT ${where} HTTP/1.1\r\n\r\nearly`));
    await stream.shutdown();
    expect(text((await readToEnd(stream)).bytes)).toBe("HTTP/1.1 200 Connection established\r\n\r\nearly");
  });

  it("passes GET, HEAD and POST on without what is for one hop", async () => {
    await using server = await proxied();
    const fields =
      "Host: other\r\nProxy-Connection: keep-alive\r\nConnection: X-Secret\r\nX-Secret: 1\r\nTE: trailers\r\nX-Mine: a\r\nX-Mine: b\r\n";
    const got = await ask(server.address, `GET http://u:p@${at}/a?b=c#d HTTP/1.1\r\n${fields}\r\n`);
    expect(got).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(got).toMatch(/X-Kept: yes\r\n/);
    expect(got).toMatch(/Connection: close\r\n/);
    expect(got).not.toMatch(/Keep-Alive/i);
    const seen = JSON.parse(got.slice(got.indexOf("\r\n\r\n"))) as { line: string; headers: Record<string, string> };
    expect(seen.line).toBe("GET /a?b=c HTTP/1.1");
    expect(seen.headers).toEqual({ host: at, "x-mine": "a, b", connection: "close" });

    const head = await ask(server.address, `HEAD http://${at} HTTP/1.0\r\n\r\n`);
    expect(head).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Length: \d+\r\n/);
    expect(head.endsWith("\r\n\r\n")).toBe(true);

    const body = pattern(200_000);
    const post = Buffer.concat([
      utf8(`POST http://${at}/p HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`),
      body,
      utf8("more than was said"),
    ]);
    const posted = await ask(server.address, Uint8Array.from(post));
    expect(posted).toContain(sha256(body));
    const chunked = await ask(server.address, `GET http://${at}/chunked HTTP/1.1\r\n\r\n`);
    // Newer versions of Node's server put both writes into one chunk.
    expect(chunked).toMatch(/\r\n(?:4\r\none,\r\n3\r\ntwo|7\r\none,two)\r\n0\r\n\r\n$/);
  });

  it.each([
    ["no HTTP", "hello\r\n\r\n", 400, /no HTTP\/1 request/],
    ["HTTP/2", "GET http://x/ HTTP/2.0\r\n\r\n", 400, /no HTTP\/1 request/],
    ["a header without a colon", "GET http://x/ HTTP/1.1\r\nnonsense\r\n\r\n", 400, /no header field/],
    ["CONNECT without a port", "CONNECT host HTTP/1.1\r\n\r\n", 400, /host:port/],
    ["CONNECT to port 0", "CONNECT host:0 HTTP/1.1\r\n\r\n", 400, /0 is no port/],
    ["a path", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, /http:\/\/ is needed/],
    ["https", "GET https://x/ HTTP/1.1\r\n\r\n", 400, /http:\/\/ is needed/],
    ["no host", "GET http://:80/ HTTP/1.1\r\n\r\n", 400, /no host/],
    [
      "two lengths",
      "POST http://127.0.0.1:1/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
      /valid Content-Length/,
    ],
    [
      "a negative length",
      "POST http://127.0.0.1:1/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      400,
      /valid Content-Length/,
    ],
    [
      "a length and chunks",
      "POST http://127.0.0.1:1/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
      /both/,
    ],
    ["chunks", "POST http://127.0.0.1:1/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411, /Content-Length/],
    ["another method", "DELETE http://x/ HTTP/1.1\r\n\r\n", 405, /Allow: CONNECT, GET, HEAD, POST/],
    ["a long line", `GET http://x/${"a".repeat(9000)} HTTP/1.1\r\n\r\n`, 414, /longer than 8192/],
    ["a long header", `GET http://x/ HTTP/1.1\r\nX: ${"a".repeat(70_000)}\r\n\r\n`, 413, /longer than 65536/],
    ["a closed port", "GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n", 504, /connection refused/],
    ["an unknown host", "CONNECT no-such-name.invalid:80 HTTP/1.1\r\n\r\n", 504, /host name not found/],
  ])("answers %s with a status and a sentence", async (_name, request, status, reason) => {
    await using server = await proxied();
    const answer = await ask(server.address, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z]`));
    expect(answer).toMatch(reason);
    expect(server.events).toMatchObject([{ type: "refused", status }]);
  });

  it("refuses to go in circles, and where it may not", async () => {
    await using server = await proxied({ mayConnect: ({ host }) => host !== "forbidden" });
    for (const host of ["127.0.0.1", "localhost", "0.0.0.0"]) {
      expect(await ask(server.address, `CONNECT ${host}:${server.address.port} HTTP/1.1\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 403 Forbidden[^]*is this proxy itself/,
      );
    }
    expect(await ask(server.address, "CONNECT forbidden:1 HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1.1 403/);
  });

  it("asks for a user and password, by Digest and Basic", async () => {
    await using target = await echo();
    await using server = await proxied({ username: "bob", password: "a:b" });
    const challenge = await ask(server.address, `GET http://${at}/ HTTP/1.1\r\n\r\n`);
    expect(challenge).toMatch(/^HTTP\/1.1 407 [^]*Digest .*MD5\r\n[^]*Digest .*SHA-256\r\n[^]*Basic realm="Jackfield"/);
    const proxy = { protocol: "http", address: server.address, username: "bob", password: "a:b" } as const;
    expect(await through(await connectThroughProxy(target.address, proxy))).toBe(sha256(PUSH));
    await expect(connectThroughProxy(target.address, { ...proxy, password: "x" })).rejects.toMatchObject({
      code: "ERR_PROXY_AUTH",
    });
    const basic = Buffer.from("bob:a:b").toString("base64");
    const got = await ask(server.address, `GET http://${at}/ HTTP/1.1\r\nProxy-Authorization: Basic ${basic}\r\n\r\n`);
    expect(got).toMatch(/^HTTP\/1.1 200/);
    expect(got).not.toMatch(/proxy-authorization/);
  });

  it("drops clients that never ask, that are not allowed, or that are too many", async () => {
    await using slow = await proxied({ requestTimeoutMs: 50 });
    expect(await ask(slow.address, "GET http://x/")).toMatch(/^HTTP\/1.1 408 /);
    await using closed = await proxied({ allow: () => false });
    await using client = await connect(closed.address);
    expect((await readToEnd(client)).bytes.length).toBe(0);
    expect(closed.events).toMatchObject([{ type: "refused", reason: "this client is not allowed" }]);
    await using full = await proxied({ maxClients: 1 });
    await using first = await connect(full.address);
    await first.write(utf8("GET"));
    await using second = await connect(full.address);
    await readToEnd(second);
    expect(full.events).toMatchObject([{ type: "refused", reason: "more than 1 clients" }]);
  });

  it("resets a client whose answer was cut short, and says 502 for what is no HTTP", async () => {
    const listener = await listen(LOOPBACK);
    const { port: own } = listener.local as InetAddress;
    await using server = await proxied();
    for (const [answer, expected] of [
      ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", /^HTTP\/1.1 200 OK/],
      ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n", /\r\n3\r\ntwo\r\n0\r\n\r\n$/],
      ["SSH-2.0\r\n\r\n", /^HTTP\/1.1 502 /],
      ["", /^HTTP\/1.1 502 /],
      ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhalf and more", /\r\n\r\nhalf$/],
    ] as const) {
      const asking = ask(server.address, `GET http://127.0.0.1:${own}/ HTTP/1.1\r\n\r\n`);
      await using stream = await listener.accept();
      await stream.until("\r\n\r\n");
      if (answer !== "") await stream.write(utf8(answer));
      await stream.shutdown();
      expect(await asking).toMatch(expected);
    }
    expect(server.events.some((event) => event.type === "failed")).toBe(true);
    await listener.close();
  });
});

describe("ProxyAuth", () => {
  it("takes a nonce for five minutes, and only its own", () => {
    const auth = new ProxyAuth(crypto, "u", "p");
    const nonce = /nonce="([^"]+)"/.exec(auth.challenges(false, 1_000)[0] ?? "")?.[1] ?? "";
    const md5 = (of: string): string => crypto.createHash("md5").update(of).digest("hex");
    const sign = (given: string): string =>
      `Digest username="u", realm="Jackfield", nonce="${given}", uri="/x", response="${md5(`${md5("u:Jackfield:p")}:${given}:${md5("GET:/x")}`)}"`;
    expect(auth.check(sign(nonce), "GET", "http://h/x", 2_000)).toBe("good");
    expect(auth.check(sign(nonce), "GET", "http://h/y", 2_000)).toBe("bad");
    expect(auth.check(sign(nonce), "POST", "http://h/x", 2_000)).toBe("bad");
    expect(auth.check(sign(nonce), "GET", "http://h/x", 400_000)).toBe("stale");
    expect(auth.check(sign("1-00"), "GET", "http://h/x", 2_000)).toBe("stale");
    for (const value of [undefined, "", "Basic", "Basic !", "Digest", "Bearer x", sign(nonce).replace("u", "v")]) {
      expect(auth.check(value, "GET", "http://h/x", 2_000)).toBe("bad");
    }
    expect(auth.challenges(true)[0]).toContain("stale=true");
  });
});

describe("serveSocksProxy", () => {
  async function socks(
    options: ProxyServerOptions = {},
  ): Promise<AsyncDisposable & { readonly events: ProxyServerEvent[]; readonly address: InetAddress }> {
    const events: ProxyServerEvent[] = [];
    const proxy = serveSocksProxy(await listen(LOOPBACK), { ...options, onEvent: (event) => events.push(event) });
    return { events, address: proxy.local as InetAddress, [Symbol.asyncDispose]: () => proxy.close() };
  }

  it.each(["socks4", "socks4a", "socks5"] as const)(
    "carries bytes for %s, by address and by name",
    async (protocol) => {
      await using target = await echo();
      await using server = await socks();
      const proxy = { protocol, address: server.address };
      for (const host of ["127.0.0.1", "localhost"]) {
        const stream = await connectThroughProxy({ host, port: target.address.port }, proxy);
        expect(await through(stream)).toBe(sha256(PUSH));
      }
    },
  );

  it("says why it refuses", async () => {
    await using server = await socks({ mayConnect: ({ port: to }) => to !== 7 });
    const proxy = { protocol: "socks5", address: server.address } as const;
    for (const [target, reason] of [
      [{ host: "127.0.0.1", port: 1 }, /connection refused \(SOCKS5 reply 5\)/],
      [{ host: "no-such-name.invalid", port: 1 }, /reply 4/],
      [{ host: "127.0.0.1", port: 7 }, /reply 2/],
      [server.address, /reply 2/],
    ] as const) {
      await expect(connectThroughProxy(target, proxy)).rejects.toThrow(reason);
    }
    await expect(connectThroughProxy({ host: "127.0.0.1", port: 1 }, { ...proxy, protocol: "socks4" })).rejects.toThrow(
      /reply 91/,
    );
  });

  it("asks for a user and password", async () => {
    await using target = await echo();
    await using server = await socks({ username: "bob", password: "secret" });
    const proxy = { protocol: "socks5", address: server.address } as const;
    const bob = { ...proxy, username: "bob", password: "secret" };
    expect(await through(await connectThroughProxy(target.address, bob))).toBe(sha256(PUSH));
    for (const wrong of [proxy, { ...bob, password: "x" }, { ...bob, protocol: "socks4" } as const]) {
      await expect(connectThroughProxy(target.address, wrong)).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_PROXY/),
      });
    }
  });

  it.each([
    ["another protocol", "GET / HTTP/1.0\r\n\r\n", ""],
    ["BIND of SOCKS4", "\x04\x02\x00\x50\x7f\x00\x00\x01\x00", "005b000000000000"],
    ["BIND of SOCKS5", "\x05\x01\x00\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x50", "050005070001000000000000"],
    ["an unknown kind of address", "\x05\x01\x00\x05\x01\x00\x09", "050005080001000000000000"],
    ["no known method", "\x05\x01\x09", "05ff"],
  ])("refuses %s", async (_name, request, expected) => {
    await using server = await socks();
    await using stream = await connect(server.address);
    await stream.write(Uint8Array.from(Buffer.from(request, "latin1")));
    expect(Buffer.from((await readToEnd(stream)).bytes).toString("hex")).toBe(expected);
    expect(server.events).toMatchObject([{ type: "refused" }]);
  });
});
