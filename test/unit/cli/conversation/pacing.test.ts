import { describe, expect, it } from "vitest";
import { Pacer } from "../../../../src/cli/conversation/pacer.ts";
import { repeatSends } from "../../../../src/cli/conversation/repeated-sends.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

describe("Pacer", () => {
  it("lets the first piece go and holds the next ones back", async () => {
    const clock = new FakeClock();
    const pacer = new Pacer(1000, clock);
    const times: number[] = [];
    for (const bytes of [100, 300, 100]) {
      await pacer.take(bytes);
      times.push(clock.nowMs());
    }
    expect(times).toEqual([0, 100, 400]);
    expect(pacer.pieceBytes).toBe(100);
  });

  it("does not save up silence", async () => {
    const clock = new FakeClock();
    const pacer = new Pacer(1000, clock);
    await pacer.take(1000);
    await clock.sleep(10_000);
    await pacer.take(1000);
    expect(clock.nowMs()).toBe(10_000);
    await pacer.take(1);
    expect(clock.nowMs()).toBe(11_000);
  });

  it("has pieces of at least a byte", () => {
    expect(new Pacer(3, new FakeClock()).pieceBytes).toBe(1);
  });
});

describe("repeatSends", () => {
  const messages = [Uint8Array.of(1), Uint8Array.of(2)];

  it("sends all messages each time, from the start without drift", async () => {
    const clock = new FakeClock();
    const log: string[] = [];
    const result = await repeatSends({
      messages,
      everyMs: 100,
      count: 3,
      clock,
      signal: new AbortController().signal,
      send: async ([byte]) => {
        log.push(`${clock.nowMs()}:${byte}`);
        await clock.sleep(10);
      },
    });
    expect(log).toEqual(["0:1", "10:2", "100:1", "110:2", "200:1", "210:2"]);
    expect(result).toEqual({ sent: 3, missed: 0 });
  });

  it("leaves out the turns that a slow send took, and counts them", async () => {
    const clock = new FakeClock();
    const begun: number[] = [];
    const { sent, missed } = await repeatSends({
      messages: [Uint8Array.of(0)],
      everyMs: 100,
      count: 3,
      clock,
      signal: new AbortController().signal,
      send: async () => {
        begun.push(clock.nowMs());
        if (begun.length === 1) await clock.sleep(350);
      },
    });
    expect(begun).toEqual([0, 350, 400]);
    expect([sent, missed]).toEqual([3, 2]);
  });

  it("ends when it is told to", async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    let sent = 0;
    const send = async (): Promise<void> => {
      sent += 1;
      if (sent === 5) stop.abort();
    };
    const result = await repeatSends({
      messages: [Uint8Array.of(0)],
      everyMs: 0,
      count: null,
      clock,
      signal: stop.signal,
      send,
    });
    expect(result.sent).toBe(5);
  });
});
