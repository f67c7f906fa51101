import { type FileHandle, open } from "node:fs/promises";
import { fileReason, JackfieldError } from "../errors/index.ts";
import { memoryFor, type ReadableBytes } from "./append-file.ts";

/** A file that is only read; its size is what it was when it was opened. */
export class ReadOnlyFile implements ReadableBytes {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** @throws JackfieldError `ERR_FILE` */
  static async open(path: string): Promise<ReadOnlyFile> {
    let handle: FileHandle | null = null;
    try {
      handle = await open(path, "r");
      const facts = await handle.stat();
      if (!facts.isFile()) throw new Error("it is not a file");
      return new ReadOnlyFile(path, facts.size, handle);
    } catch (cause) {
      await handle?.close();
      throw new JackfieldError("ERR_FILE", `open capture file ${path}: ${fileReason(cause)}`, { cause });
    }
  }

  async read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = memoryFor(wanted, into);
    let at = 0;
    while (at < wanted) {
      const { bytesRead } = await this.#handle.read(bytes, at, wanted - at, offset + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  }

  /**
   * Hands the file to `take` piece by piece, in order, until it returns false; the piece's memory is used again when the
   * promise that it may return settles.
   */
  async readAll(take: (bytes: Uint8Array) => boolean | Promise<boolean>): Promise<void> {
    const buffers = [new Uint8Array(1024 * 1024), new Uint8Array(1024 * 1024)] as const;
    let offset = 0;
    const next = (turn: number): Promise<{ bytesRead: number }> => {
      const buffer = buffers[turn % 2] as Uint8Array;
      return this.#handle.read(buffer, 0, Math.min(buffer.length, this.size - offset), offset);
    };
    let reading = next(0);
    for (let turn = 0; ; turn++) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      offset += bytesRead;
      // The next piece is read while this one is worked on.
      reading = next(turn + 1);
      reading.catch(() => {});
      if (!(await take((buffers[turn % 2] as Uint8Array).subarray(0, bytesRead)))) {
        await reading.catch(() => {});
        return;
      }
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
