import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { JackfieldError } from "../../errors/index.ts";
import { type FetchTarget, openTarget } from "./fetch-target.ts";
import { drop, exchange, type FileLocation } from "./http-exchange.ts";
import type { PartFileOptions } from "./part-file.ts";
import { TransferError } from "./transfer-error.ts";

/** Options of {@link fetchFile}. */
export interface FetchOptions extends PartFileOptions {
  /** Parts that are read at the same time; a target that only passes bytes on takes one. @default 1 */
  readonly segments?: number;
  /** @default unlimited */
  readonly maxBytes?: number;
  /** Give up when nothing comes for so long. @default 30_000 */
  readonly idleMs?: number;
  /** Called with the bytes that are there, and the file's size when it is known. */
  readonly onProgress?: (doneBytes: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
}

/** A file that was fetched whole. */
export interface FetchedFile {
  readonly bytes: number;
  /** Of them were there already. */
  readonly resumedBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** True: the server told the same SHA-256; null: it told none. */
  readonly checked: true | null;
}

const IDLE_MS = 30_000;

interface Fetching {
  readonly from: FileLocation;
  readonly part: FetchTarget;
  readonly options: FetchOptions;
  readonly idleMs: number;
  /** Of the caller, and of the first request that fails. */
  readonly signal: AbortSignal;
  doneBytes: number;
  totalBytes: number | null;
  etag: string | null;
  digest: string | null;
}

/** A part of the file that one request asks for; `done` counts what is there of it. */
interface Segment {
  readonly start: number;
  /** Exclusive; null is the end of the file. */
  readonly end: number | null;
  done: number;
}

/**
 * Fetches a file over HTTP/1.1 into `target`, a file's name: a part beside it first, which gets the name when all has come
 * and its SHA-256 is that of the server's `Repr-Digest`. What broke off stays as a part and can be resumed. A
 * {@link FetchTarget} takes the bytes as they come.
 * @throws TransferError, SocketError, JackfieldError `ERR_FILE`; what the target fails with
 */
export async function fetchFile(
  from: FileLocation,
  target: string | FetchTarget,
  options: FetchOptions = {},
): Promise<FetchedFile> {
  const part = await openTarget(target, options);
  const stop = new AbortController();
  const { signal } = options;
  const fetching: Fetching = {
    from,
    part,
    options,
    idleMs: options.idleMs ?? IDLE_MS,
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    doneBytes: part.resumedBytes,
    totalBytes: null,
    etag: null,
    digest: null,
  };
  let segments: Segment[] = [];
  try {
    segments = await plan(fetching);
    const hash = segments.length === 1 && part.resumedBytes === 0 ? createHash("sha256") : null;
    await allOrNone(
      segments.map((segment) => fetchSegment(fetching, segment, hash)),
      stop,
    );
    checkWhole(fetching);
    const sha256 = hash?.digest("hex") ?? (await part.sha256());
    const wanted = fetching.digest ?? (await askDigest(fetching));
    if (wanted !== null && wanted !== sha256) {
      await part.discard();
      throw new TransferError({ type: "digest", wanted, got: sha256 });
    }
    await part.commit();
    return {
      bytes: fetching.doneBytes,
      resumedBytes: part.resumedBytes,
      sha256,
      checked: wanted === null ? null : true,
    };
  } catch (error) {
    throw await broken(fetching, segments, error);
  }
}

/** The first failure stops the others; none of them runs any more when this rejects with it. */
async function allOrNone(running: readonly Promise<void>[], stop: AbortController): Promise<void> {
  const failures: unknown[] = [];
  await Promise.all(
    running.map((one) =>
      one.catch((error: unknown) => {
        failures.push(error);
        stop.abort();
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}

/** What there is to fetch; without segments and resuming the one answer tells all. */
async function plan(fetching: Fetching): Promise<Segment[]> {
  const { part, options } = fetching;
  const count = part.isSequential ? 1 : (options.segments ?? 1);
  if (count === 1) return [{ start: part.resumedBytes, end: null, done: 0 }];
  const head = await exchange("HEAD", fetching.from, exchangeOptions(fetching, {}));
  drop(head);
  checkStatus(fetching, head, [200]);
  learn(fetching, head);
  const { totalBytes } = fetching;
  const ranges = head.headers["accept-ranges"] === "bytes" && totalBytes !== null && fetching.etag !== null;
  if (!ranges) return [{ start: part.resumedBytes, end: null, done: 0 }];
  checkSize(options, totalBytes);
  const each = Math.max(1, Math.ceil((totalBytes - part.resumedBytes) / count));
  const segments: Segment[] = [];
  for (let start = part.resumedBytes; start < totalBytes; start += each) {
    segments.push({ start, end: Math.min(start + each, totalBytes), done: 0 });
  }
  return segments;
}

async function fetchSegment(
  fetching: Fetching,
  segment: Segment,
  hash: ReturnType<typeof createHash> | null,
): Promise<void> {
  const { part, options } = fetching;
  const whole = segment.start === 0 && segment.end === null;
  const response = await exchange("GET", fetching.from, exchangeOptions(fetching, rangeFields(fetching, segment)));
  if (response.statusCode === 416 && response.headers["content-range"] === `bytes */${segment.start}`) {
    // All of it was there already.
    fetching.totalBytes = segment.start;
    return drop(response);
  }
  try {
    if (!whole && response.statusCode === 200) throw new TransferError({ type: "no-ranges" });
    checkStatus(fetching, response, [whole ? 200 : 206]);
    checkRange(fetching, segment, response);
    learn(fetching, response);
    checkSize(options, fetching.totalBytes);
    const most = (segment.end ?? fetching.totalBytes ?? Infinity) - segment.start;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      checkSize(options, fetching.doneBytes + chunk.length);
      // What does not belong there would go over the next part.
      if (segment.done + chunk.length > most) throw new TransferError({ type: "no-ranges" });
      hash?.update(chunk);
      await part.write(chunk, segment.start + segment.done);
      segment.done += chunk.length;
      fetching.doneBytes += chunk.length;
      options.onProgress?.(fetching.doneBytes, fetching.totalBytes);
    }
  } finally {
    drop(response);
  }
}

function rangeFields({ part, etag }: Fetching, { start, end }: Segment): Record<string, string> {
  if (start === 0 && end === null) return {};
  const range = `bytes=${start}-${end === null ? "" : end - 1}`;
  if (etag !== null) return { Range: range, "If-Match": etag };
  // No tag was kept with the part; a file that is younger than the part is another one.
  return { Range: range, "If-Unmodified-Since": new Date(part.writtenMs ?? Date.now()).toUTCString() };
}

/** What an answer's head says of the whole file. */
function learn(fetching: Fetching, { headers, statusCode }: IncomingMessage): void {
  const range = /^bytes \d+-\d+\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1];
  const size = statusCode === 206 ? range : headers["content-length"];
  fetching.totalBytes ??= size === undefined ? null : Number(size);
  fetching.etag ??= headers.etag === undefined || headers.etag.startsWith("W/") ? null : headers.etag;
  fetching.digest ??= digestOf(headers["repr-digest"]);
}

/** A part must be the one that was asked for, of the same version of the file as the others. */
function checkRange({ etag, totalBytes }: Fetching, { start, end }: Segment, response: IncomingMessage): void {
  const { headers, statusCode } = response;
  if (statusCode !== 206) return;
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
  const wantedLast = end ?? (size === "*" ? null : Number(size));
  if (Number(first) !== start || (wantedLast !== null && Number(last) !== wantedLast - 1)) {
    throw new TransferError({ type: "no-ranges" });
  }
  const isOther = etag !== null && headers.etag !== undefined && headers.etag !== etag;
  const hasOtherSize = totalBytes !== null && size !== "*" && Number(size) !== totalBytes;
  if (isOther || hasOtherSize) throw new TransferError({ type: "changed" });
}

/** An answer in chunks ends in order, however much of the file it held. */
function checkWhole({ doneBytes, totalBytes }: Fetching): void {
  if (totalBytes === null || doneBytes === totalBytes) return;
  if (doneBytes > totalBytes) throw new TransferError({ type: "changed" });
  throw new Error(`${doneBytes} of ${totalBytes} bytes came`);
}

function checkStatus({ from }: Fetching, response: IncomingMessage, wanted: readonly number[]): void {
  const { statusCode = 0, statusMessage = "", headers } = response;
  if (wanted.includes(statusCode)) return;
  if (statusCode === 404 || statusCode === 410) throw new TransferError({ type: "missing", name: from.name });
  if (statusCode === 412) throw new TransferError({ type: "changed" });
  if (headers.location?.endsWith("/") === true) throw new TransferError({ type: "folder", name: from.name });
  throw new TransferError({ type: "status", status: statusCode, text: statusMessage });
}

function checkSize({ maxBytes }: FetchOptions, bytes: number | null): void {
  if (maxBytes === undefined || bytes === null || bytes <= maxBytes) return;
  throw new TransferError({ type: "too-large", bytes, maxBytes });
}

/** Asks for the digest alone; a server that does not know the question does not answer it. */
async function askDigest(fetching: Fetching): Promise<string | null> {
  const fields = { "Want-Repr-Digest": "sha-256=10", ...(fetching.etag === null ? {} : { "If-Match": fetching.etag }) };
  try {
    const response = await exchange("HEAD", fetching.from, exchangeOptions(fetching, fields));
    drop(response);
    if (response.statusCode === 412) throw new TransferError({ type: "changed" });
    return response.statusCode === 200 ? digestOf(response.headers["repr-digest"]) : null;
  } catch (error) {
    if (error instanceof TransferError && error.fault.type === "changed") throw error;
    fetching.options.signal?.throwIfAborted();
    return null;
  }
}

function digestOf(field: string | string[] | undefined): string | null {
  const base64 = /\bsha-256=:([^:]*):/.exec(String(field ?? ""))?.[1];
  return base64 === undefined ? null : Buffer.from(base64, "base64").toString("hex");
}

function exchangeOptions(
  { signal, idleMs }: Fetching,
  fields: Readonly<Record<string, string>>,
): Parameters<typeof exchange>[2] {
  // A content encoding would make offsets and digests those of something else.
  const all = { "Accept-Encoding": "identity", ...fields };
  return { fields: all, idleMs, signal };
}

/** Keeps what can be gone on with, and says what happened. */
async function broken({ part, options }: Fetching, segments: readonly Segment[], error: unknown): Promise<unknown> {
  const [first] = segments;
  let there = part.resumedBytes;
  for (const { start, end, done } of segments) {
    if (start !== there) break;
    there += done;
    if (end === null || start + done < end) break;
  }
  if (error instanceof TransferError && error.fault.type === "digest") return error;
  const kept = await part.keep(there);
  if (part.failure !== null) return part.failure.reason;
  if (options.signal?.aborted === true) return options.signal.reason;
  if (error instanceof TransferError || JackfieldError.is(error) || first === undefined) return error;
  return new TransferError({ type: "incomplete", bytes: there, part: kept }, { cause: error });
}
