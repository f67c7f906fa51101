import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Listener, Stream } from "../../../src/net/index.ts";
import type { NetBackend } from "./backend.ts";
import { pattern, sha256, text, utf8 } from "./bytes.ts";

/** What every stream's reading by messages must do: exactly, until, lines, deadlines, signals. */
export function checkMessages(backend: NetBackend): void {
  let listener: Listener;
  let client: Stream;
  let server: Stream;
  beforeEach(async () => {
    listener = await backend.listen({ host: "127.0.0.1", port: 0 });
    [client, server] = await Promise.all([backend.connect(listener.local), listener.accept()]);
  });
  afterEach(async () => {
    client.reset();
    server.reset();
    await Promise.all([client.close(), server.close(), listener.close()]);
  });
  const say = async (...parts: readonly string[]): Promise<void> => {
    for (const part of parts) {
      await client.write(utf8(part));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  describe(`${backend.name}: exactly`, () => {
    it("takes what it needs and leaves the rest", async () => {
      const reading = server.exactly(6);
      await say("ab", "cd", "efgh");
      expect(text(await reading)).toBe("abcdef");
      expect(text(await server.read())).toBe("gh");
      expect(await server.exactly(0)).toHaveLength(0);
    });

    it("takes megabytes", async () => {
      const sent = pattern(3_000_001);
      const writing = client.write(sent);
      expect(sha256(await server.exactly(sent.length))).toBe(sha256(sent));
      await writing;
    });

    it("gives back what came when the peer ends too early", async () => {
      await say("abc");
      await client.shutdown();
      await expect(server.exactly(4)).rejects.toMatchObject({ code: "ERR_BAD_FRAME" });
      await expect(server.exactly(5)).rejects.toThrow("the peer ended after 3 of 5 bytes");
      expect(text(await server.read())).toBe("abc");
      expect(await server.read()).toBeNull();
    });

    it.each([-1, 1.5, Number.NaN])("refuses a length of %s", async (length) => {
      await expect(server.exactly(length)).rejects.toBeInstanceOf(RangeError);
    });
  });

  describe(`${backend.name}: readInto`, () => {
    it("fills the caller's memory, leaves the rest, and is 0 at the end", async () => {
      const memory = new Uint8Array(8).fill(46);
      const reading = server.readInto(memory.subarray(2, 6));
      await say("abcdefg");
      expect(await reading).toBe(4);
      expect(text(memory)).toBe("..abcd..");
      expect(text(await server.until("f"))).toBe("ef");
      expect(await server.readInto(memory)).toBe(1);
      expect(text(memory)).toBe("g.abcd..");
      await client.shutdown();
      expect(await server.readInto(memory)).toBe(0);
      await expect(server.readInto(new Uint8Array(0))).rejects.toBeInstanceOf(RangeError);
    });

    it("obeys deadlines and excludes other readers", async () => {
      const memory = new Uint8Array(4);
      await expect(server.readInto(memory, { timeoutMs: 20 })).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
      const reading = server.readInto(memory);
      await expect(server.readInto(memory)).rejects.toMatchObject({ code: "ERR_BUSY" });
      await say("1");
      expect(await reading).toBe(1);
    });
  });

  describe(`${backend.name}: until`, () => {
    it("cuts messages wherever the reads cut the stream", async () => {
      const reading = (async () => [await server.until("\r\n"), await server.until("\r\n"), await server.until("!")])();
      await say("on", "e\r", "\ntwo\r\nth", "ree!rest");
      expect((await reading).map(text)).toEqual(["one\r\n", "two\r\n", "three!"]);
      expect(text(await server.read())).toBe("rest");
    });

    it("finds many messages in one read", async () => {
      const words = Array.from({ length: 2_000 }, (_, index) => `${index};`);
      await client.write(utf8(words.join("")));
      for (const word of words) expect(text(await server.until(";"))).toBe(word);
    });

    it("is null at the end, and an error in the middle of a message", async () => {
      await say("whole;half");
      await client.shutdown();
      expect(text(await server.until(";"))).toBe("whole;");
      await expect(server.until(";")).rejects.toMatchObject({ code: "ERR_BAD_FRAME" });
      expect(text(await server.read())).toBe("half");
      expect(await server.until(";")).toBeNull();
    });

    it("refuses a message over the limit and leaves it to be read", async () => {
      await say("123456;7;");
      await expect(server.until(";", { maxBytes: 6 })).rejects.toMatchObject({ code: "ERR_FRAME_TOO_LONG", offset: 6 });
      expect(text(await server.until(";", { maxBytes: 7 }))).toBe("123456;");
      expect(text(await server.read())).toBe("7;");
      await expect(server.until("")).rejects.toBeInstanceOf(RangeError);
      await expect(server.until("ab", { maxBytes: 1 })).rejects.toBeInstanceOf(RangeError);
    });

    it("takes a longer message than its reads, and keeps everything behind it in order", async () => {
      const long = pattern(300_000).map((byte) => (byte === 10 ? 11 : byte));
      const writing = client.write(Buffer.concat([long, utf8("\nnext\n")]));
      await expect(server.until("\n", { maxBytes: 200_000 })).rejects.toMatchObject({ code: "ERR_FRAME_TOO_LONG" });
      const got = await server.until("\n", { maxBytes: 400_000 });
      expect(sha256(got?.subarray(0, -1) ?? long)).toBe(sha256(long));
      expect(text(await server.until("\n"))).toBe("next\n");
      await writing;
    });
  });

  describe(`${backend.name}: lines`, () => {
    it("come without their ends, the last one also without an end", async () => {
      await say("one\r\n\ntwo\nthree\r");
      await client.shutdown();
      const lines: string[] = [];
      for await (const line of server.lines()) lines.push(line);
      expect(lines).toEqual(["one", "", "two", "three\r"]);
    });

    it("are decoded whole, in the charset that is asked for", async () => {
      const bytes = Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3, 0x0a);
      for (const byte of bytes) await client.write(Uint8Array.of(byte));
      for await (const line of server.lines({ charset: "gbk" })) {
        expect(line).toBe("你好");
        break;
      }
      await say("still open\n");
      expect(text(await server.until("\n"))).toBe("still open\n");
      await expect(server.lines({ charset: "utf-16le" }).next()).rejects.toBeInstanceOf(RangeError);
    });

    it("are bounded", async () => {
      await client.write(pattern(5_000).fill(120));
      const endless = async (): Promise<void> => {
        for await (const line of server.lines({ maxBytes: 1_000 })) expect(line).toBe("never");
      };
      await expect(endless()).rejects.toMatchObject({ code: "ERR_FRAME_TOO_LONG" });
    });
  });

  describe(`${backend.name}: a wait`, () => {
    it("ends at its deadline, which covers all reads of the call, and loses nothing", async () => {
      await say("abc");
      const failing = server.exactly(10, { timeoutMs: 50 });
      await expect(failing).rejects.toMatchObject({ code: "ERR_TIMEOUT", op: "recv", hint: "nothing within 50 ms" });
      await expect(server.until("!", { timeoutMs: 20 })).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
      await say("def");
      expect(text(await server.exactly(6))).toBe("abcdef");
      await expect(server.read(10, { timeoutMs: 20 })).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
      await say("ghi");
      expect(text(await server.read())).toBe("ghi");
    });

    it("ends with the signal's reason, and the next one goes on", async () => {
      const reason = new Error("changed my mind");
      const controller = new AbortController();
      const reading = server.read(10, { signal: controller.signal });
      controller.abort(reason);
      await expect(reading).rejects.toBe(reason);
      await expect(server.read(10, { signal: controller.signal })).rejects.toBe(reason);
      await say("later");
      expect(text(await server.read())).toBe("later");
    });

    it("of a listener and of datagrams ends in the same ways", async () => {
      await using udp = await backend.bindDatagrams({ host: "127.0.0.1", port: 0 });
      const reason = new Error("stop");
      const controller = new AbortController();
      const accepting = listener.accept({ signal: controller.signal });
      const receiving = udp.receive(1, { signal: controller.signal });
      const both = Promise.allSettled([accepting, receiving]);
      controller.abort(reason);
      expect((await both).map((item) => (item.status === "rejected" ? (item.reason as Error) : null))).toEqual([
        reason,
        reason,
      ]);
      await expect(listener.accept({ timeoutMs: 10 })).rejects.toMatchObject({ code: "ERR_TIMEOUT", op: "accept" });
      await expect(udp.receive(1, { timeoutMs: 10 })).rejects.toMatchObject({ code: "ERR_TIMEOUT", op: "recv" });
      await using late = await backend.connect(listener.local);
      await using accepted = await listener.accept();
      expect(accepted.remote).toEqual(late.local);
      await udp.send(utf8("late"), udp.local);
      expect(await udp.receive()).toHaveLength(1);
    });

    it("for a message excludes other readers", async () => {
      const first = server.exactly(4);
      await expect(server.read()).rejects.toMatchObject({ code: "ERR_BUSY" });
      await expect(server.until("x")).rejects.toMatchObject({ code: "ERR_BUSY" });
      await expect(server.exactly(1)).rejects.toMatchObject({ code: "ERR_BUSY" });
      await say("12", "34");
      expect(text(await first)).toBe("1234");
    });

    it("for a message ends when the stream closes", async () => {
      const reading = expect(server.exactly(4)).rejects.toMatchObject({ code: "ERR_CLOSED" });
      await say("12");
      await server.close();
      await reading;
      await expect(server.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
    });
  });
}
