import { closeSync, openSync, writeSync } from "node:fs";
import { ncatHexDump } from "./hex-dump.ts";
import { NcExit } from "../report/nc-exit.ts";
import { systemReason } from "../report/system-reason.ts";

/** Where the bytes of a session are written down (`-o`, `-x`). */
export interface DumpFiles {
  readonly raw: string | null;
  readonly hex: string | null;
  /** Behind what is in the files already. */
  readonly append: boolean;
}

/** Writes down what is sent and received, both in one file, in the order in which it happened. */
export class SessionDump {
  readonly #raw: number | null;
  readonly #hex: number | null;

  private constructor(raw: number | null, hex: number | null) {
    this.#raw = raw;
    this.#hex = hex;
  }

  /** Null where no file is asked for. @throws NcExit 2 for a file that cannot be opened */
  static open({ raw, hex, append }: DumpFiles): SessionDump | null {
    if (raw === null && hex === null) return null;
    const open = (path: string | null): number | null => (path === null ? null : openDump(path, append));
    return new SessionDump(open(raw), open(hex));
  }

  /** One chunk. @throws NcExit 2 when the disk does not take it */
  write(bytes: Uint8Array): void {
    if (this.#raw !== null) writeAll(this.#raw, bytes);
    if (this.#hex !== null && bytes.length > 0) writeAll(this.#hex, ncatHexDump(bytes));
  }

  close(): void {
    for (const fd of [this.#raw, this.#hex]) {
      if (fd !== null) closeSync(fd);
    }
  }
}

function openDump(path: string, append: boolean): number {
  try {
    return openSync(path, append ? "a" : "w", 0o664);
  } catch (error) {
    throw new NcExit(2, `Could not open ${path}: ${systemReason(error)}. QUITTING.`, { cause: error });
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } catch (error) {
    throw new NcExit(2, `Could not write the session data: ${systemReason(error)}. QUITTING.`, { cause: error });
  }
}
