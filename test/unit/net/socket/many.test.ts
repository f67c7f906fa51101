import { describe, expect, it } from "vitest";
import {
  AF_INET,
  AF_UNIX,
  capabilities,
  recvmany,
  sendmany,
  SO_RCVBUF,
  SOCK_DGRAM,
  SOL_SOCKET,
  type Socket,
  socket,
} from "../../../../src/net/berkeley.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

async function receiveAll(sock: Socket, count: number): Promise<(readonly [Uint8Array, unknown])[]> {
  const all: (readonly [Uint8Array, unknown])[] = [];
  while (all.length < count) all.push(...(await recvmany(sock)));
  return all;
}

describe.skipIf(!capabilities().berkeley)("many datagrams at once", () => {
  it.each([
    ["of equal size to one peer", () => 100],
    ["of many sizes, the empty one too", (i: number) => (i * 37) % 300],
    ["with a shorter last one", (i: number) => (i === 149 ? 3 : 400)],
  ])("sends and receives them whole and in order, %s", async (_, sizeOf) => {
    using receiver = socket(AF_INET, SOCK_DGRAM);
    receiver.setsockopt(SOL_SOCKET, SO_RCVBUF, 1 << 20);
    receiver.bind(["127.0.0.1", 0]);
    using sender = socket(AF_INET, SOCK_DGRAM);
    sender.bind(["127.0.0.1", 0]);
    const messages = Array.from({ length: 150 }, (_item, i) => new Uint8Array(sizeOf(i)).fill(i));
    const to = receiver.getsockname();
    expect(
      await sendmany(
        sender,
        messages.map((data) => [data, to] as const),
      ),
    ).toBe(150);
    const received = await receiveAll(receiver, 150);
    expect(received.map(([data]) => data)).toEqual(messages);
    expect(received.every(([, from]) => JSON.stringify(from) === JSON.stringify(sender.getsockname()))).toBe(true);
  });

  it("keeps several peers apart and takes at most what is asked for", async () => {
    using a = socket(AF_INET, SOCK_DGRAM);
    using b = socket(AF_INET, SOCK_DGRAM);
    for (const sock of [a, b]) sock.bind(["127.0.0.1", 0]);
    const numbered = Array.from({ length: 20 }, (_, i) => [Uint8Array.of(i), (i % 2 ? a : b).getsockname()] as const);
    await sendmany(a, numbered);
    expect((await recvmany(a, 3)).map(([data]) => data[0])).toEqual([1, 3, 5]);
    expect((await receiveAll(b, 10)).map(([data]) => data[0])).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    await receiveAll(a, 7);
    const waiting = recvmany(a);
    await sendmany(b, [[Uint8Array.of(99), a.getsockname()]]);
    expect((await waiting).map(([data]) => data[0])).toEqual([99]);
  });

  it("reads an address that a generator uses again each time anew", async () => {
    using a = socket(AF_INET, SOCK_DGRAM);
    using b = socket(AF_INET, SOCK_DGRAM);
    for (const sock of [a, b]) sock.bind(["127.0.0.1", 0]);
    const to: [string, number] = ["127.0.0.1", 0];
    function* turns(): Generator<readonly [Uint8Array, [string, number]]> {
      for (let n = 0; n < 6; n += 1) {
        to[1] = ((n % 2 ? a : b).getsockname() as [string, number])[1];
        yield [Uint8Array.of(n), to];
      }
    }
    await sendmany(a, turns());
    expect((await receiveAll(a, 3)).map(([data]) => data[0])).toEqual([1, 3, 5]);
    expect((await receiveAll(b, 3)).map(([data]) => data[0])).toEqual([0, 2, 4]);
  });

  it("works over Unix datagrams", async () => {
    using receiver = socket(AF_UNIX, SOCK_DGRAM);
    receiver.bind(`\0jackfield-many-${process.pid}`);
    using sender = socket(AF_UNIX, SOCK_DGRAM);
    const to = receiver.getsockname();
    // More than the receiver's queue holds: the sender waits for room.
    const sending = sendmany(
      sender,
      Array.from({ length: 60 }, (_, i) => [Uint8Array.of(i, i), to] as const),
    );
    const received = await receiveAll(receiver, 60);
    expect(received.map(([data]) => data[0])).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(received[0]?.[1]).toBeNull();
    expect(await sending).toBe(60);
  });

  it("sends a Unix datagram that is longer than any of UDP, between others", async () => {
    using receiver = socket(AF_UNIX, SOCK_DGRAM);
    receiver.bind(`\0jackfield-long-${process.pid}`);
    using sender = socket(AF_UNIX, SOCK_DGRAM);
    const sizes = [3, 100_000, 0, 5];
    const to = receiver.getsockname();
    await sendmany(
      sender,
      sizes.map((size) => [new Uint8Array(size).fill(size & 255), to] as const),
    );
    for (const size of sizes) expect(await receiver.recv(200_000)).toEqual(new Uint8Array(size).fill(size & 255));
  });

  it.each([
    [3, 65_507],
    [12, 9000],
    [300, 1],
  ])("sends runs of %i × %i bytes, longer than one segmented send", async (count, size) => {
    using receiver = socket(AF_INET, SOCK_DGRAM);
    receiver.setsockopt(SOL_SOCKET, SO_RCVBUF, 1 << 20);
    receiver.bind(["127.0.0.1", 0]);
    using sender = socket(AF_INET, SOCK_DGRAM);
    const to = receiver.getsockname();
    const sending = sendmany(
      sender,
      Array.from({ length: count }, (_, i) => [new Uint8Array(size).fill(i), to] as const),
    );
    let received = 0;
    while (received < count) {
      for (const [data] of await recvmany(receiver)) {
        expect(data.length).toBe(size);
        expect(data[size - 1]).toBe(received & 255);
        received += 1;
      }
    }
    expect(await sending).toBe(count);
  });

  it("refuses names, strange numbers and datagrams that are too long", async () => {
    using sock = socket(AF_INET, SOCK_DGRAM);
    await expect(sendmany(sock, [[new Uint8Array(1), ["localhost", 1]]])).rejects.toThrow("numeric");
    await expect(sendmany(sock, [[new Uint8Array(70_000), ["127.0.0.1", 1]]])).rejects.toMatchObject({
      code: "ERR_MESSAGE_TOO_LONG",
    });
    expect(() => recvmany(sock, 0)).toThrow(RangeError);
    expect(() => recvmany(sock, 65)).toThrow(RangeError);
    expect(await sendmany(sock, [])).toBe(0);
  });
});
