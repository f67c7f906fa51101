import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type InetAddress, listen, serveHttpProxy } from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-cli-tls-"));
const certs = join(folder, "certs");
const file = (name: string): string => join(certs, name);
const CA = ["--tls-ca", file("ca.pem")];
const identity = (name: string): string[] => ["--tls-cert", file(`${name}.pem`), "--tls-key", file(`${name}-key.pem`)];
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

beforeAll(async () => {
  for (const words of [["ca"], ["server", "localhost", "127.0.0.1"], ["client", "alice"]]) {
    const { code, stderr } = await Jack.run(["cert", ...words, "--out", certs]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("Next: jack ")]);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("jack cert", () => {
  itWith(["openssl"])("makes an authority, a server and a client that openssl takes", async () => {
    for (const [purpose, name] of [
      ["sslserver", "localhost"],
      ["sslclient", "alice"],
    ] as const) {
      const args = ["verify", "-x509_strict", "-purpose", purpose, "-CAfile", file("ca.pem"), file(`${name}.pem`)];
      await using openssl = new ForeignProgram("openssl", args);
      expect(await openssl.exited).toBe(0);
      expect(statSync(file(`${name}-key.pem`)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(certs).mode & 0o777).toBe(0o700);
  });

  it("writes over nothing unless told, and says what to do", async () => {
    const before = readFileSync(file("ca-key.pem"));
    const again = await Jack.run(["cert", "ca", "--out", certs]);
    expect(again).toMatchObject({ code: 3, stderr: expect.stringMatching(/ca.pem is there already.*--force/) });
    expect(readFileSync(file("ca-key.pem")).equals(before)).toBe(true);
    const other = join(folder, "other");
    expect((await Jack.run(["cert", "server", "x", "--out", other])).stderr).toMatch(/no authority in .*jack cert ca/);
    expect(existsSync(join(other, "x.pem"))).toBe(false);
    await Jack.run(["cert", "ca", "Mine", "--out", other, "--rsa", "--days", "10", "--organization", "Lab"]);
    const first = readFileSync(join(other, "ca-key.pem"));
    expect(await Jack.run(["cert", "ca", "--out", other, "--force"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(other, "ca-key.pem")).equals(first)).toBe(false);
    expect(statSync(join(other, "ca-key.pem")).mode & 0o777).toBe(0o600);
  });

  it.each([
    [["cert"], 1, /ACTION/],
    [["cert", "sever"], 1, /server/],
    [["cert", "server", "--out", certs], 1, /needs a name/],
    [["cert", "server", "not a name", "--out", certs], 1, /neither a DNS name nor an IP address/],
    [["cert", "client", "a", "b", "--out", certs], 1, /one argument too many/],
    [["cert", "show"], 1, /missing/],
    [["cert", "show", "/no/such.pem"], 3, /cannot be read/],
    [["cert", "show", file("alice-key.pem")], 1, /BEGIN CERTIFICATE/],
    [["cert", "show", "127.0.0.1:1"], 2, /connection refused/],
  ])("%j ends with %i", async (args, code, message) => {
    expect(await Jack.run(args)).toMatchObject({ code, stderr: expect.stringMatching(message) });
  });

  it("shows a file, and what a server shows", async () => {
    const shown = await Jack.run(["cert", "show", file("localhost.pem")]);
    expect(shown.stdout.toString()).toMatch(/Subject +CN=localhost\nNames +localhost, 127.0.0.1\n[^]*824 days left/);
    const json = await Jack.run(["cert", "show", file("alice.pem"), "--json"]);
    expect(JSON.parse(json.stdout.toString())).toMatchObject({ commonName: "alice", usages: ["clientAuth"] });
    await using server = new Jack(["listen", "tls://:0", "-k", ...identity("localhost")]);
    const port = await server.port();
    const trusted = await Jack.run(["cert", "show", `localhost:${port}`, ...CA]);
    expect(trusted.stdout.toString()).toMatch(/Connection +TLSv1.3 [^]*Trust +trusted [^]*Subject +CN=localhost/);
    const doubted = await Jack.run(["cert", "show", `127.0.0.1:${port}`]);
    expect(doubted.stdout.toString()).toMatch(/Trust +the server's certificate "CN=localhost" is signed by/);
    const zh = await Jack.run(["cert", "show", file("ca.pem")], "", { JACKFIELD_LANG: "zh" });
    expect(zh.stdout.toString()).toContain("颁发机构");
  });
});

describe("jack listen and connect with tls://", () => {
  it("carry bytes both ways as pipes", async () => {
    const data = randomBytes(20_000_000);
    await using server = new Jack(["listen", "tls://:0", ...identity("localhost")]);
    server.child.stdin.end("from the server");
    const port = await server.port();
    const client = await Jack.run(["connect", `tls://localhost:${port}`, ...CA], data);
    expect(client).toMatchObject({ code: 0, stderr: "" });
    expect(client.stdout.toString()).toBe("from the server");
    const { code, stdout } = await server.result;
    expect([code, sha256(stdout)]).toEqual([0, sha256(data)]);
  });

  it("refuse a server that is not trusted, and say what to do", async () => {
    await using server = new Jack(["listen", "tls://:0", "-k"]);
    const port = await server.port();
    await server.stderr(/made a certificate for this run, SHA-256 ([0-9A-F]{2}:){31}/);
    const refused = await Jack.run(["connect", `tls://localhost:${port}`], "x");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/"CN=localhost" is self-signed.*SHA-256/) });
    const taken = await Jack.run(["send", `tls://localhost:${port}`, "--tls-insecure", "--no-wait", "hello"]);
    expect(taken.code).toBe(0);
    await server.stdout(/hello/);
  });

  it("tell the fingerprint of the certificate that was made, also in the capture's events", async () => {
    await using server = new Jack(["listen", "tls://:0"]);
    const [, fingerprint] = await server.stderr(/made a certificate for this run, SHA-256 (\S+)/);
    const port = await server.port();
    const client = await Jack.run(["connect", `tls://127.0.0.1:${port}`, "--tls-insecure", "--json"], "");
    const events = client.stdout
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(JSON.stringify(events)).toContain(fingerprint);
  });

  it("demand a client's certificate", async () => {
    const demanding = [...identity("localhost"), ...CA, "--tls-require-client-cert"];
    await using server = new Jack(["listen", "tls://:0", "-k", ...demanding]);
    const port = await server.port();
    const stranger = await Jack.run(["connect", `tls://localhost:${port}`, ...CA], "");
    expect(stranger).toMatchObject({ code: 3, stderr: expect.stringMatching(/client certificate is demanded/) });
    const friend = await Jack.run(["send", `tls://localhost:${port}`, ...CA, ...identity("alice"), "--no-wait", "hi"]);
    expect(friend.code).toBe(0);
    await server.stdout(/hi/);
  });

  it.each([
    [["connect", "127.0.0.1:1", "--tls-insecure"], /--tls-insecure needs tls:\/\//],
    [["listen", ":0", ...identity("localhost")], /--tls-cert needs tls:\/\//],
    [["listen", "tls://:0", "--tls-require-client-cert"], /--tls-require-client-cert needs --tls-ca/],
    [["listen", "tls://:0", "--tls-key", "x"], /--tls-key needs --tls-cert/],
    [["send", "tls://:1", "--tls-min", "1.4", "x"], /1.0, 1.1, 1.2, 1.3/],
    [["send", "udp://:1", "--proxy", "127.0.0.1:1", "x"], /--proxy/],
    [["connect", "127.0.0.1:1", "--proxy", "ftp://x"], /unknown protocol "ftp"/],
  ])("%j is refused", async (args, message) => {
    expect(await Jack.run(args)).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });

  it("say that the other end was cut off", async () => {
    const { connect, startTlsClient } = await import("../../src/net/index.ts");
    await using server = new Jack(["listen", "tls://:0", ...identity("localhost")]);
    server.child.stdin.end();
    const under = await connect({ host: "127.0.0.1", port: await server.port() });
    const stream = await startTlsClient(under, { verify: false });
    await stream.write(Buffer.from("half a mess"));
    await under.shutdown();
    const { code, stdout, stderr } = await server.result;
    expect([code, stdout.toString()]).toEqual([0, "half a mess"]);
    expect(stderr).toMatch(/no close_notify/);
    stream.reset();
    await stream.close();
  });

  it("go through a proxy", async () => {
    await using proxy = await serveHttpProxy(await listen({ host: "127.0.0.1", port: 0 }), {
      username: "bob",
      password: "s3cret",
    });
    const { port: via } = proxy.local as InetAddress;
    for (const [scheme, options] of [
      ["tcp", []],
      ["tls", CA],
    ] as const) {
      await using server = new Jack(["listen", `${scheme}://:0`, ...(scheme === "tls" ? identity("localhost") : [])]);
      server.child.stdin.end("back");
      const to = `${scheme}://localhost:${await server.port()}`;
      const way = ["--proxy", `http://bob:s3cret@127.0.0.1:${via}`];
      const client = await Jack.run(["connect", to, ...options, ...way], "there");
      expect(client).toMatchObject({ code: 0, stderr: "" });
      expect(client.stdout.toString()).toBe("back");
      const refused = await Jack.run(["connect", to, "--proxy", `http://127.0.0.1:${via}`], "");
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/it wants a user name/) });
    }
  });
});

describe("other programs with jack's certificates", () => {
  itWith(["openssl"])("openssl s_client, with and without a certificate", async () => {
    const demanding = [...identity("localhost"), ...CA, "--tls-require-client-cert"];
    await using server = new Jack(["listen", "tls://:0", "-k", ...demanding]);
    const at = ["s_client", "-connect", `localhost:${await server.port()}`, "-CAfile", file("ca.pem"), "-quiet"];
    await using stranger = new ForeignProgram("openssl", [...at, "-no_ign_eof"]);
    expect(await stranger.exited).not.toBe(0);
    const known = [...at, "-verify_return_error", "-cert", file("alice.pem"), "-key", file("alice-key.pem")];
    await using friend = new ForeignProgram("openssl", known);
    friend.write("hello from openssl\n");
    await server.stdout(/hello from openssl/);
  });

  itWith(["curl"])("curl trusts the authority", async () => {
    writeFileSync(join(folder, "page.txt"), "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    await using server = new Jack(["listen", "tls://:0", ...identity("localhost")]);
    server.child.stdin.end(readFileSync(join(folder, "page.txt")));
    const url = `https://localhost:${await server.port()}/`;
    await using curl = new ForeignProgram("curl", ["-sS", "--noproxy", "*", "--cacert", file("ca.pem"), url]);
    expect(await curl.exited).toBe(0);
    expect(curl.output.toString()).toBe("hello");
  });
});
