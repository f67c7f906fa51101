import { describe, expect, it } from "vitest";
import { breakDownTime } from "../../../../src/handlers/time/broken-down-time.ts";
import { strftime } from "../../../../src/handlers/time/strftime.ts";

// Sat Nov 21 06:29:44 2026 UTC, shown in China.
const TIME = breakDownTime(1_795_242_584, { offsetSeconds: 28_800, zone: "CST" });
const MORNING = breakDownTime(1_795_242_584, { offsetSeconds: 0, zone: "UTC" });

describe("strftime", () => {
  it.each([
    ["%Y-%m-%d %X", "2026-11-21 14:29:44"],
    ["%c", "Sat Nov 21 14:29:44 2026"],
    ["%x|%D|%F|%r|%R|%T", "11/21/26|11/21/26|2026-11-21|02:29:44 PM|14:29|14:29:44"],
    ["%a %A %b %B %h", "Sat Saturday Nov November Nov"],
    ["%C %d %e %g %G %H %I %j %k %l %m %M", "20 21 21 26 2026 14 02 325 14  2 11 29"],
    ["%p %P %s %S %u %U %V %w %W %y %Y %z %Z", "PM pm 1795242584 44 6 46 47 6 46 26 2026 +0800 CST"],
    ["现在是%Y年%m月%d日", "现在是2026年11月21日"],
    ["%^a %#a %#p %#Z", "SAT SAT pm cst"],
    ["%-m %_m %05d %8Y %-H", "11 11 00021 00002026 14"],
    ["%Ey %Od %EY", "26 21 2026"],
    ["%Q %L 100%", "%Q %L 100%"],
    ["%E% %%", "% %"],
    ["%n%t", "\n\t"],
    ["", ""],
  ])("formats %j", (format, expected) => {
    expect(strftime(format, TIME)).toBe(expected);
  });

  it("pads the small numbers of a morning", () => {
    expect(strftime("%k|%-k|%_H|%0k|%l|%e", MORNING)).toBe(" 6|6| 6|06| 6|21");
  });

  it("bounds widths, so that a short format cannot ask for a long answer", () => {
    expect(strftime("%66000d", TIME)).toHaveLength(64);
    expect(strftime("%66000d", TIME, { maxWidth: 10 })).toBe("0000000021");
  });

  it.each([
    [Date.UTC(2027, 0, 1) / 1000, "2026-W53 26"],
    [Date.UTC(2024, 11, 30) / 1000, "2025-W01 25"],
    [Date.UTC(2021, 0, 3) / 1000, "2020-W53 20"],
  ])("knows the ISO week of %d", (epoch, expected) => {
    expect(strftime("%G-W%V %g", breakDownTime(epoch, { offsetSeconds: 0, zone: "UTC" }))).toBe(expected);
  });
});
