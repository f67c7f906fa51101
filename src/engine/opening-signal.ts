/** A signal that follows another one only while something opens: afterwards the other one has no effect. */
export class OpeningSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #follow = (): void => this.#controller.abort(this.#outer?.reason);

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    if (outer?.aborted === true) this.#follow();
    else outer?.addEventListener("abort", this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The opening is over. */
  [Symbol.dispose](): void {
    this.#outer?.removeEventListener("abort", this.#follow);
  }
}
