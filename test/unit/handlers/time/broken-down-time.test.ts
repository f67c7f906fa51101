import { expect, it } from "vitest";
import { breakDownTime } from "../../../../src/handlers/time/broken-down-time.ts";

it.each([
  [0, 0, [1970, 1, 1, 0, 0, 0, 4, 1]],
  [-1, 0, [1969, 12, 31, 23, 59, 59, 3, 365]],
  [951_782_400, 0, [2000, 2, 29, 0, 0, 0, 2, 60]],
  [1_735_689_599, 0, [2024, 12, 31, 23, 59, 59, 2, 366]],
  [1_735_689_599, 3600, [2025, 1, 1, 0, 59, 59, 3, 1]],
  [-62_135_596_800, 0, [1, 1, 1, 0, 0, 0, 1, 1]],
  [1.9, 0, [1970, 1, 1, 0, 0, 1, 4, 1]],
])("breaks %d with offset %d down", (epoch, offsetSeconds, expected) => {
  const time = breakDownTime(epoch, { offsetSeconds, zone: "X" });
  const { year, month, day, hour, minute, second, weekday, yearDay } = time;
  expect([year, month, day, hour, minute, second, weekday, yearDay]).toEqual(expected);
  expect(time.epochSeconds).toBe(Math.floor(epoch));
});
