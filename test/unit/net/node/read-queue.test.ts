import { expect, it } from "vitest";
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
