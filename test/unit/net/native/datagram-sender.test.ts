import { describe, expect, it } from "vitest";
import { SocketError } from "../../../../src/errors/index.ts";
import { AF_INET } from "../../../../src/net/constants/family.ts";
import { DatagramSender } from "../../../../src/net/native/datagram-sender.ts";
import type { Reactor } from "../../../../src/net/reactor/reactor.ts";
import { Readiness } from "../../../../src/net/reactor/readiness.ts";
import { LINUX_ERRNO } from "../../../../src/net/sys/linux-errno.ts";
import type { PinnedMemory, Sys } from "../../../../src/net/sys/sys.ts";

const { EAGAIN, ECONNREFUSED, EINTR, EMSGSIZE, ENETUNREACH } = LINUX_ERRNO;
const EPOLLOUT = 4;
const TO = { host: "127.0.0.1", port: 9 };
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A sender over a kernel that has room for so many datagrams, and answers the next calls as it is told. */
function open() {
  const kernel = { room: 0, answers: [] as number[], sent: [] as number[], calls: 0, heeded: 0, retained: 0 };
  const sendto = (_fd: number, payload: Uint8Array): number => {
    kernel.calls += 1;
    const answer = kernel.answers.shift();
    if (answer !== undefined) return answer;
    if (kernel.room === 0) return -EAGAIN;
    kernel.room -= 1;
    kernel.sent.push(...payload);
    return payload.length;
  };
  let gathered: Uint8Array[] = [];
  const allocate = (length: number) => ({ bytes: new Uint8Array(length), address: 0 });
  const makeVector = () => ({
    setSend(index: number, memory: PinnedMemory, offset: number, length: number) {
      gathered = [...gathered.slice(0, index), memory.bytes.slice(offset, offset + length)];
    },
  });
  const sendmmsg = (fd: number): number => {
    const results = gathered.map((payload) => sendto(fd, payload));
    return results.find((result) => result < 0) ?? results.length;
  };
  const registrar = { register: () => 0, change: () => 0, remove: () => undefined };
  const readiness = new Readiness({ ...registrar, throttle: () => false, lookSoon: () => false }, 5, 1, true);
  const reactor = {
    sys: { sendto, allocate, makeVector, sendmmsg } as unknown as Sys,
    spend: () => true,
    retain: () => void (kernel.retained += 1),
    release: () => void (kernel.retained -= 1),
  } as unknown as Reactor;
  const sender = new DatagramSender(
    reactor,
    { readiness, family: AF_INET, local: { host: "127.0.0.1", port: 1 }, peer: null },
    () => void (kernel.heeded += 1),
  );
  /** The kernel has room for so many more, and says so. */
  const makeRoom = async (count: number): Promise<void> => {
    kernel.room = count;
    readiness.report(EPOLLOUT);
    await turn();
  };
  return { kernel, sender, makeRoom };
}

describe("a sender of datagrams", () => {
  it("has nothing to wait for while there is room", () => {
    const { kernel, sender } = open();
    kernel.room = 2;
    expect(sender.offer(bytes(1), TO)).toBeNull();
    expect(sender.offer(bytes(2), TO)).toBeNull();
    expect([kernel.sent, kernel.retained]).toEqual([[1, 2], 0]);
  });

  it("keeps the order of those that wait for room, however little comes at a time", async () => {
    const { kernel, sender, makeRoom } = open();
    const done: number[] = [];
    const send = (n: number): unknown => sender.send(bytes(n), TO).then(() => done.push(n));
    for (const n of [1, 2, 3]) send(n);
    expect([kernel.calls, kernel.retained]).toEqual([1, 1]);
    await makeRoom(1);
    expect([kernel.sent, done]).toEqual([[1], [1]]);
    // There is room again before those that wait have heard of it: a later one still goes behind them.
    kernel.room = 9;
    send(4);
    expect(kernel.sent).toEqual([1]);
    await makeRoom(9);
    expect(kernel.sent).toEqual([1, 2, 3, 4]);
    expect(done).toEqual([1, 2, 3, 4]);
    expect(kernel.retained).toBe(0);
    expect(sender.offer(bytes(5), TO)).toBeNull();
  });

  it("sends many behind those that wait", async () => {
    const { kernel, sender, makeRoom } = open();
    const first = sender.send(bytes(1), TO);
    kernel.room = 9;
    const many = sender.sendMany([2, 3].map((n) => ({ bytes: bytes(n), to: TO })));
    await turn();
    expect(kernel.sent).toEqual([]);
    await makeRoom(9);
    await Promise.all([first, many]);
    expect(kernel.sent).toEqual([1, 2, 3]);
  });

  it("tells each of those that wait its own result", async () => {
    const { kernel, sender, makeRoom } = open();
    const results = [1, 2, 3].map((n) =>
      sender.send(bytes(n), TO).then(
        () => "sent",
        (error: unknown) => (error as SocketError).code,
      ),
    );
    kernel.answers = [-EINTR, -EMSGSIZE];
    await makeRoom(5);
    expect(await Promise.all(results)).toEqual(["ERR_MESSAGE_TOO_LONG", "sent", "sent"]);
    expect(kernel.sent).toEqual([2, 3]);
  });

  it("sends once more what met the refusal of an earlier one, and fails with the second", async () => {
    const { kernel, sender } = open();
    kernel.room = 5;
    kernel.answers = [-ECONNREFUSED];
    expect(sender.offer(bytes(1), TO)).toBeNull();
    expect([kernel.sent, kernel.heeded]).toEqual([[1], 1]);
    kernel.answers = [-ECONNREFUSED, -ECONNREFUSED];
    await expect(sender.offer(bytes(2), TO)).rejects.toMatchObject({ code: "ERR_REFUSED" });
  });

  it.each([
    ["send", (sender: DatagramSender) => sender.send(bytes(1), TO)],
    [
      "sendMany",
      (sender: DatagramSender) => sender.sendMany([bytes(1), bytes(2)].map((each) => ({ bytes: each, to: TO }))),
    ],
  ])("ends %s where no route leads", async (_, send) => {
    const { kernel, sender } = open();
    kernel.room = 9;
    kernel.answers = new Array<number>(20).fill(-ENETUNREACH);
    await expect(send(sender)).rejects.toMatchObject({ code: "ERR_NETWORK_UNREACHABLE", remote: "127.0.0.1:9" });
    expect([kernel.heeded, kernel.sent]).toEqual([1, []]);
  });

  it("ends all that wait when the socket closes, and sends nothing more", async () => {
    const { kernel, sender, makeRoom } = open();
    const waiting = [1, 2, 3].map((n) =>
      expect(sender.send(bytes(n), TO)).rejects.toMatchObject({ code: "ERR_CLOSED" }),
    );
    sender.fail(new SocketError("ERR_CLOSED", { op: "send", network: "udp" }));
    await Promise.all(waiting);
    await makeRoom(5);
    await expect(sender.send(bytes(4), TO)).rejects.toMatchObject({ code: "ERR_CLOSED" });
    expect([kernel.sent, kernel.calls, kernel.retained]).toEqual([[], 1, 0]);
  });

  it("lets nobody miss that one failed whose promise was given up", async () => {
    const { kernel, sender, makeRoom } = open();
    const missed: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.once("unhandledRejection", (error) => missed.push(error));
    try {
      void sender.send(bytes(1), TO);
      kernel.answers = [-EMSGSIZE];
      await makeRoom(1);
      await turn();
      expect(missed).toMatchObject([{ code: "ERR_MESSAGE_TOO_LONG" }]);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
  });
});
