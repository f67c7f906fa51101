import { type FileHandle, open } from "node:fs/promises";
import { fileReason, JackfieldError } from "../errors/index.ts";
import { abortable } from "./deadline.ts";
import { NativeStream } from "./native/native-stream.ts";
import { Reactor } from "./reactor/reactor.ts";
import type { Stream } from "./stream.ts";

/** Options of {@link sendFile}. */
export interface SendFileOptions {
  /** Where in the file to begin, in bytes. @default 0 */
  readonly offset?: number;
  /** How many bytes; a file that ends earlier is `ERR_FILE`. @default to the end of the file */
  readonly length?: number;
  /** Called after each piece with the bytes that the operating system has taken so far. */
  readonly onProgress?: (sentBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** One read of the file; two of them are in memory. */
const PIECE_BYTES = 524_288;
/** One `sendfile` of a file that is in memory, and of one that is not. */
const WARM_BYTES = 4_194_304;
const COLD_BYTES = 1_048_576;
/** A fast reader must not keep the event loop from its other work for longer. */
const TURN_MS = 2;
/** For less, preparing the connection is not worth it. */
const MUCH_BYTES = 1_048_576;

/**
 * Sends a file, or a part of it, and returns how many bytes were sent. Where it can, the kernel takes them straight from
 * its cache (`sendfile(2)`); else the next piece is read while the last one is sent. Memory use does not grow with the
 * file. Nothing else must be written meanwhile.
 * @throws JackfieldError `ERR_FILE` when the file cannot be read, or ends before `length` bytes
 * @throws SocketError as `Stream.write`
 */
export async function sendFile(
  stream: Stream,
  file: string | FileHandle,
  options: SendFileOptions = {},
): Promise<number> {
  if (typeof file !== "string") return sendHandle(stream, file, options);
  const handle = await open(file, "r").catch((cause: unknown) => {
    throw new JackfieldError("ERR_FILE", `Cannot read "${file}": ${fileReason(cause)}`, { cause });
  });
  try {
    return await sendHandle(stream, handle, options);
  } finally {
    await handle.close();
  }
}

async function sendHandle(stream: Stream, file: FileHandle, options: SendFileOptions): Promise<number> {
  const { offset = 0, length = Infinity, signal } = options;
  if (!(offset >= 0) || !(length >= 0)) throw new RangeError("offset and length must be 0 or more");
  signal?.throwIfAborted();
  const stats = await file.stat().catch(badFile);
  const native = stream instanceof NativeStream && stats.isFile();
  const sent = await (native ? sendInKernel(stream, file.fd, stats.size, options) : copy(stream, file, options));
  if (sent < length && length !== Infinity) {
    throw new JackfieldError("ERR_FILE", `The file ended after ${sent} of ${length} bytes`);
  }
  return sent;
}

/** The kernel takes the bytes from its file cache. What is not there is fetched on another thread, not in the event loop. */
async function sendInKernel(
  stream: NativeStream,
  file: number,
  size: number,
  options: SendFileOptions,
): Promise<number> {
  const { offset = 0, length = Infinity, onProgress, signal } = options;
  const { sys } = Reactor.current();
  if (Math.min(length, size - offset) >= MUCH_BYTES) stream.expectMuch();
  let sent = 0;
  let turnMs = performance.now();
  while (sent < length) {
    signal?.throwIfAborted();
    const at = offset + sent;
    const left = length - sent;
    const known = Math.min(left, size - at);
    const isWarm = (bytes: number): boolean => sys.isCached(file, at, Math.min(known, bytes));
    // The end takes no disk, and what the file has grown by since was written just now.
    const step = known <= 0 ? COLD_BYTES : [WARM_BYTES, COLD_BYTES].find(isWarm);
    const result =
      step === undefined
        ? await stream.sendFileCold(file, at, Math.min(left, COLD_BYTES))
        : stream.sendFileNow(file, at, Math.min(left, step));
    if (result === 0) break;
    if (result < 0) await abortable(stream.waitForRoom(), signal);
    else {
      sent += result;
      onProgress?.(sent);
      // The pool's thread has given the loop its turn.
      if (step !== undefined) {
        if (performance.now() - turnMs < TURN_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    turnMs = performance.now();
  }
  return sent;
}

async function copy(stream: Stream, file: FileHandle, options: SendFileOptions): Promise<number> {
  const { offset = 0, length = Infinity, onProgress, signal } = options;
  const buffers = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const;
  let sent = 0;
  let writing: Promise<void> = Promise.resolve();
  for (let turn = 0; sent < length; turn += 1) {
    signal?.throwIfAborted();
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    const wanted = Math.min(PIECE_BYTES, length - sent);
    const reading = file.read(buffer, 0, wanted, offset + sent);
    // Both at once: if the write fails, the read's outcome no longer matters, but must not be unhandled.
    const [{ bytesRead }] = await Promise.all([reading.catch(badFile), writing]);
    if (bytesRead === 0) break;
    sent += bytesRead;
    const taken = sent;
    writing = stream.write(buffer.subarray(0, bytesRead)).then(() => onProgress?.(taken));
    writing.catch(() => undefined);
  }
  await writing;
  return sent;
}

function badFile(cause: unknown): never {
  throw new JackfieldError("ERR_FILE", `Cannot read the file: ${fileReason(cause)}`, { cause });
}
