import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { der, integer, oid, sequence } from "../../../src/net/certificate/der.ts";
import { readDer, readDerItems, readOid } from "../../../src/net/certificate/der-reader.ts";
import {
  connect,
  listen,
  makeTemporaryCertificate,
  type ProxyServer,
  readCertificates,
  serveHttpProxy,
  serveSocksProxy,
} from "../../../src/net/index.ts";
import { parseChallenges, quote } from "../../../src/net/proxy/auth-challenge.ts";
import { readToEnd } from "../../support/net/bytes.ts";

const bytes = (max: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: max });
const hex = (value: Uint8Array): string => Buffer.from(value).toString("hex");

describe("DER", () => {
  it("reads what it writes, whatever is inside", () => {
    fc.assert(
      fc.property(fc.array(bytes(300), { maxLength: 6 }), (parts) => {
        const values = parts.map((part) => der(0x04, part));
        const read = readDerItems(readDer(sequence(...values)).body);
        expect(read.map(({ body }) => hex(body))).toEqual(parts.map(hex));
      }),
    );
  });

  it("keeps integers and object identifiers", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (value) => {
        const written = readDer(integer(value)).body;
        expect(BigInt(`0x${hex(written)}`)).toBe(BigInt(`0x${hex(value)}`));
        expect((written[0] ?? 0) < 0x80).toBe(true);
      }),
    );
    const arcs = fc.tuple(fc.nat(2), fc.nat(39), fc.array(fc.nat(2 ** 31 - 1), { maxLength: 8 }));
    fc.assert(
      fc.property(arcs, ([first, second, rest]) => {
        const dotted = [first, second, ...rest].join(".");
        expect(readOid(readDer(oid(dotted)).body)).toBe(dotted);
      }),
    );
  });

  it("refuses damaged bytes with its own error and no other", () => {
    fc.assert(
      fc.property(bytes(64), (value) => {
        try {
          readDerItems(value);
        } catch (error) {
          expect(error).toMatchObject({ code: "ERR_BAD_CERTIFICATE" });
        }
      }),
    );
  });
});

it("a damaged certificate is refused, or read; nothing else happens", async () => {
  const { cert } = await makeTemporaryCertificate();
  const raw = new Uint8Array(new X509Certificate(cert).raw);
  await fc.assert(
    fc.asyncProperty(fc.nat(raw.length - 1), fc.nat(255), async (at, byte) => {
      const damaged = raw.slice();
      damaged[at] = byte;
      await readCertificates(damaged).catch((error: unknown) =>
        expect(error).toMatchObject({ code: "ERR_BAD_CERTIFICATE" }),
      );
    }),
  );
});

describe("challenges", () => {
  it("never throw, and keep quoted values", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseChallenges(text)));
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }).filter((text) => !/[\r\n]/.test(text)),
        (value) => {
          expect(parseChallenges(`Digest realm=${quote(value)}, nonce=x`)[0]?.params.get("realm")).toBe(value);
        },
      ),
    );
  });
});

describe.each(["http", "socks"] as const)("an %s proxy that is sent anything", (kind) => {
  let proxy: ProxyServer;
  const NOWHERE = { mayConnect: () => false, requestTimeoutMs: 30_000 };

  beforeAll(async () => {
    const listener = await listen({ host: "127.0.0.1", port: 0 });
    proxy = kind === "http" ? await serveHttpProxy(listener, NOWHERE) : serveSocksProxy(listener, NOWHERE);
  });

  afterAll(() => proxy.close());

  it("ends the connection and goes on", async () => {
    const start =
      kind === "http"
        ? ["GET http://", "CONNECT ", "POST http://h/ HTTP/1.1\r\n"]
        : ["\x05\x01\x00", "\x04\x01", "\x05"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("", ...start), bytes(200), async (head, rest) => {
        await using client = await connect(proxy.local);
        await client.write(Uint8Array.from(Buffer.concat([Buffer.from(head, "latin1"), rest])));
        await client.shutdown();
        await readToEnd(client);
      }),
      { numRuns: 60 },
    );
    expect(proxy.connections).toBeLessThanOrEqual(1);
  });
});
