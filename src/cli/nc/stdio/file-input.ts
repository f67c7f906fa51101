import { readFileSync } from "node:fs";
import { canSplice, sendFile, type Stream } from "../../../net/index.ts";
import type { ByteSource } from "../../context.ts";
import type { Activity } from "../../pipe/activity.ts";

/** A file that standard input is redirected from. */
export interface FileInput {
  readonly path: string;
  /** Where the next byte is. */
  readonly offset: number;
}

/** The file behind the input, which the kernel can send by itself; null where there is none, or none that is known. */
export function fileInput(stdin: ByteSource): FileInput | null {
  const fd = stdin.file ?? null;
  if (fd === null || process.platform !== "linux") return null;
  try {
    // Whoever opened it may have read a part of it.
    const offset = /^pos:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1];
    return offset === undefined ? null : { path: `/proc/self/fd/${fd}`, offset: Number(offset) };
  } catch {
    return null;
  }
}

/**
 * Sends the rest of the file inside the kernel. False when nothing was done because it cannot be: the file may not be
 * opened again by this user, or the stream is not the kernel's own. `progress` says whether it is at it.
 * @throws SocketError
 */
export async function sendFileInput(
  { path, offset }: FileInput,
  stream: Stream,
  progress: { writing: boolean },
  activity: Activity,
): Promise<boolean> {
  if (!canSplice(stream)) return false;
  let told = 0;
  progress.writing = true;
  try {
    const onProgress = (sent: number): void => {
      activity.sent(sent - told);
      told = sent;
    };
    await sendFile(stream, path, { offset, onProgress });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_FILE" && told === 0) return false;
    throw error;
  } finally {
    progress.writing = false;
  }
}
