import type { SocketError } from "../../errors/index.ts";
import { errnoError, type ErrorSite } from "../errno-table.ts";
import { linuxErrnoName } from "../sys/linux-errno.ts";
import type { Sys } from "../sys/sys.ts";

/** The error of a call that gave a negated error number. */
export function sysError(result: number, site: ErrorSite): SocketError {
  return errnoError(-result, linuxErrnoName(-result), site);
}

/** Sets an option that is an `int`. Returns 0 or a negated error number. */
export function setInt(sys: Sys, fd: number, level: number, option: number, value: number): number {
  const bytes = Uint8Array.from([value, value >> 8, value >> 16, value >> 24]);
  return sys.setsockopt(fd, level, option, bytes, 4);
}

/** Reads an option that is an `int`; a negated error number when that fails. */
export function getInt(sys: Sys, fd: number, level: number, option: number): number {
  const bytes = new Uint8Array(4);
  const result = sys.getsockopt(fd, level, option, bytes);
  return result < 0 ? result : new DataView(bytes.buffer).getInt32(0, true);
}
