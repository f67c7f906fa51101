import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CHANGE_INTERVAL_MS, ChangeSignal } from "../../../src/engine/change-signal.ts";

describe("ChangeSignal", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("tells many changes as one call", () => {
    const signal = new ChangeSignal();
    let calls = 0;
    const end = signal.listen(() => (calls += 1));
    for (let n = 0; n < 100; n++) signal.mark();
    expect(calls).toBe(0);
    vi.advanceTimersByTime(CHANGE_INTERVAL_MS);
    expect(calls).toBe(1);
    signal.mark();
    signal.flush();
    signal.flush();
    expect(calls).toBe(2);
    end();
    signal.mark();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps a listener's fault away from the others", () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const signal = new ChangeSignal();
    let heard = false;
    signal.listen(() => {
      throw new Error("planted");
    });
    signal.listen(() => (heard = true));
    signal.mark();
    signal.flush();
    expect(heard).toBe(true);
    expect(String(warn.mock.calls[0]?.[0])).toContain("planted");
  });
});
