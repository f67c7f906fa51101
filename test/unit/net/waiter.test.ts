import { describe, expect, it } from "vitest";
import { Waiter } from "../../../src/net/waiter.ts";

describe("a waiter", () => {
  it("keeps what it was given when the signal fires before anybody looks", async () => {
    const controller = new AbortController();
    let forgotten = 0;
    const waiter = new Waiter<number>(controller.signal, () => (forgotten += 1));
    waiter.resolve(7);
    controller.abort(new Error("too late"));
    expect(await waiter.promise).toBe(7);
    expect(forgotten).toBe(0);
  });

  it("is forgotten when the signal fires first", async () => {
    const controller = new AbortController();
    let forgotten = 0;
    const waiter = new Waiter<number>(controller.signal, () => (forgotten += 1));
    controller.abort(new Error("stop"));
    waiter.resolve(7);
    await expect(waiter.promise).rejects.toThrow("stop");
    expect(forgotten).toBe(1);
    await expect(new Waiter(controller.signal).promise).rejects.toThrow("stop");
  });
});
