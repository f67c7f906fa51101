const LF = 0x0a;

/** Cuts a chunk behind each line feed; the last piece may lack one. Pieces share the chunk's memory. */
export function* linePieces(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; ) {
    const found = chunk.indexOf(LF, at);
    const end = found < 0 ? chunk.length : found + 1;
    yield chunk.subarray(at, end);
    at = end;
  }
}
