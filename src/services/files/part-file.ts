import { createHash } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, unlink } from "node:fs/promises";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import type { FetchTarget } from "./fetch-target.ts";
import { TransferError } from "./transfer-error.ts";

const PIECE_BYTES = 1024 * 1024;

/** Options of {@link PartFile.open}. */
export interface PartFileOptions {
  /** Go on with a part that is there. */
  readonly resume?: boolean;
  /** Replace the target, and a part that is there. */
  readonly force?: boolean;
}

/** What comes is written beside the target, under its name with `.part`, and gets the name when it is complete. */
export class PartFile implements FetchTarget {
  readonly isSequential = false;
  /** What fails is thrown, with its own code. */
  readonly failure = null;
  readonly target: string;
  readonly path: string;
  /** Bytes that were there when it was opened. */
  readonly resumedBytes: number;
  /** When the part was last written; null for a new one. */
  readonly writtenMs: number | null;
  readonly #file: FileHandle;
  readonly #force: boolean;

  private constructor(
    target: string,
    file: FileHandle,
    force: boolean,
    resumedBytes: number,
    writtenMs: number | null,
  ) {
    this.target = target;
    this.path = `${target}.part`;
    this.#file = file;
    this.#force = force;
    this.resumedBytes = resumedBytes;
    this.writtenMs = writtenMs;
  }

  /**
   * @throws TransferError `exists`: the target, or a part when neither `resume` nor `force` is given
   * @throws JackfieldError `ERR_FILE`
   */
  static async open(target: string, { resume = false, force = false }: PartFileOptions = {}): Promise<PartFile> {
    if (!force && (await lstat(target).catch(() => null)) !== null)
      throw new TransferError({ type: "exists", path: target });
    const path = `${target}.part`;
    const before = await lstat(path).catch(() => null);
    if (before !== null && !before.isFile()) throw new TransferError({ type: "exists", path });
    if (before !== null && !resume && !force) throw new TransferError({ type: "exists", path });
    const goesOn = resume && before !== null;
    const file = await open(path, goesOn ? "r+" : force ? "w+" : "wx+").catch((cause: Error) => {
      throw new JackfieldError("ERR_FILE", `Cannot write ${path}: ${fileReason(cause)}`, { cause });
    });
    return new PartFile(target, file, force, goesOn ? before.size : 0, goesOn ? before.mtimeMs : null);
  }

  /** @throws JackfieldError `ERR_FILE`, for example when the disk is full */
  async write(bytes: Uint8Array, at: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.#file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      }
    } catch (cause) {
      throw new JackfieldError("ERR_FILE", `Cannot write ${this.path}: ${fileReason(cause)}`, { cause });
    }
  }

  /** SHA-256 of all that is there, in hexadecimal. */
  async sha256(): Promise<string> {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (let at = 0; ; ) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  }

  /** Everything is there, and on the disk before it gets its name. An existing file is replaced only with `force`. */
  async commit(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    if (this.#force) return rename(this.path, this.target);
    try {
      // Unlike rename, link never replaces what came there meanwhile.
      await link(this.path, this.target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST")
        throw new TransferError({ type: "exists", path: this.target });
      // A file system without hard links.
      return rename(this.path, this.target);
    }
    await unlink(this.path);
  }

  /** Keeps the first bytes for a later `resume`; without any, nothing is left behind. */
  async keep(bytes: number): Promise<string | null> {
    if (bytes <= 0) {
      await this.discard();
      return null;
    }
    await this.#file.truncate(bytes).catch(() => undefined);
    await this.#file.close().catch(() => undefined);
    return this.path;
  }

  /** Nothing is left behind. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await unlink(this.path).catch(() => undefined);
  }
}
