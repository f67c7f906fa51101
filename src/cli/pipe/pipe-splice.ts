import { growPipe } from "../../net/index.ts";

/** A pipe through which much goes is made so large, so that its two ends take turns less often. */
const LARGE_PIPE_BYTES = 1_048_576;
/** Much: a pipe that carries less is left as it is. */
const MUCH_BYTES = 262_144;
/** Moves that may follow one another before the event loop gets its turn. */
const MOVES_PER_TURN = 16;

/** Moves bytes between a pipe and a connection inside the kernel as long as neither side has to wait. */
export class PipeSplice {
  readonly #pipe: number;
  readonly #move: (pipe: number) => number;
  #total = 0;
  #hasGrown = false;

  private constructor(pipe: number, move: (pipe: number) => number) {
    this.#pipe = pipe;
    this.#move = move;
  }

  /** `move` is one `splice(2)`: bytes moved, 0 at the end, -1 when it would wait. Null where there is no pipe. */
  static of(pipe: number | null, move: (pipe: number) => number): PipeSplice | null {
    return pipe === null ? null : new PipeSplice(pipe, move);
  }

  /** Moves what can be moved now. Resolves to whether the end has come; if not, the caller waits in its own way. */
  async run(onMoved: (bytes: number) => void): Promise<boolean> {
    for (let moves = 1; ; moves++) {
      const moved = this.#move(this.#pipe);
      if (moved <= 0) return moved === 0;
      onMoved(moved);
      this.#grow(moved);
      if (moves % MOVES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #grow(moved: number): void {
    this.#total += moved;
    if (this.#hasGrown || this.#total < MUCH_BYTES) return;
    this.#hasGrown = true;
    // Where it is not allowed, the pipe stays as it is.
    growPipe(this.#pipe, LARGE_PIPE_BYTES);
  }
}
