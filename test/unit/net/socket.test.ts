import { closeSync, openSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SocketError } from "../../../src/errors/index.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  capabilities,
  MSG_DONTWAIT,
  MSG_PEEK,
  SHUT_WR,
  SO_ACCEPTCONN,
  SO_LINGER,
  SO_RCVBUF,
  SO_REUSEADDR,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  type Socket,
  socket,
  socketFromFileno,
  socketpair,
  TCP_INFO,
} from "../../../src/net/berkeley.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";

checkNoLeaks();

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const native = capabilities().berkeley;

/** The error that a call ends with. */
async function failure(call: () => unknown): Promise<SocketError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof SocketError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}

async function tcpPair(): Promise<[Socket, Socket]> {
  using listener = socket();
  listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const client = socket();
  const [, [server]] = await Promise.all([client.connect(listener.getsockname()), listener.accept()]);
  return [client, server];
}

describe.skipIf(!native)("Socket over TCP", () => {
  it("binds, listens, accepts and connects as separate steps", async () => {
    using listener = socket(AF_INET, SOCK_STREAM);
    expect(listener.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)).toBe(0);
    listener.bind({ host: "127.0.0.1", port: 0 });
    listener.listen(1);
    expect(listener.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)).toBe(1);
    using client = socket();
    await client.connect(listener.getsockname());
    const [server, address] = await listener.accept();
    expect(address).toEqual(client.getsockname());
    expect(server.getpeername()).toEqual(address);
    expect(client.getpeername()).toEqual(listener.getsockname());
    server.close();
  });

  it("leaves in the kernel what recv did not ask for", async () => {
    const [a, b] = await tcpPair();
    await a.sendall(bytes("hello world"));
    expect(text(await b.recv(5, MSG_PEEK))).toBe("hello");
    expect(text(await b.recv(5))).toBe("hello");
    expect(text(await b.recv(100))).toBe(" world");
    a.close();
    expect(await b.recv(1)).toEqual(new Uint8Array(0));
    b.close();
  });

  it("hands out arrays that later calls do not change", async () => {
    const [a, b] = await tcpPair();
    const seen: Uint8Array[] = [];
    for (let i = 0; i < 200; i++) {
      await a.sendall(new Uint8Array(i + 1).fill(i));
      seen.push(await b.recv(4096));
    }
    for (const [i, piece] of seen.entries()) expect([...new Set(piece)]).toEqual([i]);
    expect(new Set(seen.map((piece) => `${piece.byteOffset}`)).size).toBeGreaterThan(100);
    a.close();
    b.close();
  });

  it("moves megabytes through sendall and recv without losing a byte", async () => {
    const [a, b] = await tcpPair();
    const sent = Uint8Array.from({ length: 8_000_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
    const sending = a.sendall(sent).then(() => a.close());
    const parts: Uint8Array[] = [];
    for (;;) {
      const part = await b.recv(65_536);
      if (part.length === 0) break;
      parts.push(part);
    }
    await sending;
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
    b.close();
  });

  it("fills the caller's memory: at once when the data is there, later when not", async () => {
    const [a, b] = await tcpPair();
    const into = new Uint8Array(8);
    const later = b.recvInto(into);
    expect(later).toBeInstanceOf(Promise);
    await a.sendall(bytes("abc"));
    expect(await later).toBe(3);
    await a.sendall(bytes("xyz"));
    expect(await b.recv_into(into, 2)).toBe(2);
    expect(text(into.subarray(0, 2))).toBe("xy");
    a.close();
    b.close();
  });

  it("lets one direction end while the other goes on", async () => {
    const [a, b] = await tcpPair();
    a.shutdown(SHUT_WR);
    expect((await b.recv(10)).length).toBe(0);
    await b.sendall(bytes("still here"));
    expect(text(await a.recv(100))).toBe("still here");
    expect((await failure(() => a.send(bytes("x")))).code).toBe("ERR_BROKEN_PIPE");
    a.close();
    b.close();
  });

  it("reports a reset", async () => {
    const [a, b] = await tcpPair();
    a.setsockopt(SOL_SOCKET, SO_LINGER, new Uint8Array(Int32Array.of(1, 0).buffer));
    const reading = b.recv(10);
    a.close();
    const error = await failure(() => reading);
    expect(error).toMatchObject({ code: "ERR_RESET", errnoName: "ECONNRESET", op: "recv", network: "tcp" });
    b.close();
  });

  it("says who refused", async () => {
    using probe = socket();
    probe.bind(["127.0.0.1", 0]);
    const [, port] = probe.getsockname() as [string, number];
    using client = socket();
    const error = await failure(() => client.connect(["127.0.0.1", port]));
    expect(error.message).toBe(`connect tcp 127.0.0.1:${port}: connection refused`);
    using other = socket();
    expect(await other.connect_ex(["127.0.0.1", port])).toBe(111);
  });

  it("yields to timers while data keeps coming", async () => {
    const [a, b] = await tcpPair();
    const timer = { fired: false };
    setTimeout(() => {
      timer.fired = true;
    }, 5);
    const chunk = new Uint8Array(1024);
    while (!timer.fired) {
      await a.sendall(chunk);
      await b.recv(1024);
    }
    a.close();
    b.close();
  });

  it("reads options as numbers and as bytes", async () => {
    const [a, b] = await tcpPair();
    a.setsockopt(SOL_SOCKET, SO_RCVBUF, 8192);
    expect(a.getsockopt(SOL_SOCKET, SO_RCVBUF)).toBe(16_384);
    a.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    expect(a.getsockopt(SOL_SOCKET, SO_REUSEADDR)).not.toBe(0);
    expect(a.getsockopt(6, TCP_INFO, 256).length).toBeGreaterThan(100);
    expect((await failure(() => a.getsockopt(SOL_SOCKET, 9999))).code).toBe("ERR_UNSUPPORTED");
    expect(() => a.getsockopt(SOL_SOCKET, SO_RCVBUF, 1025)).toThrow(RangeError);
    expect(() => a.setsockopt(SOL_SOCKET, SO_RCVBUF, "8" as unknown as number)).toThrow(TypeError);
    a.close();
    b.close();
  });
});

describe.skipIf(!native)("waiting", () => {
  it("ends after the timeout, and the socket lives on", async () => {
    const [a, b] = await tcpPair();
    b.settimeout(0.02);
    expect(b.gettimeout()).toBe(0.02);
    expect(b.getblocking()).toBe(true);
    expect((await failure(() => b.recv(1))).code).toBe("ERR_TIMEOUT");
    await a.sendall(bytes("x"));
    expect(text(await b.recv(1))).toBe("x");
    a.close();
    b.close();
  });

  it("does not happen on a non-blocking socket", async () => {
    const [a, b] = await tcpPair();
    b.setblocking(false);
    expect(b.getblocking()).toBe(false);
    expect(await failure(() => b.recv(1))).toMatchObject({ code: "ERR_WOULD_BLOCK", errno: 11 });
    b.setblocking(true);
    expect((await failure(() => b.recv(1, MSG_DONTWAIT))).code).toBe("ERR_WOULD_BLOCK");
    using client = socket();
    client.setblocking(false);
    using listener = socket();
    listener.bind(["127.0.0.1", 0]);
    listener.listen();
    expect(await failure(() => client.connect(listener.getsockname()))).toMatchObject({
      code: "ERR_WOULD_BLOCK",
      errnoName: "EINPROGRESS",
    });
    const [server] = await listener.accept();
    server.close();
    a.close();
    b.close();
  });

  it("is for one reader at a time", async () => {
    const [a, b] = await tcpPair();
    const first = b.recv(10);
    expect((await failure(() => b.recv(10))).code).toBe("ERR_BUSY");
    expect((await failure(() => b.recvfrom(10))).code).toBe("ERR_BUSY");
    await a.sendall(bytes("one"));
    expect(text(await first)).toBe("one");
    a.close();
    b.close();
  });

  it("ends with ERR_CLOSED when this side closes", async () => {
    const [a, b] = await tcpPair();
    const reading = failure(() => b.recv(10));
    const filling = failure(() => b.sendall(new Uint8Array(20_000_000)));
    b.close();
    b.close();
    expect((await reading).code).toBe("ERR_CLOSED");
    expect((await filling).code).toBe("ERR_CLOSED");
    expect(await failure(() => b.recv(1))).toMatchObject({ code: "ERR_CLOSED", errnoName: "EBADF" });
    expect(b.fileno()).toBe(-1);
    a.close();
    using listener = socket();
    listener.bind(["127.0.0.1", 0]);
    listener.listen();
    const accepting = failure(() => listener.accept());
    listener.close();
    expect((await accepting).code).toBe("ERR_CLOSED");
  });

  it("ends when its signal aborts, with the signal's reason", async () => {
    const [a, b] = await tcpPair();
    const controller = new AbortController();
    const reading = b.recv(10, 0, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await expect(b.recv(10, 0, { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
    await a.sendall(bytes("ok"));
    expect(text(await b.recv(10))).toBe("ok");
    a.close();
    b.close();
  });

  it("is not confused by a descriptor number that is used again", async () => {
    for (let round = 0; round < 50; round++) {
      const [a, b] = socketpair();
      const lost = failure(() => b.recv(1));
      a.close();
      b.close();
      await lost.catch(() => undefined);
      const [c, d] = socketpair();
      const reading = d.recv(10);
      await c.sendall(bytes(`${round}`));
      expect(text(await reading)).toBe(`${round}`);
      c.close();
      d.close();
    }
  });

  it("waits for room when a Unix listener's queue is full", async () => {
    using listener = socket(AF_UNIX);
    listener.bind(`\0jackfield-full-${process.pid}`);
    listener.listen(0);
    const clients = Array.from({ length: 3 }, () => socket(AF_UNIX));
    const connecting = Promise.all(clients.map((client) => client.connect(listener.getsockname())));
    for (let i = 0; i < 3; i++) (await listener.accept())[0].close();
    await connecting;
    for (const client of clients) client.close();
  });
});

describe.skipIf(!native)("datagrams and other families", () => {
  it("keeps the bounds of UDP messages, the empty one too", async () => {
    using a = socket(AF_INET, SOCK_DGRAM);
    using b = socket(AF_INET, SOCK_DGRAM);
    b.bind(["127.0.0.1", 0]);
    await a.sendto(bytes("one"), b.getsockname());
    await a.sendto(new Uint8Array(0), 0, b.getsockname());
    await a.sendto(bytes("three"), b.getsockname());
    const [first, from] = await b.recvfrom(100);
    expect([text(first), from]).toEqual(["one", ["127.0.0.1", (a.getsockname() as [string, number])[1]]]);
    expect((await b.recvfrom(100))[0].length).toBe(0);
    const into = new Uint8Array(3);
    expect((await b.recvfrom_into(into))[0]).toBe(3);
    expect(text(into)).toBe("thr");
    const error = await failure(() => a.sendto(new Uint8Array(70_000), b.getsockname()));
    expect(error.code).toBe("ERR_MESSAGE_TOO_LONG");
  });

  it("looks up host names", async () => {
    using a = socket(AF_INET, SOCK_DGRAM);
    a.bind(["localhost", 0]);
    await a.sendto(bytes("self"), { host: "localhost", port: (a.getsockname() as [string, number])[1] });
    expect(text((await a.recvfrom(10))[0])).toBe("self");
    const error = await failure(() => a.sendto(bytes("x"), [`${"a".repeat(64)}.invalid`, 1]));
    expect(error).toMatchObject({ code: "ERR_HOST_UNKNOWN", op: "resolve" });
  });

  it("speaks IPv6 with four-part addresses", async () => {
    using a = socket(AF_INET6, SOCK_DGRAM);
    a.bind(["::1", 0]);
    await a.sendto(bytes("six"), a.getsockname());
    const [data, from] = await a.recvfrom(10);
    expect([text(data), from]).toEqual(["six", a.getsockname()]);
    expect(a.getsockname()).toEqual(["::1", expect.any(Number), 0, 0]);
  });

  it("speaks Unix datagrams and packets with abstract names", async () => {
    using a = socket(AF_UNIX, SOCK_DGRAM);
    a.bind({ path: `@jackfield-dgram-${process.pid}` });
    using b = socket(AF_UNIX, SOCK_DGRAM);
    await b.sendto(bytes("hello"), a.getsockname());
    expect(text((await a.recvfrom(10))[0])).toBe("hello");
    const name = a.getsockname() as Uint8Array;
    const before = [...name];
    b.getsockname();
    expect([...name]).toEqual(before);
    const [c, d] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    await c.send(bytes("ab"));
    await c.send(bytes("cd"));
    expect(text(await d.recv(10))).toBe("ab");
    expect(text(await d.recv(10))).toBe("cd");
    c.close();
    d.close();
  });

  it("waits for room in a Unix receiver's queue, which nobody reports", async () => {
    using receiver = socket(AF_UNIX, SOCK_DGRAM);
    receiver.bind(`\0jackfield-queue-${process.pid}`);
    using sender = socket(AF_UNIX, SOCK_DGRAM);
    const sending = (async () => {
      for (let i = 0; i < 50; i++) await sender.sendto(Uint8Array.of(i), receiver.getsockname());
    })();
    for (let i = 0; i < 50; i++) expect([...(await receiver.recv(10))]).toEqual([i]);
    await sending;
    sender.settimeout(0.05);
    await expect(
      (async () => {
        for (;;) await sender.sendto(Uint8Array.of(1), receiver.getsockname());
      })(),
    ).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
  });

  it("scatters and gathers", async () => {
    const [a, b] = socketpair();
    expect(await a.sendmsg([bytes("ab"), new Uint8Array(0), bytes("cde")])).toBe(5);
    const parts = [new Uint8Array(2), new Uint8Array(10)];
    const [length, ancillary, flags, address] = await b.recvmsg_into(parts, 100);
    expect([length, ancillary, flags, address]).toEqual([5, [], 0, null]);
    expect([text(parts[0] ?? new Uint8Array()), text((parts[1] ?? new Uint8Array()).subarray(0, 3))]).toEqual([
      "ab",
      "cde",
    ]);
    a.close();
    b.close();
  });
});

describe.skipIf(!native)("bad input", () => {
  it.each([
    ["text as data", (s: Socket) => s.send("x" as unknown as Uint8Array), TypeError],
    ["a negative size", (s: Socket) => s.recv(-1), RangeError],
    ["a size that is no number", (s: Socket) => s.recv("5" as unknown as number), TypeError],
    ["a port out of range", (s: Socket) => s.connect(["127.0.0.1", 65_536]), RangeError],
    ["a port as text", (s: Socket) => s.connect(["127.0.0.1", String(80) as unknown as number]), TypeError],
    ["an address that is none", (s: Socket) => s.connect("127.0.0.1:80"), TypeError],
    ["a Unix address", (s: Socket) => s.connect({ path: "/x" }), TypeError],
    ["too many members", (s: Socket) => s.connect(["127.0.0.1", 1, 0, 0]), TypeError],
    ["a negative timeout", async (s: Socket) => s.settimeout(-1), RangeError],
    ["a timeout that is no number", async (s: Socket) => s.settimeout(Number.NaN), TypeError],
    ["a strange shutdown", async (s: Socket) => s.shutdown(7), RangeError],
    ["nbytes beyond the buffer", (s: Socket) => s.recv_into(new Uint8Array(2), 3), RangeError],
  ])("refuses %s", async (_, call, kind) => {
    using s = socket();
    await expect((async () => call(s))()).rejects.toThrow(kind);
  });

  it("says that a file is no socket and a number is no file", async () => {
    const file = openSync(process.execPath, "r");
    expect((await failure(() => socketFromFileno(file))).code).toBe("ERR_NOT_A_SOCKET");
    closeSync(file);
    expect((await failure(() => socketFromFileno(99_999))).code).toBe("ERR_CLOSED");
    expect(() => socketFromFileno(-1)).toThrow(RangeError);
    expect((await failure(() => socket(AF_INET, SOCK_SEQPACKET))).code).toBe("ERR_UNSUPPORTED");
    expect((await failure(() => socket(12_345))).code).toBe("ERR_UNSUPPORTED");
  });

  it("uses one address once", async () => {
    using a = socket();
    a.bind(["127.0.0.1", 0]);
    using b = socket();
    const [, port] = a.getsockname() as [string, number];
    const error = await failure(() => b.bind(["127.0.0.1", port]));
    expect(error.message).toBe(`bind tcp 127.0.0.1:${port}: address already in use`);
  });

  it("gives the descriptor away and takes it back", async () => {
    const [a, b] = socketpair();
    const waiting = failure(() => b.recv(1));
    const fd = b.detach();
    expect((await waiting).code).toBe("ERR_CLOSED");
    expect(b.detach()).toBe(-1);
    using again = socketFromFileno(fd);
    expect([again.family, again.type]).toEqual([AF_UNIX, SOCK_STREAM]);
    using twin = again.dup();
    await a.sendall(bytes("x"));
    expect(text(await twin.recv(1))).toBe("x");
    a.close();
  });
});
