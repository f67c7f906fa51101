import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-project-tls-"));
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  for (const words of [["ca"], ["server", "localhost", "127.0.0.1"], ["client", "alice"]]) {
    expect(await Jack.run(["cert", ...words, "--out", join(folder, "certs")])).toMatchObject({ code: 0 });
  }
  const own = { certFile: "certs/localhost.pem", keyFile: "certs/localhost-key.pem", caFile: "certs/ca.pem" };
  writeFileSync(
    file("jackfield.json"),
    JSON.stringify({
      services: [
        { type: "upper", port: 0, tls: own },
        {
          type: "exec",
          host: "0.0.0.0",
          port: 0,
          allow: ["say=/bin/echo said {word:[a-z]+}"],
          tls: { ...own, requireClientCertificate: true },
        },
        { type: "echo", port: 0, tls: {} },
      ],
      sessions: [{ type: "tcp-server", port: 0, name: "device", service: { type: "upper" }, tls: own }],
    }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function portOf(jack: Jack, name: string): Promise<number> {
  const [, port] = await jack.stdout(new RegExp(`"event":"listening"[^\\n]*"${name}"[^\\n]*"port":(\\d+)\\}`));
  return Number(port);
}

const serve = (): Jack => new Jack(["serve", "--project", file("jackfield.json"), "--json"]);
const CA = ["--tls-ca", join(folder, "certs", "ca.pem")];

describe("a project whose services speak TLS", () => {
  itWith(["openssl"])("answers openssl s_client, which trusts its authority", async () => {
    await using jack = serve();
    for (const name of ["upper", "device"]) {
      const port = await portOf(jack, name);
      const args = ["-CAfile", join(folder, "certs", "ca.pem"), "-verify_return_error", "-quiet", "-no_ign_eof"];
      await using client = new ForeignProgram("openssl", ["s_client", "-connect", `localhost:${port}`, ...args]);
      client.write(`hello ${name}\n`);
      expect(await client.line()).toBe(`HELLO ${name.toUpperCase()}`);
    }
  });

  it("answers jack connect tls://, on TCP only", async () => {
    await using jack = serve();
    const port = await portOf(jack, "upper");
    const trusting = await Jack.run(["connect", `tls://localhost:${port}`, ...CA], "hello\n");
    expect(trusting).toMatchObject({ code: 0 });
    expect(trusting.stdout.toString()).toContain("HELLO");
    const doubting = await Jack.run(["connect", `tls://localhost:${port}`], "hello\n");
    expect(doubting).toMatchObject({ code: 2, stderr: expect.stringMatching(/not among the trusted/) });
    const udp = await Jack.run(["send", `udp://127.0.0.1:${port}`, "--timeout", "300ms", "hello"]);
    expect(udp.code).not.toBe(0);
  });

  it("makes a certificate for this run, and tells its fingerprint", async () => {
    await using jack = serve();
    const port = await portOf(jack, "echo");
    const answer = await Jack.run(["send", `tls://127.0.0.1:${port}`, "--tls-insecure", "hello"]);
    expect(answer.stdout.toString()).toContain("hello");
    await jack.stdout(/"fingerprintSha256":"[0-9A-F:]{95}"/);
  });

  it("takes commands from other machines when their certificates are known", async () => {
    await using jack = serve();
    const port = await portOf(jack, "exec");
    const identity = ["alice.pem", "alice-key.pem"].map((name) => join(folder, "certs", name));
    const options = [...CA, "--tls-cert", identity[0] ?? "", "--tls-key", identity[1] ?? ""];
    const alice = await Jack.run(["exec", `localhost:${port}`, "say hello", ...options]);
    expect(alice).toMatchObject({ code: 0 });
    expect(alice.stdout.toString()).toBe("said hello\n");
    const old = await Jack.run(["exec", `localhost:${port}`, "say hello", ...options, "--tls-max", "1.2"]);
    expect(old.code).not.toBe(0);
  });

  it("is refused by line and column before anything is opened", async () => {
    const bad = file("bad.json");
    writeFileSync(bad, '{\n  "services": [\n    { "type": "upper", "tls": { "certFle": "x" } }\n  ]\n}\n');
    const refused = await Jack.run(["serve", "--project", bad]);
    expect(refused.stdout.length).toBe(0);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/bad\.json:3:44: services\[0\]\.tls\.certFle: no such property/),
    });
  });
});
