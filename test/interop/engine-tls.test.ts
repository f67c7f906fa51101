import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TcpClientSpec, TcpServerSpec } from "../../src/api/index.ts";
import { createEngine, type Session } from "../../src/engine/index.ts";
import { type InetAddress, listen, makeCertificate, serveSocksProxy } from "../../src/net/index.ts";
import { EventLog, portOf } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const folder = mkdtempSync(join(tmpdir(), "jack-tls-"));
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  const authority = await makeCertificate({ use: "authority", commonName: "Test authority" });
  writeFileSync(file("ca.pem"), authority.cert);
  for (const [name, use] of [
    ["server", "server"],
    ["client", "client"],
  ] as const) {
    const names = use === "server" ? ["localhost", "127.0.0.1"] : [];
    const made = await makeCertificate({ use, commonName: `the ${name}`, names, issuer: authority });
    writeFileSync(file(`${name}.pem`), made.cert);
    writeFileSync(file(`${name}-key.pem`), made.key, { mode: 0o600 });
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const identity = (name: string): { certFile: string; keyFile: string } => ({
  certFile: file(`${name}.pem`),
  keyFile: file(`${name}-key.pem`),
});

/** A TLS server session that answers each message in upper case. */
async function upper(
  tls: TcpServerSpec["tls"],
): Promise<AsyncDisposable & { readonly log: EventLog; readonly session: Session; readonly port: number }> {
  const engine = createEngine();
  const log = new EventLog();
  const session = await engine.open(
    { type: "tcp-server", port: 0, ...(tls ? { tls } : {}) },
    { listener: log.listener },
  );
  session.listen((event) => {
    if (event.kind !== "data" || event.direction !== "in") return;
    void session.send(text(Buffer.from(event.bytes).toString().toUpperCase()), event.peer).catch(() => undefined);
  });
  return { log, session, port: portOf(session.state().local), [Symbol.asyncDispose]: () => engine.close() };
}

/** Says something through a program and waits for what comes back. */
async function converse(program: ForeignProgram, answer: string): Promise<void> {
  program.write("hello\n");
  let line = await program.line();
  while (!line.includes(answer)) line = await program.line();
  program.end();
}

describe("a TLS server session", () => {
  const trusting = (port: number) => ({
    openssl: [
      "s_client",
      "-connect",
      `127.0.0.1:${port}`,
      "-CAfile",
      file("ca.pem"),
      "-verify_return_error",
      "-quiet",
      "-no_ign_eof",
    ],
    ncat: ["--ssl", "--ssl-trustfile", file("ca.pem"), "--ssl-servername", "localhost", "localhost", String(port)],
    socat: ["-", `OPENSSL:127.0.0.1:${port},cafile=${file("ca.pem")}`],
  });

  for (const name of ["openssl", "ncat", "socat"] as const) {
    itWith([name])(`is trusted by ${name}, and records the plaintext and what was agreed on`, async () => {
      await using server = await upper(identity("server"));
      await using program = new ForeignProgram(name, trusting(server.port)[name]);
      await converse(program, "HELLO");
      await server.log.first((event) => event.kind === "close" && event.peer === 1);
      expect(server.log.bytes("in").toString()).toBe("hello\n");
      expect(server.log.of("accept")[0]?.detail).toMatchObject({ network: "tls" });
      const note = server.log.of("note", 1).find(({ detail }) => detail?.["note"] === "tls");
      expect(note?.detail).toMatchObject({ protocol: "TLSv1.3", cipher: expect.stringMatching(/^TLS_/) });
      expect(server.session.state()).toMatchObject({ phase: "open", name: expect.stringMatching(/^listen tls:/) });
      expect(server.session.capture?.rows).toBeGreaterThan(3);
    });
  }

  itWith(["openssl"])("demands certificates of openssl s_client, and goes on when there is none", async () => {
    await using server = await upper({
      ...identity("server"),
      caFile: file("ca.pem"),
      requireClientCertificate: true,
      minVersion: "TLSv1.3",
    });
    const plain = trusting(server.port).openssl;
    await using stranger = new ForeignProgram("openssl", plain);
    const failed = await server.log.first((event) => event.kind === "error");
    expect(failed.detail).toMatchObject({ code: "ERR_TLS", message: expect.stringMatching(/none was given/) });
    expect(await stranger.exited).not.toBe(0);
    const known = [...plain, "-cert", file("client.pem"), "-key", file("client-key.pem")];
    await using friend = new ForeignProgram("openssl", known);
    await converse(friend, "HELLO");
    const note = await server.log.first(({ kind, detail }) => kind === "note" && detail?.["note"] === "tls");
    expect(note.detail).toMatchObject({ subject: "CN=the client", issuer: "CN=Test authority", trusted: true });
  });

  itWith(["openssl"])("makes a certificate on the spot, and tells its fingerprint", async () => {
    await using server = await upper({});
    const note = await server.log.first((event) => event.kind === "note");
    const args = ["s_client", "-connect", `127.0.0.1:${server.port}`, "-servername", "localhost"];
    await using program = new ForeignProgram("openssl", args);
    program.write("hello\n");
    await server.log.until((log) => log.bytes("in").length > 0);
    program.end();
    await program.exited;
    const pem = /-----BEGIN CERTIFICATE-----[^]+-----END CERTIFICATE-----/.exec(program.output.toString())?.[0] ?? "";
    const { readCertificates } = await import("../../src/net/index.ts");
    const [seen] = await readCertificates(pem);
    expect(seen).toMatchObject({ subject: "CN=localhost", fingerprintSha256: note.detail?.["fingerprintSha256"] });
  });

  it("says which file or key it cannot use", async () => {
    await using engine = createEngine();
    const open = (tls: TcpServerSpec["tls"]): Promise<Session> =>
      engine.open({ type: "tcp-server", port: 0, record: false, ...(tls ? { tls } : {}) });
    await expect(open({ certFile: "/no/such.pem", keyFile: file("server-key.pem") })).rejects.toMatchObject({
      code: "ERR_FILE",
      message: expect.stringContaining("/no/such.pem"),
    });
    await expect(open({ certFile: file("server.pem"), keyFile: file("client-key.pem") })).rejects.toMatchObject({
      code: "ERR_BAD_CERTIFICATE",
    });
  });
});

describe("a TLS client session", () => {
  /** A server that prints what it gets and sends what it is given. */
  async function served(
    name: "openssl" | "ncat" | "socat",
    demands: boolean,
  ): Promise<{ program: ForeignProgram; port: number }> {
    const holder = await listen({ host: "127.0.0.1", port: 0 });
    const { port } = holder.local as InetAddress;
    await holder.close();
    const pair = [file("server.pem"), file("server-key.pem")] as const;
    const args = {
      openssl: [
        "s_server",
        "-accept",
        `127.0.0.1:${port}`,
        "-cert",
        pair[0],
        "-key",
        pair[1],
        "-quiet",
        ...(demands ? ["-Verify", "1", "-verify_return_error", "-CAfile", file("ca.pem")] : []),
      ],
      ncat: ["-l", "127.0.0.1", String(port), "--ssl", "--ssl-cert", pair[0], "--ssl-key", pair[1]],
      socat: [
        "-",
        `OPENSSL-LISTEN:${port},bind=127.0.0.1,reuseaddr,cert=${pair[0]},key=${pair[1]},${demands ? `cafile=${file("ca.pem")},verify=1` : "verify=0"}`,
      ],
    };
    return { program: new ForeignProgram(name, args[name]), port };
  }

  async function open(
    spec: Partial<TcpClientSpec> & { port: number },
    log: EventLog,
  ): Promise<AsyncDisposable & { session: Session }> {
    const engine = createEngine();
    for (let attempt = 0; ; attempt += 1) {
      try {
        const session = await engine.open(
          { type: "tcp-client", host: "127.0.0.1", tls: { caFile: file("ca.pem") }, ...spec },
          { listener: log.listener },
        );
        return { session, [Symbol.asyncDispose]: () => engine.close() };
      } catch (error) {
        // The program has not begun to listen yet.
        if ((error as { code?: string }).code !== "ERR_REFUSED" || attempt === 400) {
          await engine.close();
          throw error;
        }
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }

  for (const [name, demands] of [
    ["openssl", false],
    ["openssl", true],
    ["ncat", false],
    ["socat", true],
  ] as const) {
    itWith([name])(`talks with ${name}${demands ? ", which demands a certificate" : ""}`, async () => {
      const { program, port } = await served(name, demands);
      await using _ = program;
      const log = new EventLog();
      const tls = { caFile: file("ca.pem"), ...(demands ? identity("client") : {}) };
      await using client = await open({ port, tls }, log);
      await client.session.send(text("hello\n"), "all");
      expect(await program.line()).toBe("hello");
      program.write("back\n");
      await log.until((seen) => seen.bytes("in").toString().includes("back\n"));
      const note = log.of("note").find(({ detail }) => detail?.["note"] === "tls");
      expect(note?.detail).toMatchObject({ subject: "CN=the server", trusted: true, distrust: null });
    });
  }

  itWith(["openssl"])("refuses whom it does not trust, and says why", async () => {
    const { program, port } = await served("openssl", false);
    await using _ = program;
    const refused = open({ port, tls: {} }, new EventLog());
    await expect(refused).rejects.toMatchObject({
      code: "ERR_TLS_UNTRUSTED",
      message: expect.stringMatching(/"CN=the server" is signed by "CN=Test authority"/),
    });
  });

  itWith(["openssl"])("goes through a proxy, whose password is shown to nobody", async () => {
    const { program, port } = await served("openssl", false);
    await using _ = program;
    const bob = { username: "bob", password: "s3cret" };
    await using proxy = serveSocksProxy(await listen({ host: "127.0.0.1", port: 0 }), bob);
    const log = new EventLog();
    const via = { protocol: "socks5", host: "127.0.0.1", port: (proxy.local as InetAddress).port, ...bob } as const;
    let client;
    for (let attempt = 0; client === undefined; attempt += 1) {
      client = await open({ port, proxy: via }, log).catch(async (error: unknown) => {
        if ((error as { code?: string }).code !== "ERR_PROXY" || attempt === 400) throw error;
        await new Promise((done) => setTimeout(done, 50));
      });
    }
    await using session = client;
    await session.session.send(text("hello\n"), "all");
    expect(await program.line()).toBe("hello");
    expect(JSON.stringify(session.session.state())).not.toContain("s3cret");
  });

  it("tells an end without close_notify", async () => {
    await using server = await upper(identity("server"));
    const { connect, startTlsClient } = await import("../../src/net/index.ts");
    const under = await connect({ host: "127.0.0.1", port: server.port });
    const stream = await startTlsClient(under, { verify: false });
    await under.shutdown();
    const eof = await server.log.first((event) => event.kind === "eof" && event.direction === "in");
    expect(eof.detail).toMatchObject({ truncated: true });
    stream.reset();
    await stream.close();
  });
});

describe("the state of a peer over TLS", () => {
  it("tells what both sides agreed on, whose certificates they saw, and whether they trust them", async () => {
    const engine = createEngine();
    await using _ = { [Symbol.asyncDispose]: () => engine.close() };
    const caFile = file("ca.pem");
    const server = await engine.open({
      type: "tcp-server",
      port: 0,
      tls: { ...identity("server"), caFile, requireClientCertificate: true, alpn: ["a/1", "b/1"] },
    });
    const client = await engine.open({
      type: "tcp-client",
      host: "localhost",
      port: portOf(server.state().local),
      tls: { ...identity("client"), caFile, alpn: ["b/1"] },
    });
    const [seen] = client.peers();
    expect(seen?.tls).toMatchObject({
      protocol: "TLSv1.3",
      alpn: "b/1",
      serverName: "localhost",
      trusted: true,
      distrust: null,
      certificate: { subject: "CN=the server", issuer: "CN=Test authority", names: ["localhost", "127.0.0.1"] },
    });
    await vi.waitFor(() => expect(server.peers()).toHaveLength(1));
    expect(server.peers()[0]?.tls).toMatchObject({
      alpn: "b/1",
      serverName: "localhost",
      trusted: true,
      certificate: { subject: "CN=the client", names: [] },
    });
    expect(server.state().madeCertificate).toBeUndefined();
    await client.close();
    // What is known of a peer stays when it is gone.
    expect(client.peers()[0]?.tls?.protocol).toBe("TLSv1.3");
  });

  it("says why a certificate that was made on the spot is not trusted, and names its fingerprint", async () => {
    const engine = createEngine();
    await using _ = { [Symbol.asyncDispose]: () => engine.close() };
    const server = await engine.open({ type: "tcp-server", port: 0, tls: {} });
    const port = portOf(server.state().local);
    const client = await engine.open({ type: "tcp-client", host: "127.0.0.1", port, tls: { verify: false } });
    const tls = client.peers()[0]?.tls;
    expect(tls).toMatchObject({ trusted: false, distrust: expect.stringContaining("self-signed") });
    expect(tls?.certificate?.fingerprintSha256).toBe(server.state().madeCertificate);
    await vi.waitFor(() => expect(server.peers()[0]?.tls).toMatchObject({ certificate: null, distrust: null }));
  });
});
