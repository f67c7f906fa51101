import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const certs = mkdtempSync(join(tmpdir(), "jack-exec-tls-"));
const file = (name: string): string => join(certs, name);
const CA = ["--tls-ca", file("ca.pem")];
const identity = (name: string): string[] => ["--tls-cert", file(`${name}.pem`), "--tls-key", file(`${name}-key.pem`)];
const DEMANDING = [...identity("localhost"), ...CA, "--tls-require-client-cert"];
const ALLOW = ["--allow", "say=/bin/echo said {word:[a-z]+}"];

beforeAll(async () => {
  for (const words of [["ca"], ["server", "localhost", "127.0.0.1"], ["client", "alice"]]) {
    expect(await Jack.run(["cert", ...words, "--out", certs])).toMatchObject({ code: 0 });
  }
});

afterAll(() => rmSync(certs, { recursive: true, force: true }));

/** The server, on every interface, and the port that it printed. */
async function served(): Promise<{ readonly jack: Jack; readonly port: number }> {
  const jack = new Jack(["serve", "exec", "--host", "0.0.0.0", "--port", "0", "--json", ...ALLOW, ...DEMANDING]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)/);
  return { jack, port: Number(port) };
}

describe("jack serve exec over TLS", () => {
  it("leaves loopback with client certificates, and names the certificate in its audit line", async () => {
    const { jack, port } = await served();
    await using _ = jack;
    const alice = await Jack.run(["exec", `localhost:${port}`, "say hello", ...CA, ...identity("alice")]);
    expect(alice).toMatchObject({ code: 0, stderr: "" });
    expect(alice.stdout.toString()).toBe("said hello\n");
    const [line] = await jack.stdout(/^.*"rule":"exec".*$/m);
    expect(JSON.parse(line)).toMatchObject({
      certificate: "CN=alice",
      request: "say hello",
      allowed: true,
      exitCode: 0,
    });
    const stranger = await Jack.run(["exec", `tls://localhost:${port}`, "say hello", ...CA]);
    expect(stranger).toMatchObject({ code: 3, stderr: expect.stringMatching(/client certificate is demanded/) });
    expect(stranger.stdout.length).toBe(0);
    const doubting = await Jack.run(["exec", `tls://localhost:${port}`, "say hello", ...identity("alice")]);
    expect(doubting).toMatchObject({ code: 2, stderr: expect.stringMatching(/not among the trusted/) });
  });

  itWith(["openssl"])("answers openssl s_client with a certificate, and nobody without one", async () => {
    const { jack, port } = await served();
    await using _ = jack;
    const at = ["s_client", "-connect", `localhost:${port}`, "-CAfile", file("ca.pem"), "-quiet"];
    await using stranger = new ForeignProgram("openssl", [...at, "-no_ign_eof"]);
    stranger.write("say hello");
    expect(await stranger.exited).not.toBe(0);
    expect(stranger.output.toString()).toBe("");
    await using old = new ForeignProgram("openssl", [
      ...at,
      "-no_ign_eof",
      "-tls1_2",
      "-cert",
      file("alice.pem"),
      "-key",
      file("alice-key.pem"),
    ]);
    expect(await old.exited).not.toBe(0);
    await using friend = new ForeignProgram("openssl", [
      ...at,
      "-cert",
      file("alice.pem"),
      "-key",
      file("alice-key.pem"),
    ]);
    friend.write("say friend\n");
    expect(await friend.line()).toBe("said friend");
  });

  it.each([
    ["without TLS", [], /TLS 1.3 with client certificates/],
    ["with a certificate made on the spot", ["--tls"], /a certificate of its own/],
    ["without client certificates", identity("localhost"), /needs client certificates/],
    [
      "with any client certificate",
      [...identity("localhost"), "--tls-require-client-cert", "--tls-insecure"],
      /needs client certificates/,
    ],
    ["with TLS 1.2", [...DEMANDING, "--tls-min", "1.2"], /needs TLS 1.3/],
  ])("stays on loopback %s", async (_name, options, message) => {
    const refused = await Jack.run(["serve", "exec", "--lan", "--port", "0", ...ALLOW, ...options]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });

  it("keeps a shell on loopback whatever is given", async () => {
    const refused = await Jack.run(["serve", "exec", "--lan", "--port", "0", "--shell", ...DEMANDING]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/a shell never leaves it/) });
  });
});

describe("jack serve with TLS", () => {
  it("serves other services too, and refuses what has no TLS", async () => {
    await using server = new Jack(["serve", "upper", "--tcp", "--port", "0", "--json", "--tls"]);
    const [, port] = await server.stdout(/"event":"listening".*"port":(\d+)/);
    const answer = await Jack.run(["send", `tls://127.0.0.1:${port}`, "--tls-insecure", "hello"]);
    expect(answer.stdout.toString()).toContain("HELLO");
    const refused = await Jack.run(["serve", "time", "--port", "0", "--tls"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/UDP, which has no TLS/) });
  });
});
