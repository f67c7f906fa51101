import { describe, expect, it } from "vitest";
import { deferred } from "../../../src/engine/deferred.ts";
import { RecordTurns } from "../../../src/engine/record-turns.ts";

const HIGH_WATER = 8;

/** A recorder whose disk writes when it is told to. */
class SlowDisk {
  unwritten = 0;
  most = 0;
  #drained = deferred();

  readonly pressure = (): Promise<void> | undefined =>
    this.unwritten < HIGH_WATER ? undefined : this.#drained.promise;

  record(bytes: number): void {
    this.unwritten += bytes;
    this.most = Math.max(this.most, this.unwritten);
  }

  write(): void {
    this.unwritten = 0;
    const drained = this.#drained;
    this.#drained = deferred();
    drained.resolve();
  }
}

describe("turns at a recorder", () => {
  it("are not waited for while the disk keeps up", () => {
    expect(new RecordTurns(new SlowDisk().pressure).enter()).toBeUndefined();
  });

  it("come in order, and no more at a time than the disk takes", async () => {
    const disk = new SlowDisk();
    const turns = new RecordTurns(disk.pressure);
    const order: number[] = [];
    disk.record(HIGH_WATER);
    const all = Promise.all(
      Array.from({ length: 1000 }, async (_, at) => {
        const turn = turns.enter();
        if (turn !== undefined) await turn;
        disk.record(1);
        order.push(at);
      }),
    );
    expect(turns.waiting).toBe(1000);
    while (order.length < 1000) {
      disk.write();
      await new Promise(setImmediate);
    }
    await all;
    expect(order).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    expect(disk.most).toBe(HIGH_WATER);
    expect(turns.waiting).toBe(0);
    disk.write();
    expect(turns.enter()).toBeUndefined();
  });

  it("are taken behind those who wait already", async () => {
    const disk = new SlowDisk();
    const turns = new RecordTurns(disk.pressure);
    disk.record(HIGH_WATER);
    const order: string[] = [];
    const first = turns.enter()?.then(() => order.push("first"));
    disk.write();
    const second = turns.enter()?.then(() => order.push("second"));
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second"]);
  });
});
