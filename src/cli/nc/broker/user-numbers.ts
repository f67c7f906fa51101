/** The numbers of a chat's members: the lowest that is free, as ncat's file descriptors were. */
export class UserNumbers {
  readonly #first: number;
  readonly #taken: Set<number> = new Set();

  constructor(first: number) {
    this.#first = first;
  }

  take(): number {
    let number = this.#first;
    while (this.#taken.has(number)) number += 1;
    this.#taken.add(number);
    return number;
  }

  giveBack(number: number): void {
    this.#taken.delete(number);
  }
}
