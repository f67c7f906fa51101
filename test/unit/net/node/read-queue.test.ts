import { describe, expect, it } from "vitest";
import { ReadQueue } from "../../../../src/net/node/read-queue.ts";

it("gives chunks at their own boundaries and cuts those that are too long", () => {
  const queue = new ReadQueue();
  expect(queue.take(10)).toBeUndefined();
  queue.push(Uint8Array.of(1, 2, 3));
  queue.push(Uint8Array.of(4));
  expect(queue.bytes).toBe(4);
  expect(queue.take(2)).toEqual(Uint8Array.of(1, 2));
  expect(queue.take(2)).toEqual(Uint8Array.of(3));
  expect(queue.bytes).toBe(1);
  queue.push(Uint8Array.of(5));
  expect(queue.take(9)).toEqual(Uint8Array.of(4));
  expect(queue.take(9)).toEqual(Uint8Array.of(5));
  expect(queue.bytes).toBe(0);
  queue.push(Uint8Array.of(6));
  queue.clear();
  expect([queue.bytes, queue.take(1)]).toEqual([0, undefined]);
});

describe("ReadQueue.takeTogether", () => {
  const lengths = (queue: ReadQueue, maxBytes: number): number[] => {
    const taken: number[] = [];
    for (let chunk = queue.takeTogether(maxBytes, 8); chunk !== undefined; chunk = queue.takeTogether(maxBytes, 8)) {
      taken.push(chunk.length);
    }
    return taken;
  };

  it.each([
    ["joins what is large", [8, 8, 9], 100, [25]],
    ["leaves messages apart", [3, 4, 5], 100, [3, 4, 5]],
    ["stops at a small one", [8, 8, 2, 8], 100, [16, 2, 8]],
    ["stops at what is asked for", [8, 8, 8], 17, [16, 8]],
    ["cuts one that is too large", [20, 8], 16, [16, 4, 8]],
    ["gives nothing of nothing", [], 16, []],
  ])("%s", (_name, chunks, maxBytes, expected) => {
    const queue = new ReadQueue();
    for (const length of chunks) queue.push(new Uint8Array(length));
    expect(lengths(queue, maxBytes)).toEqual(expected);
    expect(queue.bytes).toBe(0);
  });

  it("keeps the order", () => {
    const queue = new ReadQueue();
    for (const byte of [1, 2]) queue.push(new Uint8Array(8).fill(byte));
    expect([...(queue.takeTogether(16, 8) ?? [])]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
  });
});
