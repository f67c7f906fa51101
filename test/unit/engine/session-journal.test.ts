import { describe, expect, it } from "vitest";
import type { CaptureEvent } from "../../../src/capture/index.ts";
import { DEFAULT_LIMITS } from "../../../src/engine/limits.ts";
import { SessionJournal } from "../../../src/engine/session-journal.ts";
import type { SessionRecorder } from "../../../src/engine/session-recorder.ts";

class FakeRecorder {
  readonly events: CaptureEvent[] = [];
  unrecorded = 0;
  closed = 0;
  wait: Promise<void> | undefined;

  record(event: CaptureEvent): void | Promise<void> {
    this.events.push(event);
    return this.wait;
  }

  pressure(): Promise<void> | undefined {
    return this.wait;
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

function bench(): { journal: SessionJournal; recorder: FakeRecorder; order: string[] } {
  const recorder = new FakeRecorder();
  const order: string[] = [];
  let now = 0;
  const clock = { nowUs: () => (now += 1), nowMs: () => now / 1000 };
  const journal = new SessionJournal(clock, recorder as unknown as SessionRecorder, DEFAULT_LIMITS);
  return { journal, recorder, order };
}

describe("SessionJournal", () => {
  it("counts, records, then tells", () => {
    const { journal, recorder, order } = bench();
    journal.listen((event) => {
      order.push(`${event.kind} ${recorder.events.length} ${journal.counters.bytesIn}`);
    });
    void journal.data("in", 1, new Uint8Array(5));
    void journal.data("out", 1, new Uint8Array(7));
    void journal.event("note", 0, null, { text: "x" });
    expect(order).toEqual(["data 1 5", "data 2 5", "note 3 5"]);
    expect(recorder.events.map((event) => [event.kind, event.direction, event.timeUs, event.bytes.length])).toEqual([
      ["data", "in", 1, 5],
      ["data", "out", 2, 7],
      ["note", null, 3, 0],
    ]);
    expect(journal.counters.snapshot()).toEqual({ bytesIn: 5, bytesOut: 7, readsIn: 1, writesOut: 1 });
  });

  it("lets what was sent be told at once while the disk keeps up, else in turn", async () => {
    const { journal, recorder } = bench();
    expect(journal.sentTurn()).toBeUndefined();
    let release = (): void => {};
    recorder.wait = new Promise((resolve) => {
      release = resolve;
    });
    const turn = journal.sentTurn();
    expect(turn).toBeInstanceOf(Promise);
    recorder.wait = undefined;
    release();
    await turn;
  });

  it("waits for the disk and for listeners, both", async () => {
    const { journal, recorder } = bench();
    expect(journal.data("in", 1, new Uint8Array(1))).toBeUndefined();
    const releases: (() => void)[] = [];
    const wait = (): Promise<void> => new Promise((resolve) => releases.push(resolve));
    recorder.wait = wait();
    journal.listen(wait);
    let settled = false;
    const told = Promise.resolve(journal.data("in", 1, new Uint8Array(1))).then(() => (settled = true));
    releases[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    releases[0]?.();
    await told;
  });

  it("tells trouble of recording to the listeners only", () => {
    const { journal, recorder, order } = bench();
    journal.listen((event) => void order.push(`${event.kind} ${String(event.detail?.["limit"])}`));
    journal.recordingStopped("limit", { limit: "maxRows", value: 1 });
    expect(order).toEqual(["limit maxRows"]);
    expect(recorder.events).toEqual([]);
  });

  it("tells a limit with its value, and what was counted at the end", () => {
    const { journal, recorder } = bench();
    for (let n = 0; n < 3; n++) journal.strike("maxPeers", 0);
    journal.settle();
    expect(recorder.events.map((event) => event.detail)).toEqual([
      { limit: "maxPeers", value: 10_000, count: 1 },
      { limit: "maxPeers", value: 10_000, count: 2 },
    ]);
  });

  it("closes the recorder and tells the last change", async () => {
    const { journal, recorder } = bench();
    let changes = 0;
    journal.onChange(() => (changes += 1));
    await journal.close();
    expect(recorder.closed).toBe(1);
    expect(changes).toBe(1);
  });
});
