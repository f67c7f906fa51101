import type { CaptureRow, CharsetSpec } from "../../../api/index.ts";
import { formatHex } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
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
  /** The peer's address as printed. */
  remoteOf(peer: number): string;
  /** The row of this rank, or undefined while it is fetched. */
  rowOf(rank: number): CaptureRow | undefined;
  isSelected(rank: number): boolean;
}

const HEX_BYTES = 40;
const PEER_COLOURS = 8;
const CELLS = ["num", "time", "delta", "dir", "peer", "len", "text", "hex", "mark"] as const;

type CellName = (typeof CELLS)[number];

/** Puts pieces into an element as text nodes and marked spans; nothing of a payload is ever markup. */
export function showPieces(element: Element, pieces: readonly VisiblePiece[]): void {
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

/** The colour class of a peer. */
export function peerColour(peer: number): string {
  return peer === 0 ? "" : `p${peer % PEER_COLOURS}`;
}

/** One element of the row list. */
export class RowNode implements RecyclerNode {
  readonly element: HTMLElement;
  readonly #context: RowContext;
  readonly #cells: Readonly<Record<CellName, HTMLElement>>;

  constructor(context: RowContext) {
    this.#context = context;
    this.element = document.createElement("div");
    this.element.setAttribute("role", "row");
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
    this.element.id = `row-${rank}`;
    this.element.setAttribute("aria-rowindex", String(rank + 2));
    const selected = this.#context.isSelected(rank);
    this.element.setAttribute("aria-selected", String(selected));
    this.element.className = row === undefined ? "row row-wait" : `row ${classesOf(row)}`;
    if (selected) this.element.classList.add("row-selected");
    if (row === undefined) this.#fillWaiting();
    else this.#fillRow(row);
  }

  #fillWaiting(): void {
    for (const name of CELLS) this.#cells[name].textContent = "";
    this.#cells.text.textContent = this.#context.translate("rows.loading");
  }

  #fillRow(row: CaptureRow): void {
    const cells = this.#cells;
    cells.num.textContent = String(rowNumber(row.index));
    cells.time.textContent = clockText(row.timeUs);
    cells.delta.textContent = row.index === 0 ? "" : spanText(row.deltaUs);
    cells.dir.textContent = row.direction === "in" ? "←" : row.direction === "out" ? "→" : "●";
    cells.peer.textContent = row.peer === 0 ? "" : this.#context.remoteOf(row.peer);
    cells.peer.className = `c c-peer ${peerColour(row.peer)}`;
    if (row.kind === "data") this.#fillData(row);
    else this.#fillEvent(row);
  }

  #fillData(row: CaptureRow): void {
    const { charset, translate } = this.#context;
    const cells = this.#cells;
    cells.len.textContent = String(row.length);
    showPieces(cells.text, rowPieces(row, row.direction === "out" ? charset.out : charset.in));
    const isCut = row.length > HEX_BYTES;
    const hex = formatHex(row.bytes.length > HEX_BYTES ? row.bytes.subarray(0, HEX_BYTES) : row.bytes, {
      upperCase: true,
    });
    cells.hex.textContent = isCut ? `${hex} …` : hex;
    const marks = rowMarks(row, translate).map((mark) => {
      const element = document.createElement("span");
      element.className = `mark mark-${mark.kind}`;
      element.textContent = mark.text;
      if (mark.row !== null) element.dataset["row"] = String(mark.row);
      return element;
    });
    cells.mark.replaceChildren(...marks);
  }

  #fillEvent(row: CaptureRow): void {
    const context = this.#context;
    const cells = this.#cells;
    cells.len.textContent = "";
    cells.hex.textContent = "";
    cells.mark.textContent = "";
    const remote = row.peer === 0 ? "" : context.remoteOf(row.peer);
    showPieces(cells.text, visiblePieces(eventWords(row, remote, context.translate)));
  }
}

function classesOf(row: CaptureRow): string {
  if (row.kind !== "data") return `row-event tone-${eventTone(row)}`;
  return row.direction === "out" ? "row-out" : "row-in";
}
