import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { problemOf, type ProblemState, type TransferState } from "../api/index.ts";
import { fileReason, JackfieldError } from "../errors/index.ts";
import type { SendFileOptions, SendOptions, SendResult } from "./session.ts";
import type { Transfer } from "./transfer.ts";

const TCP_CHUNK_BYTES = 65_536;
const UDP_CHUNK_BYTES = 1_024;
const MAX_CHUNK_BYTES = 16_777_216;
const MAX_DATAGRAM_BYTES = 65_507;
const CANCEL_GRACE_MS = 100;

/** What a file sender needs of its session. */
export interface FileSenderPort {
  readonly id: string;
  readonly datagrams: boolean;
  /** The peers, fixed at the start. */
  readonly peers: readonly number[];
  readonly send: (bytes: Uint8Array, to: readonly number[], options: SendOptions) => Promise<SendResult>;
  readonly shutdown: (peer: number) => Promise<void>;
  readonly onChange: () => void;
}

/** Sends a file chunk by chunk, as fast as its peers take it or at a given rate. */
export class FileSender implements Transfer {
  readonly id: string;
  readonly ended: Promise<void>;
  readonly #port: FileSenderPort;
  readonly #path: string;
  readonly #options: SendFileOptions;
  readonly #chunkBytes: number;
  readonly #totalBytes: number;
  readonly #abort = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #hash = createHash("sha256");
  readonly #startMs: number = performance.now();
  #peers: readonly number[];
  #bytes = 0;
  #phase: TransferState["phase"] = "running";
  #sha256: string | null = null;
  #problem: ProblemState | null = null;

  private constructor(port: FileSenderPort, path: string, options: SendFileOptions, file: FileHandle, size: number) {
    this.id = port.id;
    this.#port = port;
    this.#path = path;
    this.#options = options;
    this.#chunkBytes = chunkBytes(port.datagrams, options);
    this.#totalBytes = size;
    this.#peers = port.peers;
    this.ended = this.#run(file);
  }

  /**
   * Opens the file and begins.
   * @throws JackfieldError `ERR_FILE` when it is missing, unreadable or no regular file; RangeError for bad options
   */
  static async start(port: FileSenderPort, path: string, options: SendFileOptions): Promise<FileSender> {
    chunkBytes(port.datagrams, options);
    const file = await openRegular(path);
    try {
      return new FileSender(port, path, options, file.handle, file.size);
    } catch (error) {
      await file.handle.close();
      throw error;
    }
  }

  state(): TransferState {
    return {
      id: this.id,
      direction: "out",
      path: this.#path,
      peer: this.#port.peers.length === 1 ? (this.#port.peers[0] ?? null) : null,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      phase: this.#phase,
      sha256: this.#sha256,
      problem: this.#problem,
    };
  }

  /** The chunk that is under way may still be taken, so that `bytes` says what went out. */
  cancel(): void {
    if (this.#phase !== "running" || this.#abort.signal.aborted) return;
    this.#abort.abort();
    const timer = setTimeout(() => this.#giveUp.abort(), CANCEL_GRACE_MS);
    void this.ended.then(() => clearTimeout(timer));
  }

  async #run(file: FileHandle): Promise<void> {
    try {
      await this.#sendAll(file);
      if (this.#options.shutdownAfter === true) {
        await Promise.all(this.#peers.map((peer) => this.#port.shutdown(peer)));
      }
      this.#sha256 = this.#hash.digest("hex");
      this.#phase = "done";
    } catch (error) {
      this.#phase = this.#abort.signal.aborted ? "cancelled" : "failed";
      if (this.#phase === "failed") this.#problem = problemOf(error);
    } finally {
      await file.close().catch(() => undefined);
      this.#port.onChange();
    }
  }

  /** Two buffers: the next chunk is read while the peers take this one. */
  async #sendAll(file: FileHandle): Promise<void> {
    const buffers = [new Uint8Array(this.#chunkBytes), new Uint8Array(this.#chunkBytes)] as const;
    let turn: 0 | 1 = 0;
    let next = this.#read(file, buffers[turn], 0);
    while (this.#bytes < this.#totalBytes) {
      const chunk = await next;
      turn = turn === 0 ? 1 : 0;
      next = this.#read(file, buffers[turn], this.#bytes + chunk.length);
      // A rejection is met by the next turn's await; a send that fails first must not leave it unhandled.
      next.catch(() => undefined);
      await this.#pace();
      await this.#sendChunk(chunk);
    }
    await next;
  }

  async #read(file: FileHandle, buffer: Uint8Array, offset: number): Promise<Uint8Array> {
    const wanted = Math.min(buffer.length, this.#totalBytes - offset);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) {
        throw fileError(this.#path, `became shorter than ${this.#totalBytes} bytes while it was sent`);
      }
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  async #sendChunk(chunk: Uint8Array): Promise<void> {
    this.#abort.signal.throwIfAborted();
    const { signal } = this.#giveUp;
    const { sent, failed } = await this.#port.send(chunk, this.#peers, { signal });
    if (sent.length === 0) throw failed[0]?.error ?? fileError(this.#path, "has nobody left to be sent to");
    if (failed.length > 0) this.#peers = sent;
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    this.#port.onChange();
  }

  async #pace(): Promise<void> {
    const rate = this.#options.bytesPerSecond;
    if (rate === undefined) return;
    const waitMs = this.#startMs + (this.#bytes / rate) * 1000 - performance.now();
    if (waitMs >= 1) await sleep(waitMs, undefined, { signal: this.#abort.signal });
  }
}

function chunkBytes(datagrams: boolean, options: SendFileOptions): number {
  const { chunkBytes: asked, bytesPerSecond } = options;
  if (bytesPerSecond !== undefined && !(bytesPerSecond > 0)) {
    throw new RangeError(`bytesPerSecond is ${bytesPerSecond}, want more than 0`);
  }
  const most = datagrams ? MAX_DATAGRAM_BYTES : MAX_CHUNK_BYTES;
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 1 && asked <= most)) {
    throw new RangeError(`chunkBytes is ${asked}, want a whole number from 1 to ${most}`);
  }
  if (asked !== undefined) return asked;
  if (datagrams) return UDP_CHUNK_BYTES;
  // At a low rate a smaller chunk keeps the flow even: ten chunks a second.
  return Math.min(TCP_CHUNK_BYTES, Math.max(1, Math.ceil((bytesPerSecond ?? Infinity) / 10)));
}

async function openRegular(path: string): Promise<{ handle: FileHandle; size: number }> {
  let handle: FileHandle | null = null;
  try {
    // Non-blocking, so that a FIFO without a writer does not hold us.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (stat.isFile()) return { handle, size: stat.size };
  } catch (error) {
    await handle?.close().catch(() => undefined);
    throw fileError(path, "cannot be read", error);
  }
  await handle.close();
  throw fileError(path, "is no regular file");
}

/** An `ERR_FILE` that names the path and says why. */
export function fileError(path: string, what: string, cause?: unknown): JackfieldError {
  const why = cause === undefined ? "" : `: ${fileReason(cause)}`;
  return new JackfieldError("ERR_FILE", `File "${path}" ${what}${why}`, cause === undefined ? {} : { cause });
}
