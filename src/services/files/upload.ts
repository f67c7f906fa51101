import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type FileHandle, link, open, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Refusal, type ServedFile, type ServedFolder } from "./served-folder.ts";

/** How files may be put into the folder. */
export interface UploadOptions {
  /** The largest file that is taken, in bytes. */
  readonly maxBytes: number;
}

/** How an upload went; without a tag it was refused. */
export type UploadResult =
  | { readonly status: 201 | 204; readonly bytes: number; readonly tag: string; readonly sha256: string }
  | { readonly status: number; readonly bytes: number; readonly tag: null; readonly problem: string };

/**
 * Takes a PUT (RFC 9110 §9.3.4) into a file beside the target, and gives it the name when all has come. An existing file is
 * replaced only under `If-Match`; without a condition it is a conflict, and with `If-None-Match: *` it fails.
 */
export async function receiveUpload(
  folder: ServedFolder,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  { maxBytes }: UploadOptions,
): Promise<UploadResult> {
  const no = (status: number, problem: string): UploadResult => ({ status, bytes: 0, tag: null, problem });
  if (request.headers["content-range"] !== undefined) return no(400, "Content-Range is not taken with PUT");
  try {
    const place = await folder.placeFor(name);
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) return no(413, `larger than ${maxBytes} bytes`);
    const before = await tagOf(folder, name);
    const refused = failedCondition(request, before);
    if (refused !== null) return no(...refused);
    if (/^100-continue$/i.test(request.headers.expect ?? "")) response.writeContinue();
    return await store(request, place, before !== null, maxBytes, () => tagOf(folder, name));
  } catch (error) {
    if (error instanceof Refusal) return no(error.reason === "missing" ? 404 : 403, error.reason);
    throw error;
  }
}

async function tagOf(folder: ServedFolder, name: string): Promise<string | null> {
  let file: ServedFile;
  try {
    file = await folder.openFile(name);
  } catch (error) {
    if (error instanceof Refusal && error.reason === "missing") return null;
    throw error;
  }
  await file.handle.close();
  return file.tag;
}

function failedCondition({ headers }: IncomingMessage, tag: string | null): readonly [number, string] | null {
  const ifMatch = headers["if-match"];
  if (ifMatch !== undefined) {
    const listed = ifMatch.split(",").map((item) => item.trim());
    const matches = tag !== null && (listed.includes("*") || listed.includes(`"${tag}"`));
    return matches ? null : [412, tag === null ? "missing" : "changed"];
  }
  if (tag === null) return null;
  if (headers["if-none-match"] !== undefined) return [412, "exists"];
  return [409, "exists; If-Match replaces it"];
}

async function store(
  request: IncomingMessage,
  place: { readonly folder: string; readonly base: string },
  replaces: boolean,
  maxBytes: number,
  tagAfter: () => Promise<string | null>,
): Promise<UploadResult> {
  const target = join(place.folder, place.base);
  const partial = join(place.folder, `.jackfield-${randomBytes(8).toString("hex")}.part`);
  const file = await open(partial, "wx", 0o644);
  try {
    const { bytes, sha256, problem } = await receive(request, file, maxBytes);
    if (problem !== null) return { status: 413, bytes, tag: null, problem };
    const wanted = /sha-256=:([^:]*):/.exec(String(request.headers["repr-digest"] ?? ""))?.[1];
    if (wanted !== undefined && wanted !== sha256) return { status: 400, bytes, tag: null, problem: "digest differs" };
    await file.sync();
    if (replaces) await rename(partial, target);
    // Unlike rename, link never replaces what came there meanwhile.
    else if (!(await linked(partial, target))) return { status: 412, bytes, tag: null, problem: "exists" };
    return { status: replaces ? 204 : 201, bytes, tag: (await tagAfter()) ?? "", sha256 };
  } finally {
    await file.close();
    await unlink(partial).catch(() => undefined);
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    if ((await stat(to).catch(() => null)) !== null) return false;
    // A file system without hard links.
    await rename(from, to);
    return true;
  }
}

async function receive(
  request: IncomingMessage,
  file: FileHandle,
  maxBytes: number,
): Promise<{ readonly bytes: number; readonly sha256: string; readonly problem: string | null }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return { bytes, sha256: "", problem: `larger than ${maxBytes} bytes` };
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
  }
  return { bytes, sha256: hash.digest("base64"), problem: null };
}
