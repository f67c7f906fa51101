import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { freePort, Netcat } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-nc-"));
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  const authority = await makeCertificate({ use: "authority", commonName: "Test authority" });
  const server = await makeCertificate({ use: "server", commonName: "localhost", issuer: authority });
  const client = await makeCertificate({ use: "client", commonName: "somebody", issuer: authority });
  writeFileSync(file("ca.pem"), authority.cert);
  for (const [name, made] of [["server", server] as const, ["client", client] as const]) {
    writeFileSync(file(`${name}.pem`), made.cert);
    writeFileSync(file(`${name}.key`), made.key);
  }
});

const OWN = (): string[] => ["--ssl-cert", file("server.pem"), "--ssl-key", file("server.key")];
const FINGERPRINT = /SHA-1 fingerprint: ((?:[0-9A-F]{4} ){9}[0-9A-F]{4})\n/;

describe("--ssl", () => {
  itWith(["ncat"])("serves ncat with a certificate made on the spot, which both name alike", async () => {
    const port = await freePort();
    await using listener = await Netcat.listening("jack", ["-l", "--ssl", "127.0.0.1", port]);
    await listener.stderr(
      /Ncat: Generating a temporary 2048-bit RSA key\. Use --ssl-key and --ssl-cert to use a permanent one\.\n/,
    );
    const [, ours] = await listener.stderr(FINGERPRINT);
    const client = await Netcat.run("ncat", ["-v", "--ssl", "127.0.0.1", port], "secret\n");
    expect(FINGERPRINT.exec(client.stderr)?.[1]).toBe(ours);
    expect(await listener.result).toMatchObject({ code: 0, stdout: "secret\n" });
  });

  itWith(["ncat"])("talks to ncat as a client, and says with whom", async () => {
    const port = await freePort();
    await using listener = await Netcat.listening("ncat", ["-l", "--ssl", "127.0.0.1", port]);
    const [, theirs] = await listener.stderr(FINGERPRINT);
    const client = await Netcat.run("jack", ["-v", "--ssl", "127.0.0.1", port], "secret\n");
    expect(client.code).toBe(0);
    expect(client.stderr).toContain(`Ncat: SSL connection to 127.0.0.1:${port}.\n`);
    expect(FINGERPRINT.exec(client.stderr)?.[1]).toBe(theirs);
    expect(await listener.result).toMatchObject({ stdout: "secret\n" });
  });

  itWith(["openssl"])("is half-closed by close_notify: the answer is still read", async () => {
    await using listener = await Netcat.listening("jack", ["-l", ...OWN(), "127.0.0.1", 0, "-c", "cat; echo the end"]);
    const result = await Netcat.run("jack", ["--ssl", "127.0.0.1", await listener.port()], "question ");
    expect(result).toMatchObject({ code: 0, stdout: "question the end\n" });
  });

  itWith(["openssl"])("serves openssl with files, and offers ALPN", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", ...OWN(), "--ssl-alpn", "h2,echo", "127.0.0.1", 0]);
    await using client = new ForeignProgram("openssl", [
      "s_client",
      "-connect",
      `127.0.0.1:${await listener.port()}`,
      "-alpn",
      "echo",
      "-CAfile",
      file("ca.pem"),
      "-verify_return_error",
    ]);
    client.write("hello\n");
    await listener.stdout(/hello\n/);
    await expect.poll(() => client.output.toString()).toContain("ALPN protocol: echo");
  });

  it("verifies on request: trusted, unknown authority (1), wrong name (2)", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", ...OWN(), "127.0.0.1", 0]);
    const port = await listener.port();
    const trusted = ["--ssl-trustfile", file("ca.pem")];
    const run = (...args: string[]): ReturnType<typeof Netcat.run> =>
      Netcat.run("jack", ["--send-only", ...args, "127.0.0.1", port], "x");
    expect((await run(...trusted, "--ssl-servername", "localhost")).code).toBe(0);
    const unknown = await run("--ssl-verify", "--ssl-servername", "localhost");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/^Ncat: Certificate verification error: .*not among the trusted/);
    const wrong = await run(...trusted, "--ssl-servername", "example.org");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(
      /^Ncat: Certificate verification error: .*localhost, not for "example\.org".* QUITTING\.\n$/,
    );
    // Not verified unless asked: as in ncat.
    expect((await run("--ssl")).code).toBe(0);
  });

  it("demands client certificates with --ssl-trustfile", async () => {
    await using listener = await Netcat.listening("jack", [
      "-lk",
      ...OWN(),
      "--ssl-trustfile",
      file("ca.pem"),
      "127.0.0.1",
      0,
    ]);
    const port = await listener.port();
    const own = ["--ssl-cert", file("client.pem"), "--ssl-key", file("client.key")];
    await Netcat.run("jack", [...own, "127.0.0.1", port, "--send-only"], "known\n");
    await listener.stdout(/known\n/);
    await Netcat.run("jack", ["--ssl", "127.0.0.1", port, "--send-only"], "unknown\n");
    await Netcat.run("jack", [...own, "127.0.0.1", port, "--send-only"], "again\n");
    await listener.stdout(/^known\nagain\n$/);
  });

  it("a client without TLS ends a listener without -k with exit code 1, and one with -k not", async () => {
    await using one = await Netcat.listening("jack", ["-l", ...OWN(), "127.0.0.1", 0]);
    await Netcat.run("jack", ["127.0.0.1", await one.port()], "plain text\n");
    const result = await one.result;
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("the peer does not speak TLS");
    await using many = await Netcat.listening("jack", ["-lk", ...OWN(), "127.0.0.1", 0]);
    await Netcat.run("jack", ["127.0.0.1", await many.port()], "plain text\n");
    await Netcat.run("jack", ["--ssl", "--send-only", "127.0.0.1", await many.port()], "tls\n");
    await many.stdout(/^tls\n$/);
  });

  it.each([
    [["--ssl-cert", "/nowhere/x", "--ssl-key", "/nowhere/y"], "--ssl-cert /nowhere/x: No such file or directory."],
    [["--ssl-trustfile", "/nowhere/z"], "--ssl-trustfile /nowhere/z: No such file or directory."],
  ])("%j is refused before anything is opened", async (args, line) => {
    const result = await Netcat.run("jack", ["-l", ...args, "127.0.0.1", "0"]);
    expect(result).toMatchObject({ code: 2, stderr: `Ncat: ${line} QUITTING.\n` });
  });
});
