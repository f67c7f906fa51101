import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { systemReason } from "../report/system-reason.ts";

/** A connection that failed; `-z` says nothing without `-v`. */
export function dialFailure({ options }: Pick<NcSession, "options">, error: unknown): unknown {
  if (error instanceof RangeError || error instanceof TypeError) throw error;
  const silent = options.probe && options.verbose === 0;
  return new NcExit(1, silent ? null : `${dialReason(error)}.`, { cause: error });
}

/** Why, in ncat's words: a connect timeout is `TIMEOUT`. */
export function dialReason(error: unknown): string {
  const { code, errnoName } = error as { code?: string; errnoName?: string };
  return code === "ERR_TIMEOUT" && errnoName === undefined ? "TIMEOUT" : systemReason(error);
}
