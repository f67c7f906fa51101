import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIVE_PATH, ROUTES } from "../../../../src/api/index.ts";
import { startWorkbench, type Workbench } from "../../../../src/web/server/index.ts";
import { FakeEngine } from "../../../support/fake-engine.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

let folder: string;
let workbench: Workbench;
const engine = new FakeEngine();
const faults: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-test-"));
  mkdirSync(join(folder, "page", "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.js"), "secret");
  writeFileSync(join(folder, "page", "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(folder, "page", "assets", "main-ABCD1234.js"), "export {};");
  writeFileSync(join(folder, "page", "assets", "main-ABCD1234.js.gz"), "gzip");
  workbench = await startWorkbench({
    engine: engine.engine,
    pageFolder: join(folder, "page"),
    version: "9.9.9",
    port: 0,
    maxJsonBytes: 1000,
    onFault: (error) => faults.push(error),
  });
});

afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true });
});

function ask(path: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: workbench.port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      answer.on("error", reject);
    });
    sent.on("upgrade", (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: "" });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${workbench.token}` });
const cookie = (): Record<string, string> => ({ cookie: `a=b; jackfield-${workbench.port}=${workbench.token}` });
const own = (): string => `http://127.0.0.1:${workbench.port}`;
const code = (answer: Answer): string => (JSON.parse(answer.body) as { error: { code: string } }).error.code;
const JSON_TYPE = { "content-type": "application/json" };
const UPGRADE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const FILTER_BODY = JSON.stringify({ message: { type: "hex", hex: "00" } });
const PREVIEW = ROUTES.preview.path;

describe("the workbench's door", () => {
  it("is a random address on loopback", () => {
    expect(workbench.host).toBe("127.0.0.1");
    expect(workbench.url).toBe(`http://127.0.0.1:${workbench.port}/?token=${workbench.token}`);
    expect(workbench.token).toMatch(/^[\w-]{32}$/);
  });

  it("turns the token of the address into a cookie that scripts and other sites do not see", async () => {
    const answer = await ask(`/?token=${workbench.token}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe("/");
    expect(answer.headers["set-cookie"]).toEqual([
      `jackfield-${workbench.port}=${workbench.token}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    expect((await ask("/", { headers: cookie() })).body).toContain("<title>page</title>");
  });

  it.each([
    ["no token", "/", {}],
    ["a wrong cookie", "/", { cookie: "jackfield=x" }],
    ["a wrong token in the address", "/?token=wrong", {}],
    ["a file without a token", "/assets/main-ABCD1234.js", {}],
  ])("answers %s with a page that says what to do, 401", async (_, path, headers) => {
    const answer = await ask(path, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.body).toContain("ERR_NOT_AUTHORIZED");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  it.each([
    ["nothing", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["another scheme", { authorization: "Basic abc" }],
  ])("answers the API with %s by 401 ERR_NOT_AUTHORIZED", async (_, headers) => {
    const answer = await ask("/api/sessions", { headers });
    expect([answer.status, code(answer)]).toEqual([401, "ERR_NOT_AUTHORIZED"]);
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  it("does not take the token from the address for the API", async () => {
    expect((await ask(`/api/sessions?token=${workbench.token}`)).status).toBe(401);
  });

  it.each(["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])("is known as %s", async (name) => {
    const answer = await ask("/api/sessions", { headers: { ...bearer(), host: `${name}:${workbench.port}` } });
    expect(answer.status).toBe(200);
  });

  it.each([
    ["a rebound name", "evil.example"],
    ["a rebound name with our port", "evil.example:PORT"],
    ["our name with another port", "127.0.0.1:1"],
    ["our name without port", "127.0.0.1"],
    ["a name that begins as ours", "localhost.evil.example:PORT"],
    ["another loopback address", "127.0.0.2:PORT"],
  ])("refuses %s", async (_, host) => {
    const given = { ...bearer(), host: host.replace("PORT", String(workbench.port)) };
    for (const path of ["/", "/api/sessions", "/api/health", `/?token=${workbench.token}`]) {
      const answer = await ask(path, { headers: given });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body).toContain("ERR_FOREIGN_ORIGIN");
    }
  });

  it.each([
    ["from another site", { origin: "http://evil.example" }],
    ["from another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["from a sandbox or a file", { origin: "null" }],
    ["over https", { origin: "https://127.0.0.1:PORT" }],
    ["said by the browser to be cross-site", { "sec-fetch-site": "cross-site" }],
    ["said by the browser to be of another port", { "sec-fetch-site": "same-site" }],
    ["with a cookie and no origin", {}],
  ])("refuses a change %s", async (_, headers) => {
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", String(workbench.port))]),
    );
    const answer = await ask(PREVIEW, {
      method: "POST",
      headers: { ...cookie(), ...JSON_TYPE, ...given },
      body: FILTER_BODY,
    });
    expect([answer.status, code(answer)]).toEqual([403, "ERR_FOREIGN_ORIGIN"]);
  });

  it("takes a change from its own page, and from a program that shows the token", async () => {
    const page = await ask(PREVIEW, {
      method: "POST",
      headers: { ...cookie(), ...JSON_TYPE, origin: own(), "sec-fetch-site": "same-origin" },
      body: FILTER_BODY,
    });
    const program = await ask(PREVIEW, { method: "POST", headers: { ...bearer(), ...JSON_TYPE }, body: FILTER_BODY });
    expect([page.status, program.status]).toEqual([200, 200]);
    expect(JSON.parse(page.body)).toEqual({ length: 1, base64: "AA==" });
  });

  it("refuses to be read by a page of another origin", async () => {
    const answer = await ask("/api/sessions", { headers: { ...cookie(), "sec-fetch-site": "same-site" } });
    expect(answer.status).toBe(403);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("lets a person in by a link on another page, and nobody by a script there", async () => {
    const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    const entered = await ask(`/?token=${workbench.token}`, { headers: visit });
    expect([entered.status, entered.headers["set-cookie"]?.length]).toEqual([200, 1]);
    expect(entered.body).toContain('content="0;url=/"');
    expect((await ask("/", { headers: { ...cookie(), ...visit } })).status).toBe(200);
    for (const other of [{ "sec-fetch-mode": "no-cors" }, { "sec-fetch-dest": "iframe" }]) {
      expect((await ask("/", { headers: { ...cookie(), ...visit, ...other } })).status).toBe(403);
    }
    expect((await ask("/api/sessions", { headers: { ...cookie(), ...visit } })).status).toBe(403);
  });

  it("refuses bodies that a form could send", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      const headers = { ...cookie(), origin: own(), "content-type": type };
      const answer = await ask(PREVIEW, { method: "POST", headers, body: FILTER_BODY });
      expect([type, answer.status, code(answer)]).toEqual([type, 400, "ERR_BAD_OPTION"]);
    }
  });

  it.each([
    ["with its length", { "content-length": "1001" }],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ])("refuses an oversized body sent %s", async (_, headers) => {
    const body = JSON.stringify({ message: { type: "text", text: "x".repeat(1001) } }).slice(0, 1001);
    const answer = await ask(PREVIEW, { method: "POST", headers: { ...bearer(), ...JSON_TYPE, ...headers }, body });
    expect([answer.status, code(answer)]).toEqual([413, "ERR_LIMIT"]);
  });

  it.each([
    ["no origin but a cookie", () => cookie(), 403],
    ["a foreign origin", () => ({ ...cookie(), origin: "http://evil.example" }), 403],
    ["its own origin and no token", () => ({ origin: own() }), 401],
    ["a foreign name", () => ({ ...bearer(), host: "evil.example" }), 403],
    ["its own origin and the cookie", () => ({ ...cookie(), origin: own() }), 101],
    ["a program with the token", () => bearer(), 101],
  ])("answers an upgrade with %s", async (_, headers, status) => {
    expect((await ask(LIVE_PATH, { headers: { ...UPGRADE, ...headers() } })).status).toBe(status);
  });

  it("takes WebSockets only where they are", async () => {
    expect((await ask("/api/other", { headers: { ...UPGRADE, ...bearer() } })).status).toBe(404);
  });

  it.each([
    "/../secret.js",
    "/assets/../../secret.js",
    "/..%2fsecret.js",
    "/%2e%2e/secret.js",
    "/assets/..%5c..%5csecret.js",
    "//secret.js",
    "/assets/main-ABCD1234.js.gz",
    "/assets",
  ])("serves nothing outside its list of files: %s", async (path) => {
    const answer = await ask(path, { headers: cookie() });
    expect([answer.status, answer.body.includes("secret\n")]).toEqual([404, false]);
  });

  it("keeps no connection whose WebSocket it refused, though the client does not hang up", async () => {
    const socket = connect({ port: workbench.port, host: "127.0.0.1", allowHalfOpen: true });
    let ended = false;
    socket.on("end", () => (ended = true)).resume();
    const failed = new Promise<string | undefined>((resolve) => {
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    const host = `Host: 127.0.0.1:${workbench.port}`;
    socket.write(`GET ${LIVE_PATH} HTTP/1.1\r\n${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
    // Only a connection that is gone on the other side answers this with a reset.
    const knocking = setInterval(() => (ended ? socket.write("anybody?") : undefined), 20);
    try {
      expect(await failed).toMatch(/ECONNRESET|EPIPE/);
    } finally {
      clearInterval(knocking);
      socket.destroy();
    }
  });

  it("serves files that never change as such, and others to be asked about again", async () => {
    const asset = await ask("/assets/main-ABCD1234.js", {
      headers: { ...cookie(), "accept-encoding": "br, gzip;q=0.9" },
    });
    expect(asset.body).toBe("gzip");
    expect(asset.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "private, max-age=31536000, immutable",
    });
    const index = await ask("/", { headers: cookie() });
    expect(index.headers["cache-control"]).toBe("private, no-cache");
    const again = await ask("/", { headers: { ...cookie(), "if-none-match": index.headers.etag ?? "" } });
    expect([again.status, again.body]).toEqual([304, ""]);
  });

  it.each(["/", "/assets/main-ABCD1234.js", "/api/sessions", "/api/nothing", "/?token=wrong"])(
    "protects %s with its headers",
    async (path) => {
      const { headers } = await ask(path, { headers: cookie() });
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
          "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers["cache-control"]).toBeDefined();
    },
  );

  it("tells what is not in the API, and which methods are", async () => {
    const nothing = await ask("/api/nothing", { headers: bearer() });
    expect([nothing.status, code(nothing)]).toEqual([404, "ERR_NO_SUCH_ROUTE"]);
    const method = await ask("/api/sessions", { method: "DELETE", headers: bearer() });
    expect([method.status, method.headers.allow]).toEqual([405, "GET, POST"]);
  });

  it("answers health without a token, and no more than that", async () => {
    const answer = await ask("/api/health");
    expect([answer.status, answer.body]).toEqual([200, '{"ok":true}']);
  });

  it("found no fault of its own", () => {
    expect(faults).toEqual([]);
  });
});

describe("startWorkbench", () => {
  const start = (options: object): Promise<Workbench> =>
    startWorkbench({ engine: engine.engine, pageFolder: folder, version: "1", port: 0, ...options });

  it.each(["short", "with space in the token", "a".repeat(15)])("refuses the weak token %j", async (token) => {
    await expect(start({ token })).rejects.toMatchObject({ code: "ERR_BAD_OPTION" });
  });

  it("says that the port is taken", async () => {
    await expect(start({ port: workbench.port })).rejects.toMatchObject({
      code: "ERR_ADDRESS_IN_USE",
      message: expect.stringContaining(`listen tcp 127.0.0.1:${workbench.port}: address already in use`),
    });
  });

  it("closes once, with clients connected", async () => {
    const other = await start({ token: "a-token-of-my-own" });
    expect(other.url).toBe(`http://127.0.0.1:${other.port}/?token=a-token-of-my-own`);
    await Promise.all([other.close(), other.close()]);
    await other[Symbol.asyncDispose]();
  });

  it("is reachable over IPv6 and by names that it was given", async () => {
    await using six = await start({ host: "::1", allowedNames: ["bench.test"], token: "0123456789abcdef" });
    expect(six.url).toBe(`http://[::1]:${six.port}/?token=0123456789abcdef`);
    const get = (host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        request({ host: "::1", port: six.port, path: "/api/health", headers: { host }, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        })
          .on("error", reject)
          .end();
      });
    expect(await get(`[::1]:${six.port}`)).toBe(200);
    expect(await get(`bench.test:${six.port}`)).toBe(200);
    expect(await get(`other.test:${six.port}`)).toBe(403);
  });
});
