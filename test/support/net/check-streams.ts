import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Address, Listener, Stream } from "../../../src/net/index.ts";
import { HAS_IPV6 } from "./ipv6.ts";
import type { NetBackend } from "./backend.ts";
import { pattern, readExactly, readToEnd, sha256, text, utf8 } from "./bytes.ts";

interface Pair extends AsyncDisposable {
  readonly client: Stream;
  readonly server: Stream;
  readonly listener: Listener;
}

const MEGABYTE = 1_048_576;

/** What every {@link Stream} must do, over TCP on both families and over Unix sockets. */
export function checkStreams(backend: NetBackend): void {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-streams-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let serial = 0;
  const kinds: readonly [string, () => Address][] = [
    ["tcp over IPv4", () => ({ host: "127.0.0.1", port: 0 })],
    ["tcp over IPv6", () => ({ host: "::1", port: 0 })],
    ["unix", () => ({ path: join(folder, `${(serial += 1)}.sock`) })],
  ];

  describe.each(kinds.filter(([kind]) => HAS_IPV6 || !kind.includes("IPv6")))(
    `${backend.name}: a stream, %s`,
    (kind, address) => {
      const tcp = kind !== "unix";
      let pair: Pair;

      const open = async (): Promise<Pair> => {
        const listener = await backend.listen(address());
        const [client, server] = await Promise.all([backend.connect(listener.local), listener.accept()]);
        return {
          client,
          server,
          listener,
          async [Symbol.asyncDispose]() {
            client.reset();
            server.reset();
            await Promise.all([client.close(), server.close(), listener.close()]);
          },
        };
      };
      beforeEach(async () => {
        const opened = await open();
        pair = opened;
        return () => opened[Symbol.asyncDispose]();
      });

      it("carries bytes both ways and knows both addresses", async () => {
        const { client, server } = pair;
        await client.write(utf8("ping"));
        expect(text(await server.read())).toBe("ping");
        await server.write(utf8("pong"));
        expect(text(await client.read())).toBe("pong");
        expect(client.network).toBe(tcp ? "tcp" : "unix");
        expect(server.network).toBe(client.network);
        expect(client.remote).toEqual(server.local);
        expect(server.remote).toEqual(client.local);
      });

      it("gives at most maxBytes and keeps the rest for the next read", async () => {
        await pair.client.write(utf8("abcdefg"));
        expect(text(await pair.server.read(3))).toBe("abc");
        expect(text(await pair.server.read(3))).toBe("def");
        expect(text(await pair.server.read(3))).toBe("g");
        const waiting = pair.server.read(2);
        await pair.client.write(utf8("hij"));
        expect(text(await waiting)).toBe("hi");
        expect(text(await pair.server.read())).toBe("j");
      });

      it("keeps the boundaries of the operating system's reads", async () => {
        const { client, server } = pair;
        for (const word of ["one", "two", "three"]) {
          const reading = server.read();
          await client.write(utf8(word));
          expect(text(await reading)).toBe(word);
        }
      });

      it("gives a plain Uint8Array that belongs to the caller", async () => {
        await pair.client.write(utf8("abc"));
        const first = await pair.server.read();
        expect(first?.constructor).toBe(Uint8Array);
        await pair.client.write(utf8("xyz"));
        await pair.server.read();
        expect(text(first)).toBe("abc");
      });

      it("ends each direction on its own, the client first", async () => {
        const { client, server } = pair;
        await client.write(utf8("question"));
        await client.shutdown();
        expect(text((await readToEnd(server)).bytes)).toBe("question");
        await server.write(utf8("answer"));
        await server.shutdown();
        expect(text((await readToEnd(client)).bytes)).toBe("answer");
      });

      it("ends each direction on its own, the server first", async () => {
        const { client, server } = pair;
        await server.shutdown();
        expect(await client.read()).toBeNull();
        expect(await client.read()).toBeNull();
        await client.write(utf8("still here"));
        expect(text(await server.read())).toBe("still here");
        await client.shutdown();
        expect(await server.read()).toBeNull();
      });

      it("sends FIN once and refuses to write after it", async () => {
        const { client } = pair;
        await Promise.all([client.shutdown(), client.shutdown()]);
        await expect(client.write(utf8("late"))).rejects.toMatchObject({ code: "ERR_CLOSED", op: "send" });
      });

      it("sends FIN behind everything that waits to be written", async () => {
        const { client, server } = pair;
        const sent = pattern(8 * MEGABYTE);
        const writing = client.write(sent);
        const ending = client.shutdown();
        const got = await readToEnd(server);
        await Promise.all([writing, ending]);
        expect(got.error).toBeNull();
        expect(sha256(got.bytes)).toBe(sha256(sent));
      });

      it("holds a writer back until the reader reads, and loses nothing", async () => {
        const { client, server } = pair;
        const sent = pattern(32 * MEGABYTE);
        let done = false;
        const writing = client.write(sent).then(() => (done = true));
        expect(text(await server.read(1))).toHaveLength(1);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(done).toBe(false);
        expect(client.queuedBytes).toBeGreaterThan(0);
        const rest = await readExactly(server, sent.length - 1);
        await writing;
        expect(client.queuedBytes).toBe(0);
        expect(sha256(rest)).toBe(sha256(sent.subarray(1)));
      });

      it("has nothing queued right after a write that the system took at once", () => {
        const writing = pair.client.write(utf8("small"));
        expect(pair.client.queuedBytes).toBe(0);
        return writing;
      });

      it("keeps the order of writes that wait together", async () => {
        const { client, server } = pair;
        const words = Array.from({ length: 500 }, (_, index) => `${index},`);
        const writing = Promise.all(words.map((word) => client.write(utf8(word))));
        const got = await readExactly(server, words.join("").length);
        await writing;
        expect(text(got)).toBe(words.join(""));
      });

      it("takes an empty write as nothing", async () => {
        await pair.client.write(new Uint8Array(0));
        await pair.client.shutdown();
        expect(await pair.server.read()).toBeNull();
      });

      it("hands over each read to the peer's FIN, and none while the callback holds it back", async () => {
        const { client, server } = pair;
        const sent = pattern(4 * MEGABYTE);
        const pieces: Uint8Array[] = [];
        let inside = 0;
        let most = 0;
        const reading = server.readEach((bytes) => {
          pieces.push(bytes);
          most = Math.max(most, (inside += 1));
          if (pieces.length % 3 !== 0) return void (inside -= 1);
          return new Promise((resolve) => setImmediate(resolve)).then(() => void (inside -= 1));
        });
        await client.write(sent);
        await client.shutdown();
        await reading;
        expect(most).toBe(1);
        expect(sha256(Buffer.concat(pieces))).toBe(sha256(sent));
        expect(await server.read()).toBeNull();
      });

      it("hands over first what was read ahead of a message", async () => {
        const { client, server } = pair;
        await client.write(utf8("one\ntwo\nthr"));
        expect(text(await server.until("\n"))).toBe("one\n");
        let got = "";
        const reading = server.readEach((bytes) => void (got += text(bytes)));
        await client.write(utf8("ee"));
        await client.shutdown();
        await reading;
        expect(got).toBe("two\nthree");
      });

      it("is read by nobody else while each read is handed over, and until the callback throws", async () => {
        const { client, server } = pair;
        const reading = server.readEach((bytes) => {
          throw new Error(`no ${String(text(bytes))}`);
        });
        await expect(server.read()).rejects.toMatchObject({ code: "ERR_BUSY" });
        await expect(server.readEach(() => undefined)).rejects.toMatchObject({ code: "ERR_BUSY" });
        await client.write(utf8("one"));
        await expect(reading).rejects.toThrow("no one");
        await client.write(utf8("two"));
        expect(text(await server.read())).toBe("two");
      });

      it.each(["close", "reset"] as const)(
        "hands over nothing after %s, not even when it was held back",
        async (how) => {
          const { client, server } = pair;
          let reads = 0;
          let release: () => void = () => undefined;
          const reading = server.readEach(() => {
            reads += 1;
            return new Promise((resolve) => (release = resolve));
          });
          await client.write(utf8("one"));
          await expect.poll(() => reads).toBe(1);
          await client.write(utf8("two"));
          const ended = expect(reading).rejects.toMatchObject({ code: "ERR_CLOSED", op: "recv" });
          const closing = server[how]();
          release();
          await ended;
          await closing;
          expect(reads).toBe(1);
        },
      );

      it("offers what the system takes at once, and else says when it has taken it", async () => {
        const { client, server } = pair;
        const sent = pattern(32 * MEGABYTE);
        const waits = [sent.subarray(0, 5), sent.subarray(5), new Uint8Array(0)].map((part) => client.offer(part));
        expect(client.queuedBytes).toBeGreaterThan(0);
        const got = await readExactly(server, sent.length);
        for (const waiting of waits) await waiting;
        expect(sha256(got)).toBe(sha256(sent));
        await client.shutdown();
        await expect(client.offer(utf8("late"))).rejects.toMatchObject({ code: "ERR_CLOSED", op: "send" });
      });

      it("refuses a second reader and serves the first", async () => {
        const { client, server } = pair;
        const first = server.read();
        await expect(server.read()).rejects.toMatchObject({ code: "ERR_BUSY", op: "recv" });
        await client.write(utf8("for the first"));
        expect(text(await first)).toBe("for the first");
      });

      it("refuses sizes that make no sense", async () => {
        await expect(pair.client.read(0)).rejects.toBeInstanceOf(RangeError);
        await expect(pair.client.read(Number.NaN)).rejects.toBeInstanceOf(RangeError);
      });

      it("sets TCP's options without a fuss on every kind", () => {
        pair.client.setNoDelay(true);
        pair.client.setNoDelay(false);
        pair.client.setKeepAlive(30);
        pair.client.setKeepAlive(0);
      });

      describe("a peer that goes", () => {
        it.runIf(tcp)("is read to the last byte before its reset is told", async () => {
          const { client, server } = pair;
          const head = pattern(3 * MEGABYTE);
          const tail = pattern(30_000);
          const [got] = await Promise.all([readExactly(server, head.length), client.write(head)]);
          expect(sha256(got)).toBe(sha256(head));
          // The rest and the reset arrive while nobody reads.
          await client.write(tail);
          client.reset();
          await new Promise((resolve) => setTimeout(resolve, 50));
          const { bytes, error } = await readToEnd(server);
          expect(sha256(bytes)).toBe(sha256(tail));
          expect(error).toMatchObject({ code: "ERR_RESET", op: "recv", errnoName: "ECONNRESET" });
          await expect(server.read()).rejects.toMatchObject({ code: "ERR_RESET" });
          await expect(server.write(utf8("x"))).rejects.toMatchObject({ code: "ERR_RESET", op: "send" });
        });

        it.runIf(tcp)("is told as reset also after our own FIN", async () => {
          const { client, server } = pair;
          await server.shutdown();
          expect(await client.read()).toBeNull();
          await client.write(utf8("last"));
          client.reset();
          await new Promise((resolve) => setTimeout(resolve, 20));
          expect(text(await server.read())).toBe("last");
          await expect(server.read()).rejects.toMatchObject({ code: "ERR_RESET" });
        });

        it("can still be read when writing to it has failed", async () => {
          const { client, server } = pair;
          await server.write(utf8("farewell"));
          // Unread data makes the close a reset on TCP.
          await client.write(utf8("never read"));
          server.reset();
          const fill = async (): Promise<never> => {
            for (;;) {
              await client.write(pattern(1000));
              await new Promise((resolve) => setImmediate(resolve));
            }
          };
          const failure: unknown = await fill().catch((error: unknown) => error);
          expect(["ERR_RESET", "ERR_BROKEN_PIPE"]).toContain((failure as { code: string }).code);
          const { bytes } = await readToEnd(client);
          expect(text(bytes)).toBe("farewell");
        });

        it.runIf(tcp)("sees a reset and no clean end when queued bytes are thrown away", async () => {
          const { client, server } = pair;
          const writing = client.write(pattern(32 * MEGABYTE));
          const ending = client.shutdown();
          const outcomes = Promise.allSettled([writing, ending]);
          expect(client.queuedBytes).toBeGreaterThan(0);
          client.reset();
          const { error } = await readToEnd(server);
          expect(error).toMatchObject({ code: "ERR_RESET" });
          const codes = (await outcomes).map((item) =>
            item.status === "rejected" ? (item.reason as { code: string }).code : "none",
          );
          expect(codes).toEqual(["ERR_CLOSED", "ERR_CLOSED"]);
        });

        it("ends a read that waits when this side resets", async () => {
          const reading = expect(pair.client.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
          pair.client.reset();
          pair.client.reset();
          await reading;
          await pair.client.close();
        });
      });

      describe("closing", () => {
        it("sends what is queued, then FIN, while the peer keeps sending", async () => {
          const { client, server } = pair;
          const sent = pattern(8 * MEGABYTE);
          await server.write(utf8("bytes that the client never reads"));
          const writing = client.write(sent);
          const closing = client.close();
          const got = await readToEnd(server);
          await Promise.all([writing, closing]);
          expect(got.error).toBeNull();
          expect(sha256(got.bytes)).toBe(sha256(sent));
        });

        it("refuses everything afterwards", async () => {
          const { client } = pair;
          await client.close();
          await expect(client.read()).rejects.toMatchObject({ code: "ERR_CLOSED", op: "recv" });
          await expect(client.write(utf8("x"))).rejects.toMatchObject({ code: "ERR_CLOSED", op: "send" });
          await client.shutdown();
          client.reset();
        });

        it("keeps the addresses", async () => {
          const { local, remote } = pair.client;
          await pair.client.close();
          expect([pair.client.local, pair.client.remote]).toEqual([local, remote]);
        });

        it("is what dispose does", async () => {
          {
            await using stream = pair.client;
            await stream.write(utf8("bye"));
          }
          expect(text((await readToEnd(pair.server)).bytes)).toBe("bye");
          await expect(pair.client.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
        });

        it("may be asked for twice", async () => {
          await Promise.all([pair.client.close(), pair.client.close()]);
          await pair.client.close();
          await pair.client[Symbol.asyncDispose]();
        });

        it("works after the stream has failed", async () => {
          pair.server.reset();
          await readToEnd(pair.client);
          await pair.client.close();
          await pair.client.close();
        });

        it("ends what is in flight", async () => {
          const reading = expect(pair.client.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
          await pair.client.close();
          await reading;
        });
      });
    },
  );
}
