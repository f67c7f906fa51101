import { type FileHandle, open } from "node:fs/promises";
import { JackfieldError } from "../errors/index.ts";
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

/**
 * Sends a file, or a part of it, and returns how many bytes were sent. The next piece is read from the disk while the
 * last one is taken by the operating system; memory use does not grow with the file.
 * @throws JackfieldError `ERR_FILE` when the file cannot be read, or ends before `length` bytes
 * @throws SocketError as `Stream.write`
 */
export async function sendFile(
  stream: Stream,
  file: string | FileHandle,
  options: SendFileOptions = {},
): Promise<number> {
  if (typeof file !== "string") return copy(stream, file, options);
  const handle = await open(file, "r").catch((cause: unknown) => {
    throw new JackfieldError("ERR_FILE", `Cannot read "${file}": ${(cause as Error).message}`, { cause });
  });
  try {
    return await copy(stream, handle, options);
  } finally {
    await handle.close();
  }
}

async function copy(stream: Stream, file: FileHandle, options: SendFileOptions): Promise<number> {
  const { offset = 0, length = Infinity, onProgress, signal } = options;
  if (!(offset >= 0) || !(length >= 0)) throw new RangeError("offset and length must be 0 or more");
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
  if (sent < length && length !== Infinity) {
    throw new JackfieldError("ERR_FILE", `The file ended after ${sent} of ${length} bytes`);
  }
  return sent;
}

function badFile(cause: unknown): never {
  throw new JackfieldError("ERR_FILE", `Cannot read the file: ${(cause as Error).message}`, { cause });
}
