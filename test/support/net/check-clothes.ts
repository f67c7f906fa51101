import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fromNetSocket, relay, sendFile, type Stream, toNetSocket, toWebStreams } from "../../../src/net/index.ts";
import type { NetBackend } from "./backend.ts";
import { pattern, readExactly, readToEnd, sha256, text, utf8 } from "./bytes.ts";
import { streamPair } from "./pair.ts";

const MEGABYTE = 1_048_576;

/** Relays, files, web streams and `net.Socket`s over a backend's streams. */
export function checkClothes(backend: NetBackend): void {
  describe(`${backend.name}: relay`, () => {
    it("carries both directions, each to its own end", async () => {
      await using left = await streamPair(backend);
      await using right = await streamPair(backend);
      const relaying = relay(left.server, right.client);
      const [there, back] = [pattern(5 * MEGABYTE), pattern(3 * MEGABYTE)];
      const sending = left.client.write(there).then(() => left.client.shutdown());
      const got = await readToEnd(right.server);
      expect(sha256(got.bytes)).toBe(sha256(there));
      await sending;
      // The other direction goes on after the first has ended.
      const answering = right.server.write(back).then(() => right.server.shutdown());
      expect(sha256((await readToEnd(left.client)).bytes)).toBe(sha256(back));
      await answering;
      expect(await relaying).toEqual({ bytesFromFirst: there.length, bytesFromSecond: back.length });
    });

    it("resets the other side when one side fails, and says what failed", async () => {
      await using left = await streamPair(backend);
      await using right = await streamPair(backend);
      const relaying = relay(left.server, right.client);
      left.client.reset();
      await expect(relaying).rejects.toMatchObject({ code: "ERR_RESET" });
      expect((await readToEnd(right.server)).error).toMatchObject({ code: "ERR_RESET" });
    });

    it("holds the sender back when the receiver does not read", async () => {
      await using left = await streamPair(backend);
      await using right = await streamPair(backend);
      const relaying = relay(left.server, right.client);
      let taken = false;
      const sent = pattern(64 * MEGABYTE);
      const writing = left.client.write(sent).then(() => (taken = true));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(taken).toBe(false);
      const got = await readExactly(right.server, sent.length);
      expect(sha256(got)).toBe(sha256(sent));
      await writing;
      await Promise.all([left.client.shutdown(), right.server.shutdown()]);
      await relaying;
    });

    it("ends with its signal", async () => {
      await using left = await streamPair(backend);
      await using right = await streamPair(backend);
      const controller = new AbortController();
      const relaying = relay(left.server, right.client, { signal: controller.signal });
      controller.abort(new Error("unplugged"));
      await expect(relaying).rejects.toThrow("unplugged");
      expect((await readToEnd(left.client)).error).toMatchObject({ code: "ERR_RESET" });
    });
  });

  describe(`${backend.name}: sendFile`, () => {
    it("sends a file whole, or a part of it, and tells how far it is", async () => {
      const folder = await mkdtemp(join(tmpdir(), "jackfield-file-"));
      const path = join(folder, "data");
      const data = pattern(5 * MEGABYTE + 17);
      await writeFile(path, data);
      await using pair = await streamPair(backend);
      const progress: number[] = [];
      const sending = sendFile(pair.client, path, { onProgress: (bytes) => progress.push(bytes) });
      expect(sha256(await readExactly(pair.server, data.length))).toBe(sha256(data));
      expect(await sending).toBe(data.length);
      expect(progress.at(-1)).toBe(data.length);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      const part = sendFile(pair.client, path, { offset: 1_000, length: 2_000 });
      expect(sha256(await readExactly(pair.server, 2_000))).toBe(sha256(data.subarray(1_000, 3_000)));
      expect(await part).toBe(2_000);
      await rm(folder, { recursive: true });
    });

    it("says when the file is missing, too short, or the wait was ended", async () => {
      await using pair = await streamPair(backend);
      await expect(sendFile(pair.client, "/no/such/file")).rejects.toMatchObject({ code: "ERR_FILE" });
      await expect(sendFile(pair.client, tmpdir())).rejects.toMatchObject({ code: "ERR_FILE" });
      const self = fileURLToPath(import.meta.url);
      await expect(sendFile(pair.client, self, { length: 10 * MEGABYTE })).rejects.toMatchObject({ code: "ERR_FILE" });
      await expect(sendFile(pair.client, self, { offset: -1 })).rejects.toBeInstanceOf(RangeError);
      const signal = AbortSignal.abort(new Error("enough"));
      await expect(sendFile(pair.client, self, { signal })).rejects.toThrow("enough");
    });
  });

  describe(`${backend.name}: web streams`, () => {
    it("carry bytes with back-pressure and end each direction on its own", async () => {
      await using pair = await streamPair(backend);
      const client = toWebStreams(pair.client);
      const server = toWebStreams(pair.server);
      const echoing = server.readable.pipeTo(server.writable);
      const sent = pattern(2 * MEGABYTE);
      const writer = client.writable.getWriter();
      const writing = writer.write(sent).then(() => writer.close());
      const chunks: Uint8Array[] = [];
      for await (const chunk of client.readable) chunks.push(chunk);
      await Promise.all([writing, echoing]);
      expect(sha256(Buffer.concat(chunks))).toBe(sha256(sent));
    });

    it("close on cancel and reset on abort", async () => {
      await using pair = await streamPair(backend);
      await toWebStreams(pair.client).writable.abort();
      expect((await readToEnd(pair.server)).error).toMatchObject({ code: "ERR_RESET" });
      await toWebStreams(pair.server).readable.cancel();
      await expect(pair.server.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
    });
  });

  describe(`${backend.name}: net.Socket`, () => {
    it("takes a stream over with everything that was read ahead, and gives it back", async () => {
      await using pair = await streamPair(backend);
      await pair.client.write(utf8("one;two;three"));
      expect(text(await pair.server.until(";"))).toBe("one;");
      const socket = toNetSocket(pair.server);
      await expect(pair.server.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
      await pair.server.close();
      const first = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
      socket.pause();
      expect(String(first)).toBe("two;three");
      socket.write("from the socket");
      expect(text(await pair.client.read())).toBe("from the socket");
      await using again = fromNetSocket(socket);
      await pair.client.write(utf8("and on"));
      expect(text(await again.read())).toBe("and on");
      await pair.client.shutdown();
      expect(await again.read()).toBeNull();
      await again.write(utf8("half-close works"));
      expect(text(await pair.client.read())).toBe("half-close works");
    });

    it("is refused while a read waits, and after the close", async () => {
      await using pair = await streamPair(backend);
      const reading = pair.server.read();
      expect(() => toNetSocket(pair.server)).toThrow(expect.objectContaining({ code: "ERR_BUSY" }));
      await pair.client.write(utf8("x"));
      await reading;
      await pair.server.close();
      expect(() => toNetSocket(pair.server)).toThrow(expect.objectContaining({ code: "ERR_CLOSED" }));
      expect(() => toNetSocket({} as Stream)).toThrow(TypeError);
    });
  });
}
