import { describe, expect, it } from "vitest";
import {
  type Listener,
  listenTls,
  secureListener,
  startTlsClient,
  type Stream,
  type TlsClientOptions,
  type TlsHandshakeFailure,
  type TlsListenerOptions,
} from "../../../src/net/index.ts";
import type { NetBackend } from "./backend.ts";
import { readExactly, readToEnd, text, utf8 } from "./bytes.ts";
import { certificates } from "./tls-folk.ts";

/** Listeners that speak TLS over a backend. */
export function checkTlsListener(backend: NetBackend): void {
  describe(`${backend.name}: TLS listener`, () => {
    /** A listener over this backend, with the failures that it told of. */
    async function listening(
      options: Partial<TlsListenerOptions> = {},
    ): Promise<AsyncDisposable & { readonly listener: Listener; readonly failures: TlsHandshakeFailure[] }> {
      const { server } = await certificates();
      const failures: TlsHandshakeFailure[] = [];
      const listener = await secureListener(await backend.listen({ host: "127.0.0.1", port: 0 }), {
        ...server,
        onHandshakeFailure: (failure) => failures.push(failure),
        ...options,
      });
      return { listener, failures, [Symbol.asyncDispose]: () => listener.close() };
    }

    const dial = async ({ local }: Listener, options: TlsClientOptions = {}): Promise<Stream> => {
      const { authority } = await certificates();
      return startTlsClient(await backend.connect(local), { ca: authority.cert, ...options });
    };

    it("serves many clients, each of them once", async () => {
      await using server = await listening();
      expect(server.listener.network).toBe("tls");
      const echoing = (async () => {
        for await (const stream of server.listener) {
          void (async () => {
            for await (const bytes of stream) await stream.write(bytes);
            await stream.close();
          })();
        }
      })();
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const client = await dial(server.listener);
          await client.write(utf8(`client ${index}`));
          await client.shutdown();
          const { bytes } = await readToEnd(client);
          await client.close();
          return text(bytes);
        }),
      );
      expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => `client ${index}`));
      await server.listener.close();
      await echoing;
      expect(server.failures).toEqual([]);
    });

    it("goes on past failed handshakes and silent clients", async () => {
      await using server = await listening({ handshakeTimeoutMs: 60_000 });
      const accepting = server.listener.accept();
      await using silent = await backend.connect(server.listener.local);
      await using rude = await backend.connect(server.listener.local);
      await rude.write(utf8("hello, is this TLS?\r\n"));
      await readToEnd(rude);
      const good = await dial(server.listener);
      const stream = await accepting;
      await good.write(utf8("through"));
      expect(text(await readExactly(stream, 7))).toBe("through");
      expect(server.failures).toMatchObject([{ remote: expect.stringMatching(/^127/), error: { code: "ERR_TLS" } }]);
      expect(silent.queuedBytes).toBe(0);
      await Promise.all([good.close(), stream.close()]);
    });

    it("drops a client that is silent for too long, and the oldest when there are too many", async () => {
      await using server = await listening({ handshakeTimeoutMs: 100 });
      const accepting = server.listener.accept().catch(() => undefined);
      await using silent = await backend.connect(server.listener.local);
      expect((await readToEnd(silent)).bytes.length).toBe(0);
      expect(server.failures).toMatchObject([{ error: { code: "ERR_TIMEOUT" } }]);
      await server.listener.close();
      await accepting;

      await using crowded = await listening({ handshakeTimeoutMs: 60_000, maxHandshakes: 2 });
      const waiting = crowded.listener.accept().catch(() => undefined);
      await using first = await backend.connect(crowded.listener.local);
      await using second = await backend.connect(crowded.listener.local);
      await using third = await backend.connect(crowded.listener.local);
      await readToEnd(first);
      expect(crowded.failures).toMatchObject([{ error: { code: "ERR_LIMIT" } }]);
      expect([second.queuedBytes, third.queuedBytes]).toEqual([0, 0]);
      await crowded.listener.close();
      await waiting;
    });

    it("ends everything that is under way when it is closed", async () => {
      await using server = await listening({ handshakeTimeoutMs: 60_000 });
      const accepting = server.listener.accept();
      const refused = expect(accepting).rejects.toMatchObject({ code: "ERR_CLOSED", network: "tls" });
      await using silent = await backend.connect(server.listener.local);
      await expect(server.listener.accept()).rejects.toMatchObject({ code: "ERR_BUSY" });
      await server.listener.close();
      await server.listener.close();
      await refused;
      await readToEnd(silent);
      expect(server.failures).toEqual([]);
    });

    it("gives up waiting when told to, and refuses a server without a certificate", async () => {
      await using server = await listening();
      await expect(server.listener.accept({ timeoutMs: 20 })).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
      const client = await dial(server.listener);
      const stream = await server.listener.accept();
      await Promise.all([client.close(), stream.close()]);
      await expect(listenTls({ host: "127.0.0.1", port: 0 }, {})).rejects.toMatchObject({
        code: "ERR_BAD_CERTIFICATE",
      });
    });
  });
}
