import { TextDecoder } from "node:util";
import type { PeerLink } from "./peer-link.ts";
import { Refusal, type ServedFile, type ServedFolder } from "./served-folder.ts";

/** How a download without HTTP went. */
export interface PlainOutcome {
  readonly name: string;
  readonly bytes: number;
  readonly size: number | null;
  /** Why nothing, or not all, was sent. */
  readonly problem: string | null;
  /** The name ended with a line end that is no part of the file's name. */
  readonly lineEndTaken: boolean;
}

/**
 * Answers an original client: the file's bytes. A name that is not served, and an empty file, is no byte, which is all
 * that such a client understands. A trailing line end belongs to the name only if such a file exists. The caller closes.
 */
export async function plainDownload(folder: ServedFolder, link: PeerLink, request: Uint8Array): Promise<PlainOutcome> {
  const asked = decode(request);
  if (asked === null) return { name: Buffer.from(request).toString("latin1"), ...NOTHING, problem: "not-utf-8" };
  let sent = 0;
  let size: number | null = null;
  let found = { name: asked, lineEndTaken: false };
  try {
    const { file, ...rest } = await find(folder, asked);
    found = rest;
    size = file.size;
    try {
      await link.sendPart(file.handle, { start: 0, end: size }, (bytes) => (sent = bytes));
    } finally {
      await file.handle.close();
    }
    return { ...found, bytes: sent, size, problem: size === 0 ? "empty" : null };
  } catch (error) {
    const problem = error instanceof Refusal ? error.reason : link.gone ? "left-early" : (error as Error).message;
    return { ...found, bytes: sent, size, problem };
  }
}

const NOTHING = { bytes: 0, size: null, lineEndTaken: false } as const;

async function find(
  folder: ServedFolder,
  asked: string,
): Promise<{ readonly file: ServedFile; readonly name: string; readonly lineEndTaken: boolean }> {
  const name = asked.replace(/\r?\n$/, "");
  try {
    return { file: await folder.openFile(asked), name: asked, lineEndTaken: false };
  } catch (error) {
    if (name === asked) throw error;
    return { file: await folder.openFile(name), name, lineEndTaken: true };
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
