import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileReason, JackfieldError } from "../../errors/index.ts";

/** A file that was uploaded. */
export interface Upload {
  readonly path: string;
  readonly bytes: number;
  /** Deletes it; never throws. */
  readonly discard: () => Promise<void>;
}

/** Keeps uploaded files in one temporary folder that only this user can read. */
export class Uploads {
  readonly #maxBytes: number;
  #folder: Promise<string> | null = null;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Largest file taken. */
  get maxBytes(): number {
    return this.#maxBytes;
  }

  /**
   * Takes a file, whole. On any failure nothing is left of it.
   * @throws JackfieldError `ERR_LIMIT` past the largest size, `ERR_FILE` when the disk does not take it
   */
  async take(body: ReadableStream<Uint8Array>, name: string, signal: AbortSignal): Promise<Upload> {
    const { path, discard } = await this.reserve(name);
    let bytes = 0;
    const counter = new Transform({
      transform: (chunk: Buffer, _, done) => {
        bytes += chunk.length;
        done(bytes > this.#maxBytes ? tooLarge(this.#maxBytes) : null, chunk);
      },
    });
    try {
      const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
      await pipeline(source, counter, createWriteStream(path, { mode: 0o600 }), { signal });
    } catch (error) {
      await discard();
      if (JackfieldError.is(error) || signal.aborted) throw error;
      throw new JackfieldError("ERR_FILE", `Cannot keep the upload: ${fileReason(error)}`, { cause: error });
    }
    return { path, bytes, discard };
  }

  /** A path for a file to be made, in a folder of its own so that it can keep its name. */
  async reserve(name: string): Promise<Omit<Upload, "bytes">> {
    this.#folder ??= mkdtemp(join(tmpdir(), "jackfield-uploads-"));
    const folder = join(await this.#folder, randomUUID());
    await mkdir(folder, { mode: 0o700 });
    return {
      path: join(folder, safeName(name)),
      discard: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
    };
  }

  /** Deletes everything. */
  async close(): Promise<void> {
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }
}

/** A body was larger than what is taken. */
export function tooLarge(limit: number): JackfieldError {
  return new JackfieldError("ERR_LIMIT", `The body is larger than ${limit} bytes`);
}

/** A name without folders, control characters, or anything that a file system minds. */
function safeName(name: string): string {
  const bare = basename(name.replaceAll("\\", "/"))
    .replaceAll(/[\p{Cc}<>:"/|?*]/gu, "_")
    .slice(0, 80);
  return bare === "" || bare === "." || bare === ".." ? "file" : bare;
}
