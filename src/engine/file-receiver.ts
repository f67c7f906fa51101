import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, link, open, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { problemOf, type ProblemState, type TransferState } from "../api/index.ts";
import type { CaptureEvent } from "../capture/index.ts";
import { ERROR_CODES, JackfieldError, SocketError } from "../errors/index.ts";
import { deferred } from "./deferred.ts";
import { fileError } from "./file-sender.ts";
import type { ReceiveFileOptions, SessionListener } from "./session.ts";
import type { Transfer } from "./transfer.ts";

/** What a file receiver needs of its session. */
export interface FileReceiverPort {
  readonly id: string;
  readonly from: number | "all";
  readonly listen: (listener: SessionListener) => () => void;
  readonly onChange: () => void;
}

/**
 * Writes what is received to a file: first under a temporary name in the same folder, renamed when it is whole. When the
 * peer resets or the disk fails, what came stays under the temporary name, and the problem says where.
 */
export class FileReceiver implements Transfer {
  readonly id: string;
  readonly #port: FileReceiverPort;
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #options: ReceiveFileOptions;
  readonly #hash = createHash("sha256");
  readonly #ended = deferred();
  readonly #unlisten: () => void;
  #tail: Promise<void> = Promise.resolve();
  #bytes = 0;
  #finishing: Promise<void> | null = null;
  #phase: TransferState["phase"] = "running";
  #sha256: string | null = null;
  #problem: ProblemState | null = null;

  private constructor(
    port: FileReceiverPort,
    path: string,
    options: ReceiveFileOptions,
    temporary: string,
    file: FileHandle,
  ) {
    this.id = port.id;
    this.#port = port;
    this.#path = path;
    this.#options = options;
    this.#temporary = temporary;
    this.#file = file;
    this.#unlisten = port.listen((event) => this.#hear(event));
  }

  /**
   * Makes the temporary file and begins.
   * @throws JackfieldError `ERR_FILE_EXISTS` when the path exists and `overwrite` is not set, `ERR_FILE`; RangeError
   */
  static async start(port: FileReceiverPort, path: string, options: ReceiveFileOptions): Promise<FileReceiver> {
    const { maxBytes, overwrite } = options;
    if (maxBytes !== undefined && !(Number.isSafeInteger(maxBytes) && maxBytes >= 1)) {
      throw new RangeError(`maxBytes is ${maxBytes}, want a whole number from 1`);
    }
    if (overwrite !== true && (await exists(path))) {
      throw new JackfieldError("ERR_FILE_EXISTS", `${path}: ${ERROR_CODES.ERR_FILE_EXISTS.meaning}`);
    }
    const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);
    try {
      return new FileReceiver(port, path, options, temporary, await open(temporary, "wx"));
    } catch (error) {
      throw fileError(path, "cannot be written", error);
    }
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  state(): TransferState {
    const { from } = this.#port;
    return {
      id: this.id,
      direction: "in",
      path: this.#path,
      peer: from === "all" ? null : from,
      bytes: this.#bytes,
      totalBytes: null,
      phase: this.#phase,
      sha256: this.#sha256,
      problem: this.#problem,
    };
  }

  cancel(): void {
    void this.#finish("cancelled");
  }

  /** The session ends: what came is whole. */
  finish(): Promise<void> {
    return this.#finish("done");
  }

  #hear(event: CaptureEvent): void | Promise<void> {
    const { from } = this.#port;
    if (from !== "all" && event.peer !== from) return undefined;
    if (event.kind === "data" && event.direction === "in") return this.#take(event.bytes);
    if (from === "all") return undefined;
    if (event.kind === "reset" && event.direction === "in") {
      const error = new SocketError("ERR_RESET", { op: "recv", network: "socket", hint: `${this.#bytes} bytes came` });
      return this.#finish("failed", error);
    }
    const over = (event.kind === "eof" && event.direction === "in") || event.kind === "close";
    return over ? this.#finish("done") : undefined;
  }

  #take(bytes: Uint8Array): Promise<void> | undefined {
    const room = (this.#options.maxBytes ?? Infinity) - this.#bytes;
    if (this.#finishing !== null || room <= 0) return undefined;
    const taken = bytes.length > room ? bytes.subarray(0, room) : bytes;
    const position = this.#bytes;
    this.#bytes += taken.length;
    this.#hash.update(taken);
    this.#tail = this.#tail.then(() => this.#write(taken, position));
    this.#port.onChange();
    return taken.length === room ? this.#finish("done") : this.#tail;
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    if (this.#problem !== null) return;
    try {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, position + written);
        written += bytesWritten;
      }
    } catch (error) {
      void this.#finish("failed", fileError(this.#path, "cannot be written", error));
    }
  }

  #finish(phase: "done" | "cancelled" | "failed", error?: unknown): Promise<void> {
    this.#finishing ??= this.#finishInOrder(phase, error);
    return this.#finishing;
  }

  async #finishInOrder(phase: "done" | "cancelled" | "failed", error: unknown): Promise<void> {
    this.#unlisten();
    if (phase === "failed") this.#setProblem(error);
    else await this.#tail;
    try {
      await this.#file.close();
      if (this.#problem === null) await this.#publish();
    } catch (cause) {
      this.#setProblem(fileError(this.#path, "cannot be written", cause));
    }
    this.#phase = this.#problem === null ? phase : "failed";
    if (this.#problem === null) this.#sha256 = this.#hash.digest("hex");
    this.#port.onChange();
    this.#ended.resolve();
  }

  #setProblem(error: unknown): void {
    const problem = problemOf(error);
    this.#problem = { ...problem, message: `${problem.message}; what came is in "${this.#temporary}"` };
  }

  /** `link` fails where somebody made the file meanwhile; `rename` would replace it silently. */
  async #publish(): Promise<void> {
    if (this.#options.overwrite === true) return rename(this.#temporary, this.#path);
    try {
      await link(this.#temporary, this.#path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST" || (await exists(this.#path))) throw error;
      // A file system without hard links.
      return rename(this.#temporary, this.#path);
    }
    await unlink(this.#temporary);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== "ENOENT",
  );
}
