/**
 * Lets what was sent into a recorder one after another while its disk is behind: thousands of peers that take their bytes
 * in the same moment must not make as many copies of them.
 */
export class RecordTurns {
  readonly #pressure: () => Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #next = 0;
  #running = false;

  /** @param pressure a promise while the disk is behind */
  constructor(pressure: () => Promise<void> | undefined) {
    this.#pressure = pressure;
  }

  /** Who waits. */
  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** Undefined when the recorder takes it at once; else record in the turn in which the promise resolves. */
  enter(): Promise<void> | undefined {
    if (!this.#running && this.#pressure() === undefined) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let admit = this.#waiting[this.#next]; admit !== undefined; admit = this.#waiting[this.#next]) {
      const behind = this.#pressure();
      if (behind !== undefined) await behind;
      this.#next += 1;
      admit();
      // It records before this goes on.
      await Promise.resolve();
    }
    this.#waiting = [];
    this.#next = 0;
    this.#running = false;
  }
}
