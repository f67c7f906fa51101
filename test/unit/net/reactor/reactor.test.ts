import { describe, expect, it, vi } from "vitest";
import { capabilities, type Socket, socketpair } from "../../../../src/net/berkeley.ts";
import { KoffiLinux } from "../../../../src/net/sys/koffi-linux.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

/** More than the events that are delivered in one step. */
const CROWD = 100;

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Pairs whose near ends wait for a byte that is there before the event loop looks. */
async function crowd(count: number): Promise<{ pairs: Pair[]; heard: Promise<Uint8Array>[] }> {
  const pairs = Array.from({ length: count }, (): Pair => {
    const [near, far] = socketpair();
    return { near, far };
  });
  const heard = pairs.map(({ near }) => near.recv(16));
  for (const [index, { far }] of pairs.entries()) await far.sendall(Uint8Array.of(index));
  return { pairs, heard };
}

describe.skipIf(!capabilities().berkeley)("many events at once", () => {
  it("reach everybody, each once", async () => {
    const { pairs, heard } = await crowd(CROWD);
    const order: number[] = [];
    await Promise.all(heard.map(async (bytes) => order.push(...(await bytes))));
    expect([...order].sort((a, b) => a - b)).toEqual(pairs.map((_, index) => index));
    for (const { near, far } of pairs) {
      near.close();
      far.close();
    }
  });

  it("are not told to a socket that got the number of one that an earlier event has closed", async () => {
    const { pairs, heard } = await crowd(CROWD);
    const last = pairs.at(-1);
    if (last === undefined) throw new Error("no pairs");
    const closed = expect(heard.at(-1)).rejects.toMatchObject({ code: "ERR_CLOSED" });
    await heard[0];
    const number = last.near.fileno();
    last.near.close();
    // The lowest free number is given out first: one of these two.
    const [one, other] = socketpair();
    expect([one.fileno(), other.fileno()]).toContain(number);
    const silent = [one.recv(16), other.recv(16)].map((waiting) => waiting.catch((error: unknown) => error));
    await closed;
    await Promise.all(heard.slice(0, -1));
    await one.sendall(Uint8Array.of(1));
    expect(await silent[1]).toEqual(Uint8Array.of(1));
    one.close();
    other.close();
    expect(await silent[0]).toMatchObject({ code: "ERR_CLOSED" });
    for (const { near, far } of pairs) {
      near.close();
      far.close();
    }
  });

  it("of much data reach all in order, and the first go on before the last are read", async () => {
    const count = 12;
    const pairs = Array.from({ length: count }, () => socketpair());
    const reads = vi.spyOn(KoffiLinux.prototype, "recvAt");
    const order: number[] = [];
    let readBefore = count;
    const answers = pairs.map(async ([near], index) => {
      const bytes = await near.recv(65_536);
      readBefore = Math.min(readBefore, reads.mock.calls.length);
      if (bytes.length === 32_768) order.push(index);
    });
    for (const [, far] of pairs) await far.sendall(new Uint8Array(32_768));
    reads.mockClear();
    await Promise.all(answers);
    reads.mockRestore();
    expect(order).toEqual(pairs.map((_, index) => index));
    expect(readBefore).toBeLessThan(count / 2);
    for (const pair of pairs) for (const socket of pair) socket.close();
  });

  it("let each of a crowd answer at once, and those answers again", async () => {
    const { pairs, heard } = await crowd(CROWD);
    const echoes = pairs.map(async ({ near }, index) => {
      let bytes = (await heard[index]) ?? new Uint8Array(0);
      for (let turn = 0; turn < 20; turn += 1) {
        await near.sendall(bytes);
        bytes = await near.recv(16);
      }
      return bytes[0];
    });
    const asks = pairs.map(async ({ far }) => {
      for (let turn = 0; turn < 20; turn += 1) await far.sendall(await far.recv(16));
    });
    expect(await Promise.all(echoes)).toEqual(pairs.map((_, index) => index));
    await Promise.all(asks);
    for (const { near, far } of pairs) {
      near.close();
      far.close();
    }
  });
});
