import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import { drop, exchange, type ExchangeOptions, type FileLocation } from "./http-exchange.ts";
import { TransferError } from "./transfer-error.ts";

/** Options of {@link storeFile}. */
export interface StoreOptions {
  /** Replace the file that is there, if it is still the one that was seen. @default false */
  readonly force?: boolean;
  /** Give up when nothing moves for so long. @default 30_000 */
  readonly idleMs?: number;
  /** Called with the bytes that are sent, and all of them when that is known. */
  readonly onProgress?: (doneBytes: number, totalBytes: number | null) => void;
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
  const file = await open(path, "r").catch((cause: Error) => {
    throw new JackfieldError("ERR_FILE", `Cannot read ${path}: ${fileReason(cause)}`, { cause });
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new JackfieldError("ERR_FILE", `${path} is not a regular file`);
    const { size } = facts;
    const condition = await conditionFor(to, options);
    const sha256 = await hashOf(file, size);
    const fields = {
      "Content-Length": String(size),
      "Repr-Digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
      ...condition,
    };
    const response = await store(to, options, fields, (write) => sendAll(file, size, write, options.onProgress));
    checkStatus(response.statusCode ?? 0, response.statusMessage ?? "", size, to);
    return { bytes: size, sha256, checked: checkDigest(response, sha256) };
  } finally {
    await file.close();
  }
}

/**
 * The same with bytes whose number nobody knows (`Transfer-Encoding: chunked`); the SHA-256 is compared with the one that
 * the server tells afterwards. `read` gives the next bytes, valid until its next call, and null at the end.
 * @throws TransferError, SocketError; what `read` fails with
 */
export async function storeBytes(
  read: () => Promise<Uint8Array | null>,
  to: FileLocation,
  options: StoreOptions = {},
): Promise<StoredFile> {
  const condition = await conditionFor(to, options);
  const hash = createHash("sha256");
  let bytes = 0;
  const response = await store(to, options, { "Transfer-Encoding": "chunked", ...condition }, async (write) => {
    for (let chunk = await read(); chunk !== null; chunk = await read()) {
      if (chunk.length === 0) continue;
      hash.update(chunk);
      await write(chunk);
      bytes += chunk.length;
      options.onProgress?.(bytes, null);
    }
  });
  checkStatus(response.statusCode ?? 0, response.statusMessage ?? "", bytes, to);
  const sha256 = hash.digest("hex");
  return { bytes, sha256, checked: checkDigest(response, sha256) };
}

/** Asks what is there, and gives the fields that let the server replace just that. */
async function conditionFor(to: FileLocation, options: StoreOptions): Promise<Readonly<Record<string, string>>> {
  const before = await exchange("HEAD", to, waitOf(options));
  drop(before);
  return conditionOf(before.statusCode ?? 0, before.headers.etag, options, to);
}

async function store(
  to: FileLocation,
  options: StoreOptions,
  fields: Readonly<Record<string, string>>,
  body: NonNullable<ExchangeOptions["body"]>,
): Promise<IncomingMessage> {
  const response = await exchange("PUT", to, {
    ...waitOf(options),
    fields: { "Content-Type": "application/octet-stream", Expect: "100-continue", ...fields },
    body,
  });
  drop(response);
  return response;
}

function waitOf({ idleMs = IDLE_MS, signal }: StoreOptions): Pick<ExchangeOptions, "idleMs" | "signal"> {
  return { idleMs, ...(signal === undefined ? {} : { signal }) };
}

function checkDigest({ headers }: IncomingMessage, sha256: string): true | null {
  const told = /\bsha-256=:([^:]*):/.exec(String(headers["repr-digest"] ?? ""))?.[1];
  if (told === undefined) return null;
  const got = Buffer.from(told, "base64").toString("hex");
  if (got !== sha256) throw new TransferError({ type: "digest", wanted: sha256, got });
  return true;
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
