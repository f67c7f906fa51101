import { formatHex } from "../../../bytes/index.ts";
import type { ByteCharacter } from "../text/byte-characters.ts";
import type { PayloadPages } from "./payload-pages.ts";
import { Recycler, type RecyclerNode } from "./recycler.ts";

/** Height of a line in CSS pixels; the style sheet has the same. */
export const HEX_LINE_HEIGHT = 20;

/** Selected bytes: `end` is not included. The cursor is where the selection was carried to. */
export interface ByteSelection {
  readonly start: number;
  readonly end: number;
  readonly cursor: number;
}

/** What is shown. */
export interface HexViewData {
  readonly pages: PayloadPages;
  /** Characters of the first bytes; the rest is shown as ASCII. */
  readonly characters: readonly ByteCharacter[];
}

/** What the view tells. */
export interface HexViewListener {
  onSelect(selection: ByteSelection | null): void;
  /** The selected bytes are to be copied. */
  onCopy(selection: ByteSelection): void;
}

interface Selecting {
  anchor: number;
  cursor: number;
}

/** A hex dump of a payload of any size. Selecting bytes lights their text, and selecting text its bytes. */
export class HexView {
  readonly #recycler: Recycler;
  readonly #listener: HexViewListener;
  readonly #bytesPerLine: number;
  #data: HexViewData | null = null;
  #selecting: Selecting | null = null;
  #dragging = false;

  constructor(host: HTMLElement, bytesPerLine: number, listener: HexViewListener) {
    this.#listener = listener;
    this.#bytesPerLine = bytesPerLine;
    this.#recycler = new Recycler({
      host,
      rowHeight: HEX_LINE_HEIGHT,
      createNode: () => this.#createLine(),
    });
    const { scroller } = this.#recycler;
    scroller.classList.add("hex-scroller");
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "application");
    scroller.addEventListener("pointerdown", this.#onDown);
    scroller.addEventListener("pointermove", this.#onMove);
    scroller.addEventListener("pointerup", () => (this.#dragging = false));
    scroller.addEventListener("keydown", this.#onKey);
  }

  /** Shows a payload; the selection is kept only for the same one. */
  setData(data: HexViewData | null): void {
    if (data?.pages !== this.#data?.pages) this.#select(null);
    this.#data = data;
    this.#recycler.setRows(data === null ? 0 : Math.ceil(data.pages.length / this.#bytesPerLine));
    this.#recycler.refresh();
  }

  /** Bytes came. */
  update(): void {
    this.#recycler.refresh();
  }

  setLabel(label: string): void {
    this.#recycler.scroller.setAttribute("aria-label", label);
  }

  dispose(): void {
    this.#recycler.dispose();
  }

  #createLine(): RecyclerNode {
    const element = document.createElement("div");
    element.className = "hex-line";
    const offset = document.createElement("span");
    offset.className = "hex-offset";
    const cells = (name: string): HTMLElement[] =>
      Array.from({ length: this.#bytesPerLine }, () => {
        const cell = document.createElement("span");
        cell.className = name;
        return cell;
      });
    const bytes = cells("hex-byte");
    const texts = cells("hex-text");
    const bytesBox = document.createElement("span");
    bytesBox.className = "hex-bytes";
    bytesBox.append(...bytes);
    const textBox = document.createElement("span");
    textBox.className = "hex-texts";
    textBox.append(...texts);
    element.append(offset, bytesBox, textBox);
    return { element, fill: (line) => this.#fillLine(line, offset, bytes, texts) };
  }

  #fillLine(line: number, offset: HTMLElement, bytes: readonly HTMLElement[], texts: readonly HTMLElement[]): void {
    const start = line * this.#bytesPerLine;
    const length = this.#data?.pages.length ?? 0;
    offset.textContent = start.toString(16).padStart(length > 0xffff ? 8 : 4, "0");
    for (let at = 0; at < this.#bytesPerLine; at++) {
      const position = start + at;
      const byteCell = bytes[at];
      const textCell = texts[at];
      if (byteCell === undefined || textCell === undefined) continue;
      const byte = position < length ? this.#data?.pages.byteAt(position) : undefined;
      byteCell.textContent =
        byte === undefined ? (position < length ? "··" : "") : formatHex(Uint8Array.of(byte), { upperCase: true });
      byteCell.dataset["at"] = position < length ? String(position) : "";
      textCell.dataset["at"] = byteCell.dataset["at"];
      const lit = this.#isLit(position) ? " lit" : "";
      byteCell.className = `hex-byte${lit}${byte === 0 ? " hex-zero" : ""}`;
      this.#fillText(textCell, position, byte, lit);
    }
  }

  #fillText(cell: HTMLElement, position: number, byte: number | undefined, lit: string): void {
    const character = this.#data?.characters[position];
    if (character !== undefined) {
      cell.textContent = character.text;
      // A wide character takes the room of its bytes.
      cell.className = `hex-text hex-${character.kind}${lit}`;
      return;
    }
    const plain = byte !== undefined && byte >= 0x20 && byte < 0x7f;
    cell.textContent = plain ? String.fromCharCode(byte) : byte === undefined ? "" : "·";
    cell.className = `hex-text hex-${plain ? "text" : "control"}${lit}`;
  }

  #isLit(position: number): boolean {
    const selection = this.#selection();
    return selection !== null && position >= selection.start && position < selection.end;
  }

  #selection(): ByteSelection | null {
    if (this.#selecting === null) return null;
    const { anchor, cursor } = this.#selecting;
    return { start: Math.min(anchor, cursor), end: Math.max(anchor, cursor) + 1, cursor };
  }

  #select(selecting: Selecting | null): void {
    this.#selecting = selecting;
    this.#recycler.refresh();
    this.#listener.onSelect(this.#selection());
  }

  #positionOf(event: PointerEvent): number | null {
    // Pointer capture would hide the cell below: ask for it by its place.
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const at = target instanceof HTMLElement ? target.dataset["at"] : undefined;
    return at === undefined || at === "" ? null : Number(at);
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const position = this.#positionOf(event);
    if (position === null) return;
    this.#dragging = true;
    const anchor = event.shiftKey ? (this.#selecting?.anchor ?? position) : position;
    this.#select({ anchor, cursor: position });
  };

  readonly #onMove = (event: PointerEvent): void => {
    if (!this.#dragging || (event.buttons & 1) === 0) return;
    const position = this.#positionOf(event);
    if (position !== null && position !== this.#selecting?.cursor) {
      this.#select({ anchor: this.#selecting?.anchor ?? position, cursor: position });
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const length = this.#data?.pages.length ?? 0;
    const selection = this.#selection();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c" && selection !== null) {
      event.preventDefault();
      this.#listener.onCopy(selection);
      return;
    }
    if (length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = this.#recycler.pageRows * this.#bytesPerLine;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -this.#bytesPerLine,
      ArrowDown: this.#bytesPerLine,
      PageUp: -page,
      PageDown: page,
      Home: -length,
      End: length,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = this.#selecting?.cursor ?? -1;
    const cursor = from < 0 ? 0 : Math.min(length - 1, Math.max(0, from + step));
    this.#select({ anchor: event.shiftKey ? (this.#selecting?.anchor ?? cursor) : cursor, cursor });
    this.#recycler.reveal(Math.floor(cursor / this.#bytesPerLine));
  };
}
