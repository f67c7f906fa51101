import { describe, expect, it } from "vitest";
import { findZone, localZone } from "../../../src/services/zone-files.ts";

const NOON = Date.UTC(2026, 6, 1, 12) / 1000;

describe("zones of this machine", () => {
  it.each([
    ["Asia/Shanghai", 28_800],
    ["America/New_York", -14_400],
    ["UTC", 0],
    ["Etc/GMT+5", -18_000],
  ])("%s is found", (name, offsetSeconds) => {
    expect(findZone(name).at(NOON).offsetSeconds).toBe(offsetSeconds);
  });

  it.each(["Mars/Olympus", "../../../etc/passwd", "/etc/localtime", "", "Asia/", "a\0b"])("%j is refused", (name) => {
    expect(() => findZone(name)).toThrowError(expect.objectContaining({ code: "ERR_BAD_OPTION" }));
  });

  it("TZ names the local one", () => {
    expect(localZone({ TZ: "Asia/Kathmandu" }).at(NOON).offsetSeconds).toBe(20_700);
    expect(localZone({ TZ: ":UTC" }).at(NOON).offsetSeconds).toBe(0);
    expect(localZone({}).at(NOON).zone).not.toBe("");
  });
});
