/** A growing list of row numbers, four bytes each. */
export class RowList {
  #numbers = new Uint32Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(row: number): void {
    if (this.#length === this.#numbers.length) {
      const wider = new Uint32Array(this.#length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.#length] = row;
    this.#length += 1;
  }

  /** A part of the list; shorter at its end. */
  slice(from: number, count: number): number[] {
    const start = Math.max(0, Math.floor(from));
    return [...this.#numbers.subarray(start, Math.min(this.#length, start + Math.max(0, Math.floor(count))))];
  }
}
