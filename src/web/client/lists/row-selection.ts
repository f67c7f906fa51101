/** Selected rows by rank: from where the selection began to where it was carried, both included. */
export interface RowSelection {
  readonly anchor: number;
  readonly focus: number;
}

/** Rows of a selection in order, `end` not included. */
export function selectedRange(selection: RowSelection | null): { readonly first: number; readonly end: number } {
  if (selection === null) return { first: 0, end: 0 };
  const { anchor, focus } = selection;
  return { first: Math.min(anchor, focus), end: Math.max(anchor, focus) + 1 };
}

/** What a key does to the row in focus. */
export interface RowMove {
  readonly focus: number;
  /** The anchor stays where it is. */
  readonly extends: boolean;
}

/** Where a key takes the focus, or null for keys that do not move it. */
export function moveByKey(key: string, shift: boolean, from: number, rows: number, pageRows: number): RowMove | null {
  if (rows === 0) return null;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -rows,
    End: rows,
  };
  const step = steps[key];
  if (step === undefined) return null;
  // Without a row in focus the first key goes to the end that it points at.
  const start = from < 0 ? (step > 0 ? -1 : rows) : from;
  return { focus: Math.min(rows - 1, Math.max(0, start + step)), extends: shift };
}
