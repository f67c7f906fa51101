import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { JackfieldError } from "../../errors/index.ts";
import { drop, exchange, type FileLocation } from "./http-exchange.ts";
import { TransferError } from "./transfer-error.ts";

/** Options of {@link storeFile}. */
export interface StoreOptions {
  /** Replace the file that is there, if it is still the one that was seen. @default false */
  readonly force?: boolean;
  /** Give up when nothing moves for so long. @default 30_000 */
  readonly idleMs?: number;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** A file that the server has. */
export interface StoredFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** True: the server told the same SHA-256; null: it told none. */
  readonly checked: true | null;
}

const IDLE_MS = 30_000;
const PIECE_BYTES = 256 * 1024;

/**
 * Uploads a file by HTTP PUT. Without `force` never over another one (`If-None-Match: *`); the server checks the SHA-256.
 * @throws TransferError, SocketError, JackfieldError `ERR_FILE`
 */
export async function storeFile(path: string, to: FileLocation, options: StoreOptions = {}): Promise<StoredFile> {
  const { idleMs = IDLE_MS, signal, onProgress } = options;
  const file = await open(path, "r").catch((cause: Error) => {
    throw new JackfieldError("ERR_FILE", `Cannot read ${path}: ${cause.message}`, { cause });
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new JackfieldError("ERR_FILE", `${path} is not a regular file`);
    const wait = { idleMs, ...(signal === undefined ? {} : { signal }) };
    const before = await exchange("HEAD", to, wait);
    drop(before);
    const condition = conditionOf(before.statusCode ?? 0, before.headers.etag, options, to);
    const sha256 = await hashOf(file, facts.size);
    const response = await exchange("PUT", to, {
      ...wait,
      fields: {
        "Content-Length": String(facts.size),
        "Content-Type": "application/octet-stream",
        "Repr-Digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
        Expect: "100-continue",
        ...condition,
      },
      body: (write) => sendAll(file, facts.size, write, onProgress),
    });
    drop(response);
    checkStatus(response.statusCode ?? 0, response.statusMessage ?? "", facts.size, to);
    const told = /\bsha-256=:([^:]*):/.exec(String(response.headers["repr-digest"] ?? ""))?.[1];
    const got = told === undefined ? null : Buffer.from(told, "base64").toString("hex");
    if (got !== null && got !== sha256) throw new TransferError({ type: "digest", wanted: sha256, got });
    return { bytes: facts.size, sha256, checked: got === null ? null : true };
  } finally {
    await file.close();
  }
}

function conditionOf(
  status: number,
  etag: string | undefined,
  { force = false }: StoreOptions,
  { name }: FileLocation,
): Readonly<Record<string, string>> {
  if (status !== 200) return { "If-None-Match": "*" };
  if (!force) throw new TransferError({ type: "put-exists", name });
  return { "If-Match": etag ?? "*" };
}

function checkStatus(status: number, text: string, bytes: number, { name }: FileLocation): void {
  if (status >= 200 && status < 300) return;
  if (status === 405 || status === 501) throw new TransferError({ type: "read-only" });
  if (status === 409 || status === 412) throw new TransferError({ type: "put-exists", name });
  if (status === 413) throw new TransferError({ type: "status", status, text: `${text} (${bytes})` });
  throw new TransferError({ type: "status", status, text });
}

async function hashOf(file: FileHandle, size: number): Promise<string> {
  const hash = createHash("sha256");
  await sendAll(file, size, (bytes) => {
    hash.update(bytes);
    return Promise.resolve();
  });
  return hash.digest("hex");
}

async function sendAll(
  file: FileHandle,
  size: number,
  write: (bytes: Uint8Array) => Promise<void>,
  onProgress?: (doneBytes: number, totalBytes: number) => void,
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) throw new JackfieldError("ERR_FILE", `The file became shorter: ${at} of ${size} bytes`);
    await write(buffer.subarray(0, bytesRead));
    at += bytesRead;
    onProgress?.(at, size);
  }
}
