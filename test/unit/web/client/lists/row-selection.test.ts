import { describe, expect, it } from "vitest";
import { moveByKey, selectedRange } from "../../../../../src/web/client/lists/row-selection.ts";

describe("row selection", () => {
  it.each([
    ["ArrowDown", 5, 6],
    ["ArrowDown", 99, 99],
    ["ArrowDown", -1, 0],
    ["ArrowUp", 5, 4],
    ["ArrowUp", 0, 0],
    ["ArrowUp", -1, 99],
    ["PageDown", 5, 25],
    ["PageDown", 90, 99],
    ["PageUp", 5, 0],
    ["PageUp", -1, 80],
    ["Home", 50, 0],
    ["End", 50, 99],
  ])("%s from row %d goes to %d", (key, from, focus) => {
    expect(moveByKey(key, false, from, 100, 20)).toEqual({ focus, extends: false });
  });

  it("extends with Shift, and leaves other keys and empty lists alone", () => {
    expect(moveByKey("ArrowUp", true, 5, 100, 20)).toEqual({ focus: 4, extends: true });
    expect(moveByKey("a", false, 5, 100, 20)).toBeNull();
    expect(moveByKey("End", false, -1, 0, 20)).toBeNull();
  });

  it("orders a selection that was carried upwards", () => {
    expect(selectedRange({ anchor: 9, focus: 4 })).toEqual({ first: 4, end: 10 });
    expect(selectedRange({ anchor: 4, focus: 4 })).toEqual({ first: 4, end: 5 });
    expect(selectedRange(null)).toEqual({ first: 0, end: 0 });
  });
});
