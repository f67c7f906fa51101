const LF = 0x0a;
const CR = 0x0d;

/** Turns LF into CR LF; what is CR LF already stays, also when a chunk ends between the two. */
export class LineEndings {
  #afterCr = false;

  /** The chunk with its line endings mended: the same array when there was nothing to do. */
  convert(chunk: Uint8Array): Uint8Array {
    let bare = 0;
    let afterCr = this.#afterCr;
    for (const byte of chunk) {
      if (byte === LF && !afterCr) bare += 1;
      afterCr = byte === CR;
    }
    const begin = this.#afterCr;
    if (chunk.length > 0) this.#afterCr = afterCr;
    return bare === 0 ? chunk : withReturns(chunk, bare, begin);
  }
}

function withReturns(chunk: Uint8Array, bare: number, begin: boolean): Uint8Array {
  const out = new Uint8Array(chunk.length + bare);
  let at = 0;
  let afterCr = begin;
  for (const byte of chunk) {
    if (byte === LF && !afterCr) out[at++] = CR;
    out[at++] = byte;
    afterCr = byte === CR;
  }
  return out;
}
