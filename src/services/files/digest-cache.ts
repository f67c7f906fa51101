import { createHash } from "node:crypto";
import type { ServedFile } from "./served-folder.ts";

const MAX_KNOWN = 4096;
const PIECE_BYTES = 1024 * 1024;

/** SHA-256 of files that were hashed before, by their tags: a changed file has another one. */
export class DigestCache {
  readonly #known = new Map<string, Promise<string>>();
  readonly #done = new Map<string, string>();

  /** The hash in base64, when it is known already. */
  peek(file: ServedFile): string | null {
    return this.#done.get(file.tag) ?? null;
  }

  /** The hash in base64; read through the file's handle, which must stay open until then. */
  async of(file: ServedFile): Promise<string> {
    const done = this.#done.get(file.tag);
    if (done !== undefined) return done;
    const running = this.#known.get(file.tag);
    if (running !== undefined) return running;
    const digest = hashOf(file);
    this.#known.set(file.tag, digest);
    try {
      const value = await digest;
      const [oldest] = this.#done.keys();
      if (this.#done.size >= MAX_KNOWN && oldest !== undefined) this.#done.delete(oldest);
      this.#done.set(file.tag, value);
      return value;
    } finally {
      this.#known.delete(file.tag);
    }
  }
}

async function hashOf({ handle, size }: ServedFile): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(PIECE_BYTES, size)));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) throw new Error("the file became shorter while it was read");
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest("base64");
}
