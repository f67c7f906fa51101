import { describe, expect, it } from "vitest";
import { RateMeter } from "../../../../../src/web/client/model/rate-meter.ts";
import { bytesText, shortNumber } from "../../../../../src/web/client/text/quantity.ts";
import { clockText, dateText, spanText } from "../../../../../src/web/client/text/time-text.ts";

describe("quantities", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 KB"],
    [1234, "1.23 KB"],
    [88_040, "88.0 KB"],
    [999_600, "1.00 MB"],
    [123_456_789, "123 MB"],
    [5e15, "5000 TB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it.each([
    [7, "7"],
    [1234, "1.2k"],
    [34_000, "34k"],
    [1_200_000, "1.2M"],
  ])("shortens %d to %s", (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });

  it.each([
    [0, "0"],
    [0.4, "0"],
    [35.4, "35 µs"],
    [1250, "1.25 ms"],
    [12_340, "12.3 ms"],
    [116_000, "116 ms"],
    [3_204_000, "3.20 s"],
    [42_000_000, "42.0 s"],
    [59_990_000, "1:00 min"],
    [125_000_000, "2:05 min"],
    [3_720_000_000, "1:02 h"],
  ])("writes a span of %d µs as %s", (us, text) => {
    expect(spanText(us)).toBe(text);
  });

  it("writes local times to the millisecond and the microsecond", () => {
    const us = new Date(2026, 10, 21, 9, 5, 7, 42).getTime() * 1000 + 137;
    expect(clockText(us)).toBe("09:05:07.042");
    expect(dateText(us)).toBe("2026-11-21 09:05:07.042137");
  });

  it("makes rates over the last two seconds, and begins anew after a reset", () => {
    const meter = new RateMeter();
    expect(meter.rates()).toEqual({ in: 0, out: 0 });
    for (let at = 0; at <= 10; at++) meter.add(at * 500, { bytesIn: at * 1000, bytesOut: 0 });
    expect(meter.rates()).toEqual({ in: 2000, out: 0 });
    meter.add(5500, { bytesIn: 0, bytesOut: 0 });
    meter.add(6500, { bytesIn: 50, bytesOut: 10 });
    expect(meter.rates()).toEqual({ in: 50, out: 10 });
  });
});
