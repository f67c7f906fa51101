import { describe, expect, it } from "vitest";
import { abortable, Deadline } from "../../../src/net/deadline.ts";

const never = new Promise<never>(() => undefined);
const late = (): Error => new Error("too late");

describe("a deadline", () => {
  it("aborts with its own reason when the time is over", async () => {
    using deadline = new Deadline(1, late);
    await expect(abortable(never, deadline.signal)).rejects.toThrow("too late");
    expect(deadline.leftMs).toBe(0);
  });

  it("aborts with the caller's reason, at once when that has happened before", () => {
    const controller = new AbortController();
    using deadline = new Deadline(0, late, controller.signal);
    expect(deadline.leftMs).toBe(Infinity);
    controller.abort("enough");
    expect(deadline.signal.reason).toBe("enough");
    using born = new Deadline(1000, late, controller.signal);
    expect(born.signal.reason).toBe("enough");
  });

  it("lets go when it is disposed of", async () => {
    const controller = new AbortController();
    const deadline = new Deadline(1, late, controller.signal);
    deadline[Symbol.dispose]();
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(deadline.signal.aborted).toBe(false);
  });

  it.each([-1, Number.NaN])("refuses %s milliseconds", (timeoutMs) => {
    expect(() => new Deadline(timeoutMs, late)).toThrow(RangeError);
  });

  it("never ends when the limit is longer than a timer can count", () => {
    using deadline = new Deadline(2 ** 31, late);
    expect(deadline.signal.aborted).toBe(false);
    expect(deadline.leftMs).toBeGreaterThan(2 ** 30);
  });
});

describe("abortable", () => {
  it("gives what the promise gives", async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    expect(await abortable(Promise.resolve(2), undefined)).toBe(2);
    await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("leaves no rejection unhandled behind", async () => {
    const failing = Promise.reject(new Error("nobody hears this"));
    await expect(abortable(failing, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
  });
});
