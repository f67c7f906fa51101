import { describe, expect, it } from "vitest";
import {
  clampPosition,
  contentHeight,
  isAtEnd,
  isScaled,
  type ListShape,
  MAX_ELEMENT_PX,
  maxPosition,
  positionOfScroll,
  positionToReveal,
  rowsPerPage,
  scrollOfPosition,
  spacerHeight,
  visibleRange,
} from "../../../../../src/web/client/lists/list-geometry.ts";

const small: ListShape = { rows: 100, rowHeight: 20, viewport: 450 };
const empty: ListShape = { rows: 0, rowHeight: 20, viewport: 450 };
const huge: ListShape = { rows: 10_000_000, rowHeight: 22, viewport: 800 };

describe("list geometry", () => {
  it("makes the spacer as tall as the rows until the browser's limit", () => {
    expect(spacerHeight(small)).toBe(2000);
    expect(isScaled(small)).toBe(false);
    expect(contentHeight(huge)).toBe(220_000_000);
    expect(spacerHeight(huge)).toBe(MAX_ELEMENT_PX);
    expect(isScaled(huge)).toBe(true);
  });

  it("has nowhere to go when the rows fit", () => {
    expect(maxPosition({ ...small, rows: 3 })).toBe(0);
    expect(maxPosition(empty)).toBe(0);
    expect(isAtEnd(empty, 0)).toBe(true);
    expect(visibleRange(empty, 0)).toEqual({ first: 0, end: 0 });
  });

  it.each([
    [-5, 0],
    [10.4, 10],
    [99_999, 1550],
  ])("clamps position %d to %d", (position, expected) => {
    expect(clampPosition(small, position)).toBe(expected);
  });

  it.each([
    [0, { first: 0, end: 23 }],
    [10, { first: 0, end: 23 }],
    [11, { first: 0, end: 24 }],
    [20, { first: 1, end: 24 }],
    [1550, { first: 77, end: 100 }],
  ])("sees at position %d the rows %o", (position, range) => {
    expect(visibleRange(small, position)).toEqual(range);
  });

  it("maps the ends of a scaled scrollbar to the first and the last row", () => {
    expect(positionOfScroll(huge, 0)).toBe(0);
    const bottom = spacerHeight(huge) - huge.viewport;
    expect(positionOfScroll(huge, bottom)).toBe(maxPosition(huge));
    expect(visibleRange(huge, positionOfScroll(huge, bottom)).end).toBe(huge.rows);
  });

  it.each([0, 1_234_567, 110_000_000, 219_999_200])("comes back from the scrollbar to position %d", (position) => {
    const scroll = scrollOfPosition(huge, position);
    expect(scroll).toBeLessThanOrEqual(MAX_ELEMENT_PX - huge.viewport);
    expect(Math.abs(positionOfScroll(huge, scroll) - position)).toBeLessThanOrEqual(1);
  });

  it.each([
    [5, 200, 100],
    [30, 200, 200],
    [40, 200, 370],
    [99, 0, 1550],
  ])("reveals row %d from position %d at %d", (row, from, expected) => {
    expect(positionToReveal(small, from, row)).toBe(expected);
  });

  it("pages by what fits, keeping one row in sight", () => {
    expect(rowsPerPage(small)).toBe(21);
    expect(rowsPerPage({ ...small, viewport: 5 })).toBe(1);
  });
});
