import { describe, expect, it } from "vitest";
import { SendGate } from "../../../src/engine/send-gate.ts";

describe("SendGate", () => {
  it("lets sends in while they fit, then in their order", async () => {
    let full = 0;
    const gate = new SendGate(10, () => (full += 1));
    expect(gate.enter(6)).toBeNull();
    expect(gate.enter(4)).toBeNull();
    const order: number[] = [];
    const third = gate.enter(1)?.then(() => order.push(3));
    // Small enough, but it must not overtake.
    const fourth = gate.enter(9)?.then(() => order.push(4));
    expect(gate.bytes).toBe(20);
    expect(full).toBe(1);
    gate.leave(6);
    await third;
    expect(order).toEqual([3]);
    gate.leave(4);
    await fourth;
    expect(order).toEqual([3, 4]);
    expect(gate.bytes).toBe(10);
  });

  it("counts what was begun without asking until it is over, well or not", async () => {
    const gate = new SendGate(10, () => undefined);
    let settle: () => void = () => undefined;
    gate.holdWhile(4, new Promise((resolve) => (settle = resolve)));
    gate.holdWhile(3, Promise.reject(new Error("failed")));
    expect(gate.bytes).toBe(7);
    const next = gate.enter(8);
    expect(next).not.toBeNull();
    settle();
    await next;
    expect(gate.bytes).toBe(8);
  });

  it("lets a send in that is larger than the bound when it is alone", async () => {
    const gate = new SendGate(10, () => undefined);
    expect(gate.enter(100)).toBeNull();
    const next = gate.enter(0);
    expect(next).not.toBeNull();
    gate.leave(100);
    await next;
  });

  it("resolves drained when nothing is inside or waiting", async () => {
    const gate = new SendGate(1, () => undefined);
    await gate.drained();
    void gate.enter(1);
    const waiting = gate.enter(1);
    let drained = false;
    const done = gate.drained().then(() => (drained = true));
    gate.leave(1);
    await waiting;
    expect(drained).toBe(false);
    gate.leave(1);
    await done;
  });

  it("takes an aborted send out of the row and lets the next one in", async () => {
    const gate = new SendGate(10, () => undefined);
    void gate.enter(8);
    const abort = new AbortController();
    const aborted = gate.enter(9, abort.signal);
    const next = gate.enter(2);
    abort.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    await next;
    expect(gate.bytes).toBe(10);
  });

  it("refuses all that wait", async () => {
    const gate = new SendGate(1, () => undefined);
    void gate.enter(1);
    const one = gate.enter(1);
    const two = gate.enter(1);
    gate.refuseAll(() => new Error("gone"));
    await expect(one).rejects.toThrow("gone");
    await expect(two).rejects.toThrow("gone");
    gate.leave(1);
    await gate.drained();
    expect(gate.bytes).toBe(0);
  });
});
