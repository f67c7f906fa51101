import type { Role } from "../conversation/conversation.ts";
import type { Focus } from "./state.ts";
import type { Rect } from "./screen.ts";

/** What the layout depends on. */
export interface LayoutInput {
  readonly columns: number;
  readonly rows: number;
  readonly role: Role;
  readonly focus: Focus;
  /** Rows that the input takes when it has room. */
  readonly inputRows: number;
  /** A line above the rows tells the filter or the search. */
  readonly hasFinder: boolean;
  readonly inspecting: boolean;
}

/** Where everything stands; a part without room has no height. */
export interface Layout {
  readonly title: Rect;
  readonly peers: Rect;
  readonly finder: Rect;
  readonly list: Rect;
  readonly inspector: Rect;
  readonly status: Rect;
  readonly input: Rect;
  readonly preview: Rect;
  readonly hints: Rect;
}

/** Below this the view cannot be used; lines can. */
export const MIN_COLUMNS = 40;
/** The same for rows. */
export const MIN_ROWS = 10;

const PEERS_WIDTH = 30;
/** Narrower terminals show the peers only while they have the focus. */
const PEERS_ALWAYS_COLUMNS = 100;
const MAX_INPUT_ROWS = 6;

/** Columns of the input's text beside its mark. */
export function inputColumns(columns: number): number {
  return Math.max(2, columns - 3);
}

/** Divides the terminal. */
export function layoutOf(given: LayoutInput): Layout {
  const { columns, rows, role, focus, inputRows, hasFinder, inspecting } = given;
  const below = Math.min(MAX_INPUT_ROWS, Math.max(1, inputRows), Math.max(1, Math.floor(rows / 3)));
  const bodyHeight = Math.max(0, rows - 1 - 1 - below - 2);
  const bodyTop = 1;
  const showPeers = role !== "client" && (columns >= PEERS_ALWAYS_COLUMNS || focus === "peers");
  const peersWidth = showPeers ? Math.min(PEERS_WIDTH, Math.floor(columns / 2)) : 0;
  const left = peersWidth === 0 ? 0 : peersWidth + 1;
  const width = columns - left;
  const finderHeight = hasFinder && bodyHeight > 1 ? 1 : 0;
  const inspectorHeight = inspecting ? Math.floor((bodyHeight - finderHeight) / 2) : 0;
  const listTop = bodyTop + finderHeight;
  const listHeight = bodyHeight - finderHeight - inspectorHeight;
  const statusTop = bodyTop + bodyHeight;
  return {
    title: { x: 0, y: 0, width: columns, height: 1 },
    peers: { x: 0, y: bodyTop, width: peersWidth, height: peersWidth === 0 ? 0 : bodyHeight },
    finder: { x: left, y: bodyTop, width, height: finderHeight },
    list: { x: left, y: listTop, width, height: listHeight },
    inspector: { x: left, y: listTop + listHeight, width, height: inspectorHeight },
    status: { x: 0, y: statusTop, width: columns, height: 1 },
    input: { x: 0, y: statusTop + 1, width: columns, height: below },
    preview: { x: 0, y: statusTop + 1 + below, width: columns, height: 1 },
    hints: { x: 0, y: statusTop + 2 + below, width: columns, height: 1 },
  };
}

/** Whether a cell lies in a part. */
export function holds({ x, y, width, height }: Rect, column: number, row: number): boolean {
  return column >= x && column < x + width && row >= y && row < y + height;
}
