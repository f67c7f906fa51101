import { describe, expect, it } from "vitest";
import { Broadcast, type Listening } from "../../../../../src/cli/nc/channel/broadcast.ts";
import { systemClock } from "../../../../../src/cli/io/system-clock.ts";

/** A listener whose reading a test controls. */
class Reader implements Listening {
  readonly name: string;
  queuedBytes = 0;
  received = 0;
  dropped = false;
  readonly #reads: boolean;
  readonly #release: (() => void)[] = [];

  constructor(name: string, reads = true) {
    this.name = name;
    this.#reads = reads;
  }

  send(bytes: Uint8Array): Promise<void> {
    if (this.#reads) {
      this.received += bytes.length;
      return Promise.resolve();
    }
    this.queuedBytes += bytes.length;
    return new Promise((resolve) => this.#release.push(resolve));
  }

  drop(): void {
    this.dropped = true;
  }

  /** Takes all that waits. */
  take(): void {
    this.received += this.queuedBytes;
    this.queuedBytes = 0;
    for (const resolve of this.#release.splice(0)) resolve();
  }
}

const MEGABYTE = new Uint8Array(1_048_576);

describe("Broadcast", () => {
  it("says things to all but the speaker", async () => {
    const all = new Broadcast(systemClock, () => undefined);
    const [a, b, c] = [new Reader("a"), new Reader("b"), new Reader("c")];
    for (const reader of [a, b, c]) all.add(reader);
    await all.say(new Uint8Array(3), a);
    await all.say(new Uint8Array(4));
    expect([a.received, b.received, c.received]).toEqual([4, 7, 7]);
  });

  it("waits for the only listener, however slow it is", async () => {
    const all = new Broadcast(systemClock, () => undefined);
    const slow = new Reader("slow", false);
    all.add(slow);
    let done = false;
    const said = all
      .say(MEGABYTE)
      .then(() => all.say(MEGABYTE))
      .then(() => (done = true));
    await expect.poll(() => slow.queuedBytes).toBe(2 * MEGABYTE.length);
    await systemClock.sleep(400);
    expect(done).toBe(false);
    slow.take();
    await said;
    expect(slow.dropped).toBe(false);
  });

  it("does not wait long for one that reads nothing when there are others, and cuts it off in the end", async () => {
    const dropped: [string, number][] = [];
    const all = new Broadcast(systemClock, ({ name }, bytes) => dropped.push([name, bytes]));
    const stuck = new Reader("stuck", false);
    const good = new Reader("good");
    all.add(stuck);
    all.add(good);
    for (let count = 0; count < 20; count += 1) await all.say(MEGABYTE);
    expect(good.received).toBe(20 * MEGABYTE.length);
    expect(stuck.dropped).toBe(true);
    expect(dropped).toEqual([["stuck", 17 * MEGABYTE.length]]);
    expect(all.size).toBe(1);
  });
});
