import { describe, expect, it } from "vitest";
import { parsePosixZone, posixZoneAt } from "../../../../src/handlers/time/posix-zone.ts";

const at = (zone: string, iso: string) => {
  const { offsetSeconds, zone: name } = posixZoneAt(parsePosixZone(zone), Date.parse(iso) / 1000);
  return `${name} ${offsetSeconds}`;
};

describe("a POSIX zone", () => {
  it.each([
    ["CST-8", "2026-07-01T00:00:00Z", "CST 28800"],
    ["<+0330>-3:30", "2026-07-01T00:00:00Z", "+0330 12600"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", "EST -18000"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", "EDT -14400"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", "EDT -14400"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", "EST -18000"],
    ["<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", "+11 39600"],
    ["IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", "GMT 0"],
    ["AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", "BBB 3600"],
    ["AAA0BBB,59/0,299/0", "2024-02-29T00:00:00Z", "BBB 3600"],
    ["<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", "-02 -7200"],
    ["<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", "-01 -3600"],
  ])("%s at %s is %s", (zone, iso, expected) => {
    expect(at(zone, iso)).toBe(expected);
  });

  it.each(["", "X", "CST", "EST5EDT,M3.2", "EST5EDT,Q,Q", "<EST5"])("refuses %j", (zone) => {
    expect(() => parsePosixZone(zone)).toThrowError(expect.objectContaining({ code: "ERR_BAD_OPTION" }));
  });
});
