import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AF_INET,
  capabilities,
  SHUT_WR,
  SOCK_DGRAM,
  type Socket,
  socket,
  socketpair,
} from "../../../../src/net/berkeley.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const native = capabilities().berkeley;

/** Two connected sockets, closed after the test. */
async function withPair(test: (a: Socket, b: Socket) => Promise<void>): Promise<void> {
  const [a, b] = socketpair();
  try {
    await test(a, b);
  } finally {
    a.close();
    b.close();
  }
}

describe.skipIf(!native)("makefile", () => {
  it("reads just what was asked for, across pieces", () =>
    withPair(async (a, b) => {
      await using file = b.makefile("rb");
      const reading = file.read(10);
      await a.sendall(bytes("0123"));
      await a.sendall(bytes("456789abc"));
      expect(await reading).toEqual(bytes("0123456789"));
      a.shutdown(SHUT_WR);
      expect(await file.read()).toEqual(bytes("abc"));
      expect(await file.read(5)).toEqual(new Uint8Array(0));
    }));

  it("reads lines of bytes, with a limit and without a last newline", () =>
    withPair(async (a, b) => {
      await a.sendall(bytes("one\ntwo\r\nlonger line\nlast"));
      a.shutdown(SHUT_WR);
      await using file = b.makefile("rb");
      const lines = [await file.readline(), await file.readline(), await file.readline(6), await file.readline()];
      expect(lines.map((line) => Buffer.from(line).toString())).toEqual(["one\n", "two\r\n", "longer", " line\n"]);
      expect((await file.readlines()).map((line) => Buffer.from(line).toString())).toEqual(["last"]);
    }));

  it.each([
    [undefined, ["a\n", "b\n", "c\n", "d"]],
    ["", ["a\r", "b\n", "c\r\n", "d"]],
    ["\n", ["a\rb\n", "c\r\n", "d"]],
    ["\r", ["a\r", "b\nc\r", "\nd"]],
    ["\r\n", ["a\rb\nc\r\n", "d"]],
  ] as const)("splits text at line ends as Python does with newline=%j, however it is cut", async (newline, lines) => {
    for (const cut of [1, 3, 100]) {
      await withPair(async (a, b) => {
        const wire = bytes("a\rb\nc\r\nd");
        for (let at = 0; at < wire.length; at += cut) await a.sendall(wire.subarray(at, at + cut));
        a.shutdown(SHUT_WR);
        await using file = b.makefile("r", newline === undefined ? {} : { newline });
        expect(await file.readlines()).toEqual(lines);
      });
    }
  });

  it("decodes and encodes a charset, and refuses bytes that are none of it", () =>
    withPair(async (a, b) => {
      await using writer = a.makefile("w", { encoding: "gbk" });
      await writer.write("你好，世界\n");
      await writer.flush();
      await using reader = b.makefile("r", { encoding: "gbk" });
      expect(await reader.readline()).toBe("你好，世界\n");
      await a.sendall(Uint8Array.of(0xff, 0x0a));
      await expect(reader.readline()).rejects.toMatchObject({ code: "ERR_UNDECODABLE" });
    }));

  it("gathers writes until flush or the limit, and sends each at once with buffering 0", () =>
    withPair(async (a, b) => {
      await using file = a.makefile("wb", { buffering: 4 });
      // A Buffer, because its slice() shares memory.
      const piece = Buffer.from("ab");
      await file.write(piece);
      piece.fill(0);
      b.setblocking(false);
      await expect(b.recv(10)).rejects.toMatchObject({ code: "ERR_WOULD_BLOCK" });
      await file.write(bytes("cd"));
      expect(await b.recv(10)).toEqual(bytes("abcd"));
      await using direct = a.makefile("wb", { buffering: 0 });
      await direct.write(bytes("x"));
      expect(await b.recv(10)).toEqual(bytes("x"));
    }));

  it("keeps the socket open until the last of both is closed", () =>
    withPair(async (a, b) => {
      const reader = b.makefile("rb");
      const writer = b.makefile("wb");
      b.close();
      expect(b.closed).toBe(false);
      await writer.write(bytes("late"));
      await writer.close();
      expect(await a.recv(10)).toEqual(bytes("late"));
      a.close();
      expect((await reader.read()).length).toBe(0);
      await reader.close();
      await reader.close();
      expect(b.closed).toBe(true);
      await expect(reader.read()).rejects.toMatchObject({ code: "ERR_CLOSED" });
    }));

  it("loses nothing when a read times out", () =>
    withPair(async (a, b) => {
      b.settimeout(0.01);
      await using file = b.makefile("rb");
      await a.sendall(bytes("half"));
      await expect(file.read(8)).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
      await a.sendall(bytes("full"));
      expect(await file.read(8)).toEqual(bytes("halffull"));
    }));

  it.each(["x", "rr", "b", "rt"])("refuses the mode %j", (mode) =>
    withPair(async (a) => {
      expect(() => a.makefile(mode as "r")).toThrow(RangeError);
      expect(() => a.makefile("rb", { encoding: "gbk" })).toThrow(RangeError);
      expect(() => a.makefile("r", { buffering: -1 })).toThrow(RangeError);
    }),
  );

  it("reads only when opened to read, writes only when opened to write", () =>
    withPair(async (a) => {
      await using reader = a.makefile("r");
      await using writer = a.makefile("w");
      await expect(reader.write("x")).rejects.toMatchObject({ code: "ERR_UNSUPPORTED" });
      await expect(writer.read()).rejects.toMatchObject({ code: "ERR_UNSUPPORTED" });
      expect([reader.readable(), reader.writable(), writer.readable(), writer.writable()]).toEqual([
        true,
        false,
        false,
        true,
      ]);
    }));
});

describe.skipIf(!native)("sendfile", () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-sendfile-"));
  const path = join(folder, "data");
  const data = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 9)) & 0xff);
  let file = -1;
  beforeAll(() => {
    writeFileSync(path, data);
    file = openSync(path, "r");
  });
  afterAll(() => {
    closeSync(file);
    rmSync(folder, { recursive: true });
  });

  async function received(b: Socket): Promise<Buffer> {
    await using reader = b.makefile("rb");
    return Buffer.from(await reader.read());
  }

  it.each([
    ["all of it", 0, undefined, data.length],
    ["from an offset", 1000, undefined, data.length - 1000],
    ["a count", 0, 5000, 5000],
    ["an offset and a count", 2_999_000, 500, 500],
    ["a count beyond the end", 2_999_000, 5000, 1000],
    ["from beyond the end", 4_000_000, undefined, 0],
  ])("sends %s", async (_, offset, count, length) => {
    await withPair(async (a, b) => {
      const reading = received(b);
      expect(await a.sendfile(file, offset, count)).toBe(length);
      a.close();
      expect((await reading).equals(data.subarray(offset, offset + length))).toBe(true);
    });
  });

  it("keeps to the timeout and to non-blocking mode", () =>
    withPair(async (a) => {
      a.settimeout(0.02);
      await expect(a.sendfile(file)).rejects.toMatchObject({ code: "ERR_TIMEOUT", op: "sendfile" });
      a.setblocking(false);
      await expect(a.sendfile(file)).rejects.toMatchObject({ code: "ERR_WOULD_BLOCK" });
    }));

  it("refuses datagrams, bad counts and closed files", () =>
    withPair(async (a) => {
      using udp = socket(AF_INET, SOCK_DGRAM);
      await expect(udp.sendfile(file)).rejects.toThrow(RangeError);
      await expect(a.sendfile(file, 0, 0)).rejects.toThrow(RangeError);
      await expect(a.sendfile(file, -1)).rejects.toThrow(RangeError);
      await expect(a.sendfile(99_999)).rejects.toThrow("EBADF");
    }));
});
