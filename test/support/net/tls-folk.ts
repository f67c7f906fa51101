import { type Certificate, makeCertificate, makeTemporaryCertificate } from "../../../src/net/index.ts";

/** Certificates of one authority, made once. */
export interface Folk {
  readonly authority: Certificate;
  readonly server: Certificate;
  readonly client: Certificate;
  readonly stranger: Certificate;
}

let folk: Promise<Folk> | undefined;

/** The certificates that tests of TLS share. */
export function certificates(): Promise<Folk> {
  return (folk ??= makeFolk());
}

async function makeFolk(): Promise<Folk> {
  const authority = await makeCertificate({ use: "authority", commonName: "Test authority" });
  const [server, client, stranger] = await Promise.all([
    makeCertificate({
      use: "server",
      commonName: "127.0.0.1",
      names: ["127.0.0.1", "door.example"],
      issuer: authority,
    }),
    makeCertificate({ use: "client", commonName: "Alice", issuer: authority }),
    makeTemporaryCertificate(),
  ]);
  return { authority, server, client, stranger };
}
