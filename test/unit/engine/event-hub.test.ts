import { afterEach, describe, expect, it, vi } from "vitest";
import type { CaptureEvent } from "../../../src/capture/index.ts";
import { EventHub } from "../../../src/engine/event-hub.ts";

const EVENT: CaptureEvent = {
  kind: "note",
  timeUs: 1,
  direction: null,
  peer: 0,
  bytes: new Uint8Array(0),
  detail: null,
};

describe("EventHub", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("tells all listeners in their order, and only waits for those who ask", async () => {
    const hub = new EventHub();
    expect(hub.idle).toBe(true);
    const heard: string[] = [];
    const end = hub.listen(() => void heard.push("one"));
    expect(hub.tell(EVENT)).toBeUndefined();
    let release: () => void = () => undefined;
    hub.listen(() => {
      heard.push("two");
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    const told = hub.tell(EVENT);
    let settled = false;
    const done = Promise.resolve(told).then(() => (settled = true));
    await Promise.resolve();
    expect(settled).toBe(false);
    release();
    await done;
    end();
    void hub.tell(EVENT);
    release();
    expect(heard).toEqual(["one", "one", "two", "two"]);
  });

  it("tells who answers behind the others, and of what is sent only those who want it", () => {
    const hub = new EventHub();
    const heard: string[] = [];
    const sent: CaptureEvent = { ...EVENT, kind: "data", direction: "out" };
    const end = hub.answer((event) => {
      heard.push(`answers ${event.kind}`);
      void hub.tell(sent);
    });
    hub.listen((event) => void heard.push(`without ${event.kind}`), false);
    expect(hub.wantsSent).toBe(false);
    const leave = hub.listen((event) => void heard.push(`all ${event.kind}`));
    expect(hub.wantsSent).toBe(true);
    void hub.tell({ ...EVENT, kind: "data", direction: "in" });
    expect(heard).toEqual(["without data", "all data", "answers data", "all data"]);
    leave();
    leave();
    expect(hub.wantsSent).toBe(false);
    end();
    heard.length = 0;
    void hub.tell(EVENT);
    expect(heard).toEqual(["without note"]);
  });

  it("survives listeners that throw or reject", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const hub = new EventHub();
    hub.listen(() => {
      throw new Error("thrown");
    });
    hub.listen(() => Promise.reject(new Error("rejected")));
    await hub.tell(EVENT);
    expect(warn.mock.calls.map(([text]) => String(text).split("\n")[0])).toEqual([
      "A session listener threw: Error: thrown",
      "A session listener threw: Error: rejected",
    ]);
  });

  it("lets the same function listen twice, and a listener leave while it is told", () => {
    const hub = new EventHub();
    let calls = 0;
    const listener = (): void => void (calls += 1);
    const first = hub.listen(listener);
    hub.listen(listener);
    const leaving = hub.listen(() => leaving());
    void hub.tell(EVENT);
    first();
    void hub.tell(EVENT);
    expect(calls).toBe(3);
  });
});
