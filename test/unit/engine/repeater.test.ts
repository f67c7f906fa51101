import { describe, expect, it } from "vitest";
import { SocketError } from "../../../src/errors/index.ts";
import { type RepeatEnd, Repeater, type RepeaterPort } from "../../../src/engine/repeater.ts";
import type { PeerTarget, RepeatOptions, SendResult } from "../../../src/engine/session.ts";

const OK: SendResult = { sent: [1], failed: [] };

interface Bench {
  readonly repeater: Repeater;
  readonly sent: { readonly text: string; readonly atMs: number }[];
  readonly ended: Promise<{ readonly reason: RepeatEnd; readonly error: unknown }>;
}

function bench(
  options: RepeatOptions,
  parts: {
    readonly bytes?: Uint8Array | ((n: number) => Uint8Array);
    readonly to?: PeerTarget;
    readonly send?: (n: number) => Promise<SendResult>;
    readonly now?: () => number;
  } = {},
): Bench {
  const sent: { text: string; atMs: number }[] = [];
  let end: (value: { reason: RepeatEnd; error: unknown }) => void = () => undefined;
  const ended = new Promise<{ reason: RepeatEnd; error: unknown }>((resolve) => {
    end = resolve;
  });
  const port: RepeaterPort = {
    id: "r1",
    send: (bytes) => {
      sent.push({ text: new TextDecoder().decode(bytes), atMs: performance.now() });
      return parts.send?.(sent.length - 1) ?? Promise.resolve(OK);
    },
    onEnd: (reason, error) => end({ reason, error }),
    onChange: () => undefined,
    ...(parts.now === undefined ? {} : { now: parts.now }),
  };
  const repeater = new Repeater(port, parts.bytes ?? new Uint8Array(0), parts.to ?? "all", options);
  return { repeater, sent, ended };
}

/** Lets `setImmediate` callbacks and promises run. */
async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}

describe("Repeater", () => {
  it("makes each message from its number, and ends after the count", async () => {
    const { repeater, sent, ended } = bench(
      { periodMs: 2, count: 4 },
      { bytes: (n) => new TextEncoder().encode(`#${n}`) },
    );
    repeater.start();
    expect(await ended).toEqual({ reason: "count", error: null });
    expect(sent.map(({ text }) => text)).toEqual(["#0", "#1", "#2", "#3"]);
    expect(repeater.state()).toMatchObject({ sent: 4, count: 4, periodMs: 2, length: 2, head: "23 30" });
  });

  it("sends what was given even when the caller changes it later", async () => {
    const bytes = new TextEncoder().encode("a");
    const { repeater, sent, ended } = bench({ periodMs: 1, count: 2 }, { bytes });
    bytes[0] = 0x62;
    repeater.start();
    await ended;
    expect(sent.map(({ text }) => text)).toEqual(["a", "a"]);
  });

  it("sends 1 ms apart without drift: every period of a second is sent or counted as missed", async () => {
    const { repeater, sent } = bench({ periodMs: 1 });
    const start = performance.now();
    repeater.start();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    repeater.stop();
    const periods = Math.floor(performance.now() - start);
    const { sent: count, missed } = repeater.state();
    expect(count).toBe(sent.length);
    // Counted at the last send, which on a busy machine may be some time before the stop; never more than there were.
    expect(count + missed).toBeLessThanOrEqual(periods + 3);
    expect(count + missed).toBeGreaterThan(periods - 200);
    // On an idle machine all but a few are sent; a busy one misses more, and says so.
    expect(count).toBeGreaterThan(50);
  });

  it("keeps periods from the start: a late send does not shift the next", async () => {
    let now = 1000;
    const { repeater, sent } = bench({ periodMs: 10 }, { now: () => now });
    repeater.start();
    await turns(2);
    expect(sent).toHaveLength(1);
    // 47 ms later: three periods passed, the fourth is sent late, and the next is due at 50.
    now = 1047;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await turns(2);
    expect(sent).toHaveLength(2);
    expect(repeater.state().missed).toBe(3);
    now = 1049.9;
    await turns(5);
    expect(sent).toHaveLength(2);
    now = 1050;
    await expect.poll(() => sent.length).toBe(3);
    expect(repeater.state()).toMatchObject({ sent: 3, missed: 3 });
    repeater.stop();
  });

  it("misses periods while the peer takes no more, never queues them", async () => {
    let now = 0;
    let release: (result: SendResult) => void = () => undefined;
    const { repeater, sent } = bench(
      { periodMs: 1 },
      {
        now: () => now,
        send: (n) =>
          n === 0
            ? new Promise((resolve) => {
                release = resolve;
              })
            : Promise.resolve(OK),
      },
    );
    repeater.start();
    for (now = 1; now < 5; now++) await turns(2);
    await turns(2);
    expect(sent).toHaveLength(1);
    expect(repeater.state()).toMatchObject({ sent: 0, missed: 5 });
    release(OK);
    await turns(2);
    now = 6;
    await turns(2);
    expect(repeater.state()).toMatchObject({ sent: 2, missed: 5 });
    repeater.stop();
  });

  it.each([
    ["goes on when nobody is connected yet", "all", false],
    ["goes on when there is no last peer", "last", false],
    ["ends when the one peer that was named is gone", 7, true],
  ] as const)("%s", async (_name, to, ends) => {
    const gone = new SocketError("ERR_NOT_CONNECTED", { op: "send", network: "tcp" });
    const { repeater, ended } = bench(
      { periodMs: 1, count: 1 },
      { to, send: (n) => (n < 3 ? Promise.reject(gone) : Promise.resolve(OK)) },
    );
    repeater.start();
    expect(await ended).toEqual(ends ? { reason: "error", error: gone } : { reason: "count", error: null });
    if (!ends) expect(repeater.state().missed).toBeGreaterThanOrEqual(3);
  });

  it("ends when making a message fails", async () => {
    const fault = new Error("planted");
    const { repeater, ended } = bench(
      { periodMs: 1 },
      {
        bytes: () => {
          throw fault;
        },
      },
    );
    repeater.start();
    expect(await ended).toEqual({ reason: "error", error: fault });
  });

  it("stops at once and only once", async () => {
    const { repeater, ended, sent } = bench({ periodMs: 1000 });
    repeater.start();
    repeater.stop();
    repeater.stop();
    expect((await ended).reason).toBe("stopped");
    expect(sent).toHaveLength(1);
  });

  it.each([
    [{ periodMs: 0 }, "periodMs is 0, want 1 to 2147483647"],
    [{ periodMs: Number.NaN }, "periodMs is NaN"],
    [{ periodMs: 2 ** 31 }, "periodMs is 2147483648"],
    [{ periodMs: 1, count: 0 }, "count is 0, want a whole number from 1"],
    [{ periodMs: 1, count: 1.5 }, "count is 1.5"],
  ])("refuses %j", (options, message) => {
    expect(() => bench(options)).toThrow(message);
  });
});
