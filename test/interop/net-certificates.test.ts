import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeCertificate, makeTemporaryCertificate } from "../../src/net/index.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-certificates-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function openssl(...args: string[]): string {
  return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

describe.each(["ec", "rsa"] as const)("certificates with %s keys, seen by openssl", (keyType) => {
  it("are what RFC 5280 asks for, and verify for their purpose and names", async () => {
    const authority = await makeCertificate({ use: "authority", commonName: "Test authority", keyType });
    const server = await makeCertificate({
      use: "server",
      commonName: "device.example",
      names: ["device.example", "10.0.0.7", "::1"],
      keyType,
      issuer: authority,
    });
    const client = await makeCertificate({ use: "client", commonName: "Alice 张", keyType, issuer: authority });
    const ca = put(`ca-${keyType}.pem`, authority.cert);
    const cert = put(`server-${keyType}.pem`, server.cert);
    const other = put(`client-${keyType}.pem`, client.cert);

    const text = openssl("x509", "-in", cert, "-noout", "-text");
    expect(text).toContain("Version: 3 (0x2)");
    expect(text).toContain(keyType === "ec" ? "ecdsa-with-SHA256" : "sha256WithRSAEncryption");
    expect(text).toContain("DNS:device.example, IP Address:10.0.0.7, IP Address:0:0:0:0:0:0:0:1");
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature/);
    expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication/);
    const authorityText = openssl("x509", "-in", ca, "-noout", "-text");
    expect(authorityText).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(authorityText).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(openssl("x509", "-in", other, "-noout", "-subject", "-nameopt", "utf8")).toContain("Alice 张");
    expect(openssl("x509", "-in", cert, "-noout", "-fingerprint", "-sha256")).toContain(
      server.details.fingerprintSha256,
    );
    expect(openssl("x509", "-in", cert, "-noout", "-fingerprint", "-sha1")).toContain(server.details.fingerprintSha1);
    expect(openssl("x509", "-in", cert, "-noout", "-serial").trim()).toBe(`serial=${server.details.serialNumber}`);

    const strict = ["verify", "-x509_strict", "-CAfile", ca];
    expect(openssl(...strict, "-purpose", "sslserver", "-verify_hostname", "device.example", cert)).toMatch(/: OK/);
    expect(openssl(...strict, "-purpose", "sslserver", "-verify_ip", "10.0.0.7", cert)).toMatch(/: OK/);
    expect(openssl(...strict, "-purpose", "sslclient", other)).toMatch(/: OK/);
    expect(() => openssl(...strict, "-purpose", "sslclient", cert)).toThrow(/purpose/);
    expect(() => openssl(...strict, "-verify_hostname", "other.example", cert)).toThrow(/[Hh]ostname mismatch/);
    // The key that came with it is its key.
    const key = put(`server-${keyType}-key.pem`, server.key);
    expect(openssl("pkey", "-in", key, "-pubout")).toBe(openssl("x509", "-in", cert, "-noout", "-pubkey"));
  });

  it("can be trusted one by one when self-signed", async () => {
    const made = await makeTemporaryCertificate({ keyType });
    const cert = put(`temporary-${keyType}.pem`, made.cert);
    expect(openssl("verify", "-CAfile", cert, "-verify_hostname", "localhost", cert)).toMatch(/: OK/);
    expect(openssl("verify", "-CAfile", cert, "-verify_ip", "::1", cert)).toMatch(/: OK/);
  });
});
