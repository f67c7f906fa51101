import {
  type ErrorCode,
  ERROR_CODES,
  JackfieldError,
  type LocalProtocolError,
  type SocketError,
} from "../errors/index.ts";
import type { ProblemState } from "./session-state.ts";

/** What the API says of any thrown value; what is no Jackfield error is `ERR_INTERNAL` with the value's message. */
export function problemOf(error: unknown): ProblemState {
  if (!JackfieldError.is(error)) {
    return problem("ERR_INTERNAL", error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
  const { code, message, remedy } = error;
  const { position } = error as LocalProtocolError;
  const { freePort } = error as Partial<SocketError>;
  return {
    code,
    message,
    remedy,
    ...(position === undefined ? {} : { position }),
    ...(freePort === undefined ? {} : { freePort }),
  };
}

/** A problem of this code with a message of its own. */
export function problem(code: ErrorCode, message: string): ProblemState {
  return { code, message, remedy: ERROR_CODES[code].remedy };
}

// What is not listed is the request's fault: 400.
const STATUS: Partial<Record<ErrorCode, number>> = {
  ERR_NOT_AUTHORIZED: 401,
  ERR_ACCESS: 403,
  ERR_FOREIGN_ORIGIN: 403,
  ERR_NO_SUCH_ROUTE: 404,
  ERR_NO_SUCH_SESSION: 404,
  ERR_NO_SUCH_PEER: 404,
  ERR_NO_SUCH_ROW: 404,
  ERR_PATH_NOT_FOUND: 404,
  ERR_TIMEOUT: 504,
  ERR_ADDRESS_IN_USE: 409,
  ERR_ALREADY_CONNECTED: 409,
  ERR_BUSY: 409,
  ERR_CLOSED: 409,
  ERR_FILE: 409,
  ERR_NOT_CONNECTED: 409,
  ERR_STALE_SOCKET: 409,
  ERR_LIMIT: 413,
  ERR_MESSAGE_TOO_LONG: 413,
  ERR_BAD_CAPTURE: 422,
  ERR_INTERNAL: 500,
  ERR_SYSTEM: 500,
  ERR_UNSUPPORTED: 501,
  ERR_REFUSED: 502,
  ERR_RESET: 502,
  ERR_BROKEN_PIPE: 502,
  ERR_HOST_UNKNOWN: 502,
  ERR_HOST_UNREACHABLE: 502,
  ERR_NETWORK_UNREACHABLE: 502,
  ERR_NO_BUFFERS: 503,
  ERR_TOO_MANY_FILES: 503,
  ERR_WOULD_BLOCK: 503,
};

/** The HTTP status of a problem's code: 400 unless the table says otherwise. */
export function statusOf(code: string): number {
  return STATUS[code as ErrorCode] ?? 400;
}
