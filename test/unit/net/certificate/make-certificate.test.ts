import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type CertificateOptions,
  makeCertificate,
  makeTemporaryCertificate,
  readCertificates,
} from "../../../../src/net/index.ts";

const authority = await makeCertificate({ use: "authority", commonName: "Test authority", organization: "Jackfield" });

describe("makeCertificate", () => {
  it("makes an authority and what it signs", async () => {
    const server = await makeCertificate({
      use: "server",
      commonName: "device.example",
      names: ["device.example", "*.lab.example", "10.0.0.7", "fe80::1", "例子.测试", "root@device.example"],
      issuer: authority,
    });
    expect(server.details).toMatchObject({
      subject: "CN=device.example",
      commonName: "device.example",
      issuer: "O=Jackfield, CN=Test authority",
      names: [
        "device.example",
        "*.lab.example",
        "10.0.0.7",
        "fe80::1",
        "xn--fsqu00a.xn--0zwm56d",
        "root@device.example",
      ],
      publicKey: "EC P-256",
      signature: "ecdsa-with-SHA256",
      authority: false,
      selfSigned: false,
      usages: ["serverAuth"],
      pem: server.cert,
    });
    const read = new X509Certificate(server.cert);
    const above = new X509Certificate(authority.cert);
    expect(read.verify(above.publicKey)).toBe(true);
    expect(read.checkIssued(above)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(server.key))).toBe(true);
    expect(authority.details).toMatchObject({ authority: true, selfSigned: true, names: [], usages: [] });
    expect(server.details.serialNumber).not.toBe(authority.details.serialNumber);
    expect(server.details.fingerprintSha1).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(server.details.fingerprintSha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it("makes client certificates, and RSA for old devices", async () => {
    const issuer = await makeCertificate({ use: "authority", commonName: "RSA authority", keyType: "rsa" });
    const client = await makeCertificate({ use: "client", commonName: "张三, Ltd.", issuer });
    expect(client.details).toMatchObject({
      commonName: "张三, Ltd.",
      names: [],
      publicKey: "EC P-256",
      signature: "sha256WithRSAEncryption",
      usages: ["clientAuth"],
    });
    expect(issuer.details).toMatchObject({ publicKey: "RSA 2048", selfSigned: true });
    expect(new X509Certificate(client.cert).verify(new X509Certificate(issuer.cert).publicKey)).toBe(true);
  });

  it("takes an authority with an encrypted key, when given the passphrase", async () => {
    const key = createPrivateKey(authority.key)
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
      .toString();
    const options: CertificateOptions = { use: "client", commonName: "c" };
    const issuer = { cert: authority.cert, key };
    await expect(makeCertificate({ ...options, issuer: { ...issuer, passphrase: "secret" } })).resolves.toMatchObject({
      details: { issuer: "O=Jackfield, CN=Test authority" },
    });
    await expect(makeCertificate({ ...options, issuer })).rejects.toMatchObject({ code: "ERR_BAD_CERTIFICATE" });
    await expect(makeCertificate({ ...options, issuer: { ...issuer, passphrase: "no" } })).rejects.toMatchObject({
      code: "ERR_BAD_CERTIFICATE",
    });
  });

  it("makes dates as told, before and after 2050", async () => {
    const validFrom = new Date("2049-06-01T12:00:00Z");
    const { details } = await makeCertificate({ use: "client", commonName: "c", validFrom, validDays: 365 });
    expect(details.validFrom).toEqual(validFrom);
    expect(details.validTo).toEqual(new Date("2050-06-01T12:00:00Z"));
  });

  it("names a server by its common name when that can be checked", async () => {
    const made = async (commonName: string): Promise<readonly string[]> =>
      (await makeCertificate({ use: "server", commonName })).details.names;
    expect(await made("10.1.2.3")).toEqual(["10.1.2.3"]);
    expect(await made("Front door")).toEqual([]);
  });

  it.each<[string, Partial<CertificateOptions>]>([
    ["an empty common name", { commonName: " " }],
    ["one of 65 characters", { commonName: "x".repeat(65) }],
    ["a control character", { commonName: "a\nb" }],
    ["an empty organization", { organization: "" }],
    ["a name that is none", { names: ["not a name"] }],
    ["an address that is none", { names: ["1.2.3.999"] }],
    ["no days", { validDays: 0 }],
    ["no number of days", { validDays: Number.NaN }],
    ["days beyond the year 9999", { validDays: 1e9 }],
    ["a date that is none", { validFrom: new Date("?") }],
    ["an issuer that is no certificate", { issuer: { cert: "x", key: "y" } }],
    ["an issuer with another's key", { issuer: { cert: authority.cert, key: foreignKey() } }],
  ])("refuses %s", async (_name, options) => {
    await expect(makeCertificate({ use: "server", commonName: "ok", ...options })).rejects.toMatchObject({
      code: "ERR_BAD_CERTIFICATE",
    });
  });

  it("refuses an issuer that is no authority", async () => {
    const issuer = await makeTemporaryCertificate();
    await expect(makeCertificate({ use: "client", commonName: "c", issuer })).rejects.toThrow(/is no authority/);
  });
});

describe("makeTemporaryCertificate", () => {
  it("is for this machine", async () => {
    const { details } = await makeTemporaryCertificate();
    expect(details).toMatchObject({
      subject: "CN=localhost",
      names: ["localhost", "127.0.0.1", "::1"],
      selfSigned: true,
      usages: ["serverAuth"],
    });
  });
});

describe("readCertificates", () => {
  it("reads one after the other, with text around them, and DER", async () => {
    const other = await makeTemporaryCertificate();
    const read = await readCertificates(`subject=x\n${authority.cert}\nkey\n${other.key}\n${other.cert}`);
    expect(read).toEqual([authority.details, other.details]);
    expect(await readCertificates(new X509Certificate(other.cert).raw)).toEqual([other.details]);
    expect(await readCertificates(Buffer.from(other.cert))).toEqual([other.details]);
  });

  it.each([
    ["nothing", "", /no -----BEGIN CERTIFICATE-----/],
    ["a key", authority.key, /no -----BEGIN CERTIFICATE-----/],
    ["a damaged one", authority.cert.replace(/\n.{40}/, "\n"), /it is damaged/],
    ["a damaged second", `${authority.cert}${authority.cert.replace(/\n.{40}/, "\n")}`, /number 2 of 2 is damaged/],
  ])("refuses %s", async (_name, text, reason) => {
    await expect(readCertificates(text)).rejects.toMatchObject({
      code: "ERR_BAD_CERTIFICATE",
      message: expect.stringMatching(reason),
    });
  });
});

function foreignKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}
