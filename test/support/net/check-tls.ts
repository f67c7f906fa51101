import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type Certificate,
  makeCertificate,
  startTlsClient,
  startTlsServer,
  type Stream,
  type TlsClientOptions,
  type TlsServerOptions,
  tlsState,
  toNetSocket,
} from "../../../src/net/index.ts";
import type { NetBackend } from "./backend.ts";
import { pattern, readExactly, readToEnd, sha256, text, utf8 } from "./bytes.ts";
import { streamPair } from "./pair.ts";
import { certificates } from "./tls-folk.ts";

const MEGABYTE = 1_048_576;

/** TLS over a backend's streams. */
export function checkTls(backend: NetBackend): void {
  /** Both ends of a handshake over one connection; a failure of either end rejects. */
  async function secured(
    client: TlsClientOptions,
    server: TlsServerOptions,
  ): Promise<AsyncDisposable & { readonly client: Stream; readonly server: Stream }> {
    const pair = await streamPair(backend);
    try {
      const [ours, theirs] = await Promise.all([
        startTlsClient(pair.client, client),
        startTlsServer(pair.server, server),
      ]);
      return {
        client: ours,
        server: theirs,
        async [Symbol.asyncDispose]() {
          ours.reset();
          theirs.reset();
          await Promise.all([ours.close(), theirs.close(), pair.listener.close()]);
        },
      };
    } catch (error) {
      await pair[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** How each end fares. */
  async function outcomes(
    client: TlsClientOptions,
    server: TlsServerOptions,
  ): Promise<readonly [PromiseSettledResult<Stream>, PromiseSettledResult<Stream>]> {
    await using pair = await streamPair(backend);
    const both = await Promise.allSettled([startTlsClient(pair.client, client), startTlsServer(pair.server, server)]);
    for (const end of both) if (end.status === "fulfilled") end.value.reset();
    return both;
  }

  describe(`${backend.name}: TLS`, () => {
    it("carries bytes both ways, half-close included, and tells what was agreed on", async () => {
      const { authority, server: identity } = await certificates();
      await using pair = await secured(
        { ca: authority.cert, serverName: "door.example", alpn: ["x/1", "jack/1"] },
        { ...identity, alpn: ["jack/1"] },
      );
      const { client, server } = pair;
      expect([client.network, server.network]).toEqual(["tls", "tls"]);
      expect(client.remote).toEqual(server.local);
      expect(tlsState(client)).toMatchObject({
        protocol: "TLSv1.3",
        cipher: expect.stringMatching(/^TLS_/),
        alpn: "jack/1",
        serverName: "door.example",
        trusted: true,
        distrust: null,
        certificate: { commonName: "127.0.0.1", issuer: "CN=Test authority", names: ["127.0.0.1", "door.example"] },
        ended: "open",
      });
      expect(tlsState(server)).toMatchObject({ serverName: "door.example", certificate: null, trusted: false });
      const sent = pattern(3 * MEGABYTE);
      const writing = client.write(sent).then(() => client.shutdown());
      expect(sha256((await readToEnd(server)).bytes)).toBe(sha256(sent));
      await writing;
      expect(tlsState(server)?.ended).toBe("close_notify");
      await server.write(utf8("answer"));
      await server.close();
      expect(text((await readToEnd(client)).bytes)).toBe("answer");
      expect(tlsState(client)?.ended).toBe("close_notify");
      await client.close();
    });

    it("is null for a stream without TLS", async () => {
      await using pair = await streamPair(backend);
      expect(tlsState(pair.client)).toBeNull();
    });

    it("tells an end without close_notify from one with it", async () => {
      const { authority, server: identity } = await certificates();
      await using pair = await streamPair(backend);
      const [client, server] = await Promise.all([
        startTlsClient(pair.client, { ca: authority.cert }),
        startTlsServer(pair.server, { ...identity }),
      ]);
      await client.write(utf8("cut sho"));
      expect(text(await readExactly(server, 7))).toBe("cut sho");
      // The FIN of the connection itself, under TLS.
      await pair.client.shutdown();
      expect(await server.read()).toBeNull();
      expect(tlsState(server)?.ended).toBe("truncated");
      client.reset();
      await Promise.all([client.close(), server.close()]);
    });

    it("refuses a certificate that is not trusted or for another name, and says which, why and what to do", async () => {
      const { authority, server, stranger } = await certificates();
      const cases: readonly (readonly [TlsClientOptions, TlsServerOptions, RegExp, string])[] = [
        [
          { ca: authority.cert },
          { ...stranger },
          /the server's certificate "CN=localhost" is self-signed .* \(SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\); compare/,
          "DEPTH_ZERO_SELF_SIGNED_CERT",
        ],
        [
          { ca: stranger.cert },
          { ...server },
          /"CN=127.0.0.1" is signed by "CN=Test authority", which is not among the trusted authorities; trust/,
          "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        ],
        [
          { ca: authority.cert, serverName: "other.example" },
          { ...server },
          /"CN=127.0.0.1" is for 127.0.0.1, door.example, not for "other.example"; connect by/,
          "ERR_TLS_CERT_ALTNAME_INVALID",
        ],
      ];
      for (const [client, offered, message, errnoName] of cases) {
        const [ours] = await outcomes(client, offered);
        expect(ours).toMatchObject({
          status: "rejected",
          reason: { code: "ERR_TLS_UNTRUSTED", network: "tls", message: expect.stringMatching(message), errnoName },
        });
      }
    });

    it("refuses certificates that are out of date or for another purpose", async () => {
      const { authority, client } = await certificates();
      const year = 365 * 86_400_000;
      const made = (validFrom: Date): Promise<Certificate> =>
        makeCertificate({ use: "server", commonName: "127.0.0.1", validFrom, validDays: 10, issuer: authority });
      const [old, early] = await Promise.all([made(new Date(Date.now() - year)), made(new Date(Date.now() + year))]);
      for (const [identity, message] of [
        [old, /has expired/],
        [early, /is not valid yet/],
        [client, /is not for this purpose \(clientAuth\)/],
      ] as const) {
        const [ours] = await outcomes({ ca: authority.cert }, { ...identity });
        expect(ours).toMatchObject({ reason: { code: "ERR_TLS_UNTRUSTED", message: expect.stringMatching(message) } });
      }
    });

    it("takes any certificate when told to, and still says why it is not trusted", async () => {
      const { stranger } = await certificates();
      await using pair = await secured({ verify: false, ca: [] }, { ...stranger });
      expect(tlsState(pair.client)).toMatchObject({
        trusted: false,
        distrust: { reason: "DEPTH_ZERO_SELF_SIGNED_CERT" },
        certificate: { fingerprintSha256: stranger.details.fingerprintSha256 },
      });
    });

    it("demands a certificate of the client, and knows whose it is", async () => {
      const { authority, server, client, stranger } = await certificates();
      const demanding = { ...server, ca: authority.cert, requireClientCertificate: true };
      const asking = { ca: authority.cert };
      {
        await using pair = await secured({ ...asking, ...client }, demanding);
        expect(tlsState(pair.server)).toMatchObject({ trusted: true, certificate: { commonName: "Alice" } });
        expect(tlsState(pair.server)?.chain.map((one) => one.commonName)).toEqual(["Alice", "Test authority"]);
      }
      const [, none] = await outcomes(asking, demanding);
      expect(none).toMatchObject({ reason: { code: "ERR_TLS", message: expect.stringMatching(/none was given/) } });
      const [, foreign] = await outcomes({ ...asking, ...stranger }, demanding);
      expect(foreign).toMatchObject({
        reason: {
          code: "ERR_TLS_UNTRUSTED",
          message: expect.stringMatching(/the client's certificate "CN=localhost"/),
        },
      });
      {
        await using pair = await secured({ ...asking, ...stranger }, { ...demanding, verify: false });
        expect(tlsState(pair.server)).toMatchObject({ trusted: false, certificate: { commonName: "localhost" } });
      }
      const [, missing] = await outcomes(asking, { ...demanding, verify: false });
      expect(missing).toMatchObject({ reason: { code: "ERR_TLS" } });
    });

    it("lets a client that gave no certificate hear why, also with TLS 1.3", async () => {
      const { authority, server } = await certificates();
      for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
        await using pair = await streamPair(backend);
        const serving = startTlsServer(pair.server, { ...server, ca: authority.cert, verify: true });
        const failed = expect(serving).rejects.toMatchObject({ code: "ERR_TLS" });
        const asking = startTlsClient(pair.client, { ca: authority.cert, maxVersion });
        // TLS 1.3: the client is done before the server has looked.
        await expect(asking.then((stream) => stream.read())).rejects.toMatchObject({ code: "ERR_TLS" });
        await failed;
      }
    });

    it("chooses a certificate by the name that the client asks for", async () => {
      const { authority, server } = await certificates();
      const named = async (commonName: string): Promise<Certificate> =>
        makeCertificate({ use: "server", commonName, issuer: authority });
      const serverNames = { "a.example": await named("a.example"), "*.b.example": await named("*.b.example") };
      for (const [serverName, expected] of [
        ["A.example", "a.example"],
        ["x.b.example", "*.b.example"],
        ["door.example", "127.0.0.1"],
      ] as const) {
        await using pair = await secured({ ca: authority.cert, serverName }, { ...server, serverNames });
        expect(tlsState(pair.client)?.certificate?.commonName).toBe(expected);
      }
    });

    it("speaks the versions and ciphers that it is told to", async () => {
      const { authority, server } = await certificates();
      for (const [options, protocol, cipher] of [
        [
          { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" },
          "TLSv1.2",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        ],
        [{ minVersion: "TLSv1.3", ciphers: "TLS_CHACHA20_POLY1305_SHA256" }, "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"],
      ] as const) {
        await using pair = await secured({ ca: authority.cert, ...options }, { ...server });
        expect(tlsState(pair.server)).toMatchObject({ protocol, cipher });
      }
      {
        // Old devices: both ends must allow it.
        const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1" } as const;
        await using pair = await secured({ ca: authority.cert, ...old }, { ...server, ...old });
        expect(tlsState(pair.server)?.protocol).toBe("TLSv1.1");
      }
      const [ours, theirs] = await outcomes(
        { ca: authority.cert, maxVersion: "TLSv1.2" },
        { ...server, minVersion: "TLSv1.3" },
      );
      expect(ours).toMatchObject({ reason: { message: expect.stringMatching(/no common TLS version/) } });
      expect(theirs).toMatchObject({ reason: { message: expect.stringMatching(/no common TLS version/) } });
      const [noAlpn] = await outcomes({ ca: authority.cert, alpn: ["h2"] }, { ...server, alpn: ["http/1.1"] });
      expect(noAlpn).toMatchObject({ reason: { message: expect.stringMatching(/application protocol/) } });
    });

    it("gives the key log when asked", async () => {
      const { authority, server } = await certificates();
      const lines: string[] = [];
      await using _ = await secured({ ca: authority.cert, onKeyLine: (line) => lines.push(line) }, { ...server });
      expect(lines).toContainEqual(expect.stringMatching(/^CLIENT_TRAFFIC_SECRET_0 [0-9a-f]{64} [0-9a-f]+$/));
    });

    it("says what is wrong with the certificates, keys and options that it is given", async () => {
      const { server, client } = await certificates();
      const locked = createPrivateKey(server.key)
        .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
        .toString();
      const cases: readonly (readonly [TlsServerOptions, string, RegExp])[] = [
        [{ cert: server.cert }, "ERR_BAD_CERTIFICATE", /the key is missing/],
        [{ key: server.key }, "ERR_BAD_CERTIFICATE", /the certificate is missing/],
        [{}, "ERR_BAD_CERTIFICATE", /a server needs a certificate/],
        [{ cert: "x", key: "y" }, "ERR_BAD_CERTIFICATE", /no PEM/],
        [{ cert: server.cert, key: client.key }, "ERR_BAD_CERTIFICATE", /belongs to another/],
        [{ cert: server.cert, key: locked }, "ERR_BAD_CERTIFICATE", /encrypted: give its passphrase/],
        [{ cert: server.cert, key: locked, passphrase: "no" }, "ERR_BAD_CERTIFICATE", /passphrase of the key is wrong/],
        [{ ...server, ca: "nothing", verify: true }, "ERR_BAD_CERTIFICATE", /no -----BEGIN CERTIFICATE/],
        [{ ...server, ciphers: "NONSENSE" }, "ERR_BAD_OPTION", /"NONSENSE": none of them is known/],
        [{ ...server, minVersion: "TLSv1.3", maxVersion: "TLSv1.2" }, "ERR_BAD_OPTION", /TLSv1.3 is above TLSv1.2/],
      ];
      for (const [options, code, message] of cases) {
        await using pair = await streamPair(backend);
        await expect(startTlsServer(pair.server, options)).rejects.toMatchObject({
          code,
          message: expect.stringMatching(message),
        });
      }
      await using pair = await secured({ verify: false }, { cert: server.cert, key: locked, passphrase: "secret" });
      expect(tlsState(pair.server)).not.toBeNull();
    });

    it("gives up on a peer that speaks no TLS, ends, or is silent", async () => {
      const { server } = await certificates();
      await using rude = await streamPair(backend);
      const refusing = expect(startTlsServer(rude.server, { ...server })).rejects.toMatchObject({
        code: "ERR_TLS",
        message: expect.stringMatching(/the peer does not speak TLS/),
      });
      await rude.client.write(utf8("GET / HTTP/1.0\r\n\r\n"));
      await refusing;
      await using gone = await streamPair(backend);
      const ending = expect(startTlsClient(gone.client)).rejects.toMatchObject({ code: "ERR_RESET" });
      await gone.server.close();
      await ending;
      await using dropped = await streamPair(backend);
      const breaking = expect(startTlsServer(dropped.server, { ...server })).rejects.toMatchObject({
        code: "ERR_RESET",
      });
      dropped.client.reset();
      await breaking;
      await using silent = await streamPair(backend);
      await expect(startTlsClient(silent.client, { timeoutMs: 50 })).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
    });

    it("resets the connection under it, after what had come", async () => {
      const { authority, server: identity } = await certificates();
      await using pair = await secured({ ca: authority.cert }, { ...identity });
      const { client, server } = pair;
      await server.write(utf8("so that nothing of the server's is on its way"));
      await client.read();
      await client.write(utf8("last words"));
      expect(text(await readExactly(server, 10))).toBe("last words");
      client.reset();
      expect((await readToEnd(server)).error).toMatchObject({ code: "ERR_RESET", network: "tls" });
      await expect(server.write(utf8("late"))).rejects.toMatchObject({ network: "tls" });
    });

    it("holds a sender back whose receiver does not read", async () => {
      const { authority, server: identity } = await certificates();
      await using pair = await secured({ ca: authority.cert }, { ...identity });
      const chunk = pattern(MEGABYTE);
      let written = 0;
      const writing = (async () => {
        for (let count = 0; count < 40; count += 1) {
          await pair.client.write(chunk);
          written += 1;
        }
        await pair.client.shutdown();
      })();
      // Buffers of both kernels and both TLS sides take some, never all of it.
      let before = -1;
      while (written !== before) {
        before = written;
        await new Promise((done) => setTimeout(done, 200));
      }
      expect(written).toBeLessThan(40);
      let received = 0;
      for await (const bytes of pair.server) received += bytes.length;
      expect(received).toBe(40 * MEGABYTE);
      await writing;
    });

    it("can be given away as Node's own socket", async () => {
      const { authority, server: identity } = await certificates();
      await using pair = await secured({ ca: authority.cert }, { ...identity });
      await pair.client.write(utf8("early"));
      const socket = toNetSocket(pair.server);
      const [chunk] = await new Promise<Buffer[]>((done) => socket.once("data", (bytes: Buffer) => done([bytes])));
      expect(String(chunk)).toBe("early");
      socket.end("late");
      expect(text((await readToEnd(pair.client)).bytes)).toBe("late");
      socket.destroy();
    });
  });
}
