import { problemOf } from "../api/index.ts";
import type { EventDetail } from "../capture/index.ts";
import { JackfieldError, SocketError } from "../errors/index.ts";

/** An error as the detail of an `error` event. */
export function errorDetail(error: unknown): EventDetail {
  const { code, message } = problemOf(error);
  return error instanceof SocketError ? { code, message, op: error.op } : { code, message };
}

/** Whether an error is what a peer's RST looks like. */
export function isReset(error: unknown): boolean {
  return JackfieldError.is(error, "ERR_RESET");
}
