import { describe, expect, it } from "vitest";
import { MessageQueue } from "../../../../src/cli/relay/message-queue.ts";

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length);

describe("MessageQueue", () => {
  it("gives messages in order, to a reader that waits and to one that comes later", async () => {
    const queue = new MessageQueue(1000);
    const waiting = queue.take();
    queue.put(bytes(1));
    queue.put(bytes(2));
    expect([await waiting, await queue.take()]).toEqual([bytes(1), bytes(2)]);
  });

  it("drops and counts what finds no room, an empty message too, and takes more when there is room again", async () => {
    const queue = new MessageQueue(300);
    expect([queue.put(bytes(100)), queue.put(bytes(100)), queue.put(bytes(0))]).toEqual([true, false, true]);
    for (let index = 0; index < 100; index++) queue.put(bytes(0));
    expect(queue.dropped).toBe(100);
    await queue.take();
    expect(queue.put(bytes(0))).toBe(true);
  });

  it("ends after what waits, and fails after what waits", async () => {
    const ended = new MessageQueue(1000);
    ended.put(bytes(1));
    ended.end();
    expect(ended.put(bytes(2))).toBe(false);
    expect([await ended.take(), await ended.take(), await ended.take()]).toEqual([bytes(1), null, null]);
    const failed = new MessageQueue(1000);
    failed.put(bytes(1));
    failed.fail(new Error("broken"));
    expect(await failed.take()).toEqual(bytes(1));
    await expect(failed.take()).rejects.toThrow("broken");
  });

  it("wakes a reader with the end and with a failure", async () => {
    const ended = new MessageQueue(1);
    const end = ended.take();
    ended.end();
    expect(await end).toBeNull();
    const failed = new MessageQueue(1);
    const failure = failed.take();
    failed.fail(new Error("broken"));
    await expect(failure).rejects.toThrow("broken");
  });
});
