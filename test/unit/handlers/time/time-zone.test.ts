import { describe, expect, it } from "vitest";
import { intlZone, parseTzif, UTC } from "../../../../src/handlers/time/time-zone.ts";

/** A version-2 file of one zone that moved from LMT to CST at 2,000,000,000 s before the epoch. */
function tzif(footer: string): Uint8Array {
  const counts = (times: number): number[] => [0, 0, 0, times, 2, 8].flatMap((n) => [0, 0, 0, n]);
  const header = (times: number): number[] => [
    0x54,
    0x5a,
    0x69,
    0x66,
    0x32,
    ...new Array<number>(15).fill(0),
    ...counts(times),
  ];
  const types = [0, 0, 0x71, 0xd7, 0, 0, 0, 0, 0x70, 0x80, 0, 4];
  const names = [..."LMT\0CST\0"].map((letter) => letter.charCodeAt(0));
  const moment = new Uint8Array(8);
  new DataView(moment.buffer).setBigInt64(0, -2_000_000_000n);
  const tail = [..."\n", ...footer, ..."\n"].map((letter) => letter.charCodeAt(0));
  return Uint8Array.from([...header(0), ...types, ...names, ...header(1), ...moment, 1, ...types, ...names, ...tail]);
}

describe("parseTzif", () => {
  const zone = parseTzif("Test/Zone", tzif("CST-8"));

  it("gives the first standard type before the first transition", () => {
    expect(zone.at(-2_000_000_001)).toMatchObject({ offsetSeconds: 29_143, zone: "LMT" });
  });

  it("gives what the footer says after the last transition", () => {
    expect(zone.at(1_800_000_000)).toEqual({ offsetSeconds: 28_800, zone: "CST" });
  });

  it("gives the last type when there is no footer", () => {
    expect(parseTzif("Test/Zone", tzif("")).at(1_800_000_000)).toMatchObject({ offsetSeconds: 28_800, zone: "CST" });
  });

  it.each([0, 3, 44, 60, 100, 120])("says where a file cut at byte %d stops", (size) => {
    const cut = tzif("CST-8").subarray(0, size);
    expect(() => parseTzif("Cut", cut)).toThrowError(expect.objectContaining({ code: "ERR_FILE" }));
  });
});

describe("intlZone", () => {
  it.each([
    ["Asia/Shanghai", 28_800, "+08"],
    ["Asia/Kathmandu", 20_700, "+0545"],
    ["America/New_York", -18_000, "EST"],
    ["UTC", 0, "UTC"],
  ])("knows %s", (name, offsetSeconds, letters) => {
    expect(intlZone(name).at(Date.UTC(2026, 0, 1) / 1000)).toEqual({ offsetSeconds, zone: letters });
  });

  it("refuses a name that nobody knows", () => {
    expect(() => intlZone("Mars/Olympus")).toThrow(RangeError);
  });
});

it("UTC has no offset", () => {
  expect(UTC.at(1)).toEqual({ offsetSeconds: 0, zone: "UTC" });
});
