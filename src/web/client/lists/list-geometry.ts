/** Chromium clamps an element at this height; taller content is reached through a scaled scrollbar. */
export const MAX_ELEMENT_PX: number = 33_554_428;

/** A list of equally high rows behind a viewport; lengths in CSS pixels. */
export interface ListShape {
  readonly rows: number;
  readonly rowHeight: number;
  readonly viewport: number;
}

/** Rows that touch the viewport: `first` up to, not including, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Height that the rows would have if elements could be that tall. */
export function contentHeight(shape: ListShape): number {
  return shape.rows * shape.rowHeight;
}

/** Height of the element that makes the scrollbar. */
export function spacerHeight(shape: ListShape): number {
  return Math.min(contentHeight(shape), MAX_ELEMENT_PX);
}

/** Whether one pixel of the scrollbar stands for more than one pixel of rows. */
export function isScaled(shape: ListShape): boolean {
  return contentHeight(shape) > MAX_ELEMENT_PX;
}

/** The farthest position: the last row stands at the viewport's bottom. */
export function maxPosition(shape: ListShape): number {
  return Math.max(0, contentHeight(shape) - shape.viewport);
}

/** A position moved into the range that exists, as a whole pixel. */
export function clampPosition(shape: ListShape, position: number): number {
  return Math.round(Math.min(Math.max(0, position), maxPosition(shape)));
}

/** The position that a `scrollTop` of the scrollbar stands for. */
export function positionOfScroll(shape: ListShape, scrollTop: number): number {
  if (!isScaled(shape)) return clampPosition(shape, scrollTop);
  const range = spacerHeight(shape) - shape.viewport;
  return clampPosition(shape, (scrollTop / range) * maxPosition(shape));
}

/** The `scrollTop` that shows a position. */
export function scrollOfPosition(shape: ListShape, position: number): number {
  if (!isScaled(shape)) return position;
  const range = spacerHeight(shape) - shape.viewport;
  return (position / maxPosition(shape)) * range;
}

/** Rows that can be seen at a position, partly seen ones too. */
export function visibleRange(shape: ListShape, position: number): RowRange {
  const first = Math.min(shape.rows, Math.floor(position / shape.rowHeight));
  const end = Math.min(shape.rows, Math.ceil((position + shape.viewport) / shape.rowHeight));
  return { first, end: Math.max(first, end) };
}

/** The nearest position at which a row is seen whole. */
export function positionToReveal(shape: ListShape, position: number, row: number): number {
  const top = row * shape.rowHeight;
  if (top < position) return clampPosition(shape, top);
  const bottom = top + shape.rowHeight;
  if (bottom > position + shape.viewport) return clampPosition(shape, bottom - shape.viewport);
  return position;
}

/** Whether the last row is seen whole, give or take two pixels. */
export function isAtEnd(shape: ListShape, position: number): boolean {
  return position >= maxPosition(shape) - 2;
}

/** Whole rows that fit into the viewport: how far PageUp and PageDown go. */
export function rowsPerPage(shape: ListShape): number {
  return Math.max(1, Math.floor(shape.viewport / shape.rowHeight) - 1);
}
