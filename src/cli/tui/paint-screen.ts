import { CONTINUED, type Screen } from "./screen.ts";
import { PLAIN, sgr, type Style } from "./style.ts";

/** Tells terminals that know it to show nothing before the end (synchronized output); others ignore it. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const ERASE_LINE = "\u001b[K";
/** Going over so many cells that stay costs less than a jump. */
const SHORT_GAP = 4;

/**
 * What a terminal that shows `before` must get to show `after`; null: its content is not known, everything is drawn.
 * Empty when nothing changed.
 */
export function paintScreen(before: Screen | null, after: Screen, color: boolean): string {
  const known = before !== null && before.columns === after.columns && before.rows === after.rows ? before : null;
  const pen = new Pen(color);
  if (known === null) pen.clear();
  for (let y = 0; y < after.rows; y++) paintRow(known, after, y, pen);
  const cursor = after.cursor;
  const sameCursor = known !== null && known.cursor?.x === cursor?.x && known.cursor?.y === cursor?.y;
  if (pen.output === "" && sameCursor) return "";
  pen.plain();
  const end = cursor === null ? "" : `${place(cursor.x, cursor.y)}${SHOW_CURSOR}`;
  return `${BEGIN}${HIDE_CURSOR}${pen.output}${end}${END}`;
}

function paintRow(before: Screen | null, after: Screen, y: number, pen: Pen): void {
  const { columns } = after;
  const row = y * columns;
  const blankFrom = blanksFrom(after, row);
  let changed = -1;
  for (let x = 0; x < columns; x++) {
    const at = row + x;
    if (before !== null ? isSame(before, after, at) : isBlank(after, at)) continue;
    if (x >= blankFrom) {
      pen.eraseFrom(blankFrom, y);
      return;
    }
    const isNear = changed >= 0 && x - changed <= SHORT_GAP;
    for (let from = isNear ? changed + 1 : x; from <= x; from++) pen.cell(after, from, y);
    changed = x;
  }
}

/** The column from which on a row is blank. */
function blanksFrom(screen: Screen, row: number): number {
  let x = screen.columns;
  while (x > 0 && isBlank(screen, row + x - 1)) x -= 1;
  return x;
}

function isBlank(screen: Screen, at: number): boolean {
  return screen.cells[at] === " " && screen.styles[at] === PLAIN;
}

function isSame(before: Screen, after: Screen, at: number): boolean {
  // What stands in a wide character's second column changes with its first.
  const head = after.cells[at] === CONTINUED ? at - 1 : at;
  return (
    before.cells[at] === after.cells[at] &&
    before.cells[head] === after.cells[head] &&
    before.styles[head] === after.styles[head]
  );
}

function place(x: number, y: number): string {
  return `\u001b[${y + 1};${x + 1}H`;
}

/** Collects what is written, and knows where the terminal's cursor is and in which look it writes. */
class Pen {
  output = "";
  readonly #color: boolean;
  #x = -1;
  #y = -1;
  #style: Style | null = null;
  /** The last cell that was drawn. */
  #drawn = -1;

  constructor(color: boolean) {
    this.#color = color;
  }

  clear(): void {
    this.#look(PLAIN);
    this.output += "\u001b[2J";
  }

  cell(screen: Screen, x: number, y: number): void {
    const at = y * screen.columns + x;
    const text = screen.cells[at] ?? " ";
    if (text === CONTINUED) {
      // Drawn with its first column, unless a jump led into the middle.
      if (x > 0 && this.#drawn !== at - 1) this.cell(screen, x - 1, y);
      return;
    }
    this.#moveTo(x, y);
    this.#look(screen.styles[at] ?? PLAIN);
    const isWide = x + 1 < screen.columns && screen.cells[at + 1] === CONTINUED;
    // What a terminal draws narrower must not leave old text beside it.
    if (screen.unsure[at] === 1) this.output += `${isWide ? "  " : " "}${place(x, y)}`;
    this.output += text;
    this.#drawn = at;
    this.#x = x + (isWide ? 2 : 1);
    // At the right edge, and after what terminals measure differently, nobody knows.
    if (screen.unsure[at] === 1 || this.#x >= screen.columns) this.#x = -1;
  }

  eraseFrom(x: number, y: number): void {
    this.#moveTo(x, y);
    this.#look(PLAIN);
    this.output += ERASE_LINE;
  }

  plain(): void {
    this.#look(PLAIN);
  }

  #moveTo(x: number, y: number): void {
    if (this.#x === x && this.#y === y) return;
    this.output += place(x, y);
    this.#x = x;
    this.#y = y;
  }

  #look(style: Style): void {
    if (this.#style === style) return;
    this.output += sgr(style, this.#color);
    this.#style = style;
  }
}
