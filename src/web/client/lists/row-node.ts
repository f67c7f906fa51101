import type { CaptureRow, CharsetSpec } from "../../../api/index.ts";
import { type ChecksumSpec, formatHex } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
import type { RowFormat } from "../model/session-desk.ts";
import { eventTone, eventWords } from "../text/event-words.ts";
import { rowMarks, rowNumber } from "../text/row-marks.ts";
import { rowPieces } from "../text/row-text.ts";
import { clockText, spanText } from "../text/time-text.ts";
import { type VisiblePiece, visiblePieces } from "../text/visible-text.ts";
import type { RecyclerNode } from "./recycler.ts";

/** What a row's look depends on beside the row. */
export interface RowContext {
  readonly charset: CharsetSpec;
  readonly translate: Translate;
  /** What stands in front and has the most room. */
  readonly format: RowFormat;
  /** Checksum at the end of received messages; null: not looked at. */
  readonly check: ChecksumSpec | null;
  /** The peer's address as printed. */
  remoteOf(peer: number): string;
  /** The row of this rank, or undefined while it is fetched. */
  rowOf(rank: number): CaptureRow | undefined;
  isSelected(rank: number): boolean;
}

/** Most bytes that are shown as hex, by what has the room. */
const HEX_BYTES = { text: 40, hex: 80 } as const;
const PEER_COLOURS = 8;
const CELLS = ["num", "time", "delta", "dir", "peer", "len", "text", "hex", "mark"] as const;

type CellName = (typeof CELLS)[number];

/** Puts pieces into an element as text nodes and marked spans; nothing of a payload is ever markup. */
export function showPieces(element: Element, pieces: readonly VisiblePiece[]): void {
  const [only] = pieces;
  if (pieces.length === 0 || (pieces.length === 1 && only?.kind === "text")) {
    setText(element, only?.text ?? "");
    return;
  }
  const nodes = pieces.map((piece) => {
    if (piece.kind === "text") return document.createTextNode(piece.text);
    const mark = document.createElement("span");
    mark.className = `pc-${piece.kind}${piece.text === "[" ? " pc-begin" : ""}`;
    // Brackets are drawn, so that they are not part of what is selected and copied.
    if (piece.kind !== "edge") mark.textContent = piece.text;
    return mark;
  });
  element.replaceChildren(...nodes);
}

/** Lets each line end, which is shown as its mark, also end the line; a bracket behind it stays on the line. */
export function breakLines(element: Element): void {
  for (const mark of element.querySelectorAll(".pc-control")) {
    if (mark.textContent !== "\\n") continue;
    const next = mark.nextElementSibling;
    const closes = next !== null && next === mark.nextSibling && next.matches(".pc-edge:not(.pc-begin)");
    (closes ? next : mark).after("\n");
  }
}

/** Sets an element's text, in the text node that it has if it has one; nothing is written that is there already. */
function setText(element: Element, text: string): void {
  const { firstChild } = element;
  if (firstChild !== null && firstChild === element.lastChild && firstChild.nodeType === Node.TEXT_NODE) {
    if (firstChild.nodeValue !== text) firstChild.nodeValue = text;
  } else {
    element.textContent = text;
  }
}

/** Sets an element's classes, if they are others. */
function setClass(element: Element, classes: string): void {
  if (element.className !== classes) element.className = classes;
}

/** The colour class of a peer. */
export function peerColour(peer: number): string {
  return peer === 0 ? "" : `p${peer % PEER_COLOURS}`;
}

let nextId = 0;

/** One element of the row list. */
export class RowNode implements RecyclerNode {
  readonly element: HTMLElement;
  readonly #context: RowContext;
  readonly #cells: Readonly<Record<CellName, HTMLElement>>;
  #selected: boolean | null = null;

  constructor(context: RowContext) {
    this.#context = context;
    this.element = document.createElement("div");
    this.element.setAttribute("role", "row");
    this.element.id = `row-${nextId++}`;
    const cells = CELLS.map((name) => {
      const cell = document.createElement("div");
      cell.className = `c c-${name}`;
      cell.setAttribute("role", "gridcell");
      this.element.append(cell);
      return [name, cell] as const;
    });
    this.#cells = Object.fromEntries(cells) as unknown as Record<CellName, HTMLElement>;
  }

  fill(rank: number): void {
    const row = this.#context.rowOf(rank);
    this.element.setAttribute("aria-rowindex", String(rank + 2));
    const selected = this.#context.isSelected(rank);
    if (selected !== this.#selected) this.element.setAttribute("aria-selected", String(selected));
    this.#selected = selected;
    const classes = row === undefined ? "row row-wait" : `row ${classesOf(row)}`;
    setClass(this.element, selected ? `${classes} row-selected` : classes);
    if (row === undefined) this.#fillWaiting();
    else this.#fillRow(row);
  }

  #fillWaiting(): void {
    for (const name of CELLS) setText(this.#cells[name], "");
    this.#cells.mark.hidden = true;
    setText(this.#cells.text, this.#context.translate("rows.loading"));
  }

  #fillRow(row: CaptureRow): void {
    const cells = this.#cells;
    setText(cells.num, String(rowNumber(row.index)));
    setText(cells.time, clockText(row.timeUs));
    setText(cells.delta, row.index === 0 ? "" : spanText(row.deltaUs));
    setText(cells.dir, row.direction === "in" ? "←" : row.direction === "out" ? "→" : "●");
    setText(cells.peer, row.peer === 0 ? "" : this.#context.remoteOf(row.peer));
    setClass(cells.peer, `c c-peer ${peerColour(row.peer)}`);
    if (row.kind === "data") this.#fillData(row);
    else this.#fillEvent(row);
  }

  #fillData(row: CaptureRow): void {
    const { charset, translate, format, check } = this.#context;
    const most = HEX_BYTES[format];
    const cells = this.#cells;
    setText(cells.len, String(row.length));
    showPieces(cells.text, rowPieces(row, row.direction === "out" ? charset.out : charset.in));
    const isCut = row.length > most;
    const hex = formatHex(row.bytes.length > most ? row.bytes.subarray(0, most) : row.bytes, { upperCase: true });
    setText(cells.hex, isCut ? `${hex} …` : hex);
    // Who reads hexadecimal is not told of characters.
    const words = rowMarks(row, translate, check).filter(({ kind }) => format === "text" || kind !== "split");
    cells.mark.hidden = words.length === 0;
    if (words.length === 0) return;
    const crowded = words.length > 2 || format === "hex";
    const marks = words.map((mark) => {
      const element = document.createElement("span");
      element.className = `mark mark-${mark.kind}`;
      element.textContent = crowded ? mark.short : mark.text;
      element.title = mark.title ?? mark.text;
      if (mark.row !== null) element.dataset["row"] = String(mark.row);
      return element;
    });
    cells.mark.replaceChildren(...marks);
  }

  #fillEvent(row: CaptureRow): void {
    const context = this.#context;
    const cells = this.#cells;
    setText(cells.len, "");
    setText(cells.hex, "");
    cells.mark.hidden = true;
    const remote = row.peer === 0 ? "" : context.remoteOf(row.peer);
    showPieces(cells.text, visiblePieces(eventWords(row, remote, context.translate)));
  }
}

function classesOf(row: CaptureRow): string {
  if (row.kind !== "data") return `row-event tone-${eventTone(row)}`;
  return row.direction === "out" ? "row-out" : "row-in";
}
