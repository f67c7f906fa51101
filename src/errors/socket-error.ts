import { ERROR_CODES, type ErrorCode } from "./codes.ts";
import { JackfieldError } from "./jackfield-error.ts";

/** The socket call that failed. */
export type SocketOperation =
  | "socket"
  | "resolve"
  | "bind"
  | "connect"
  | "listen"
  | "accept"
  | "send"
  | "recv"
  | "shutdown"
  | "getsockopt"
  | "setsockopt"
  | "getsockname"
  | "getpeername"
  | "dup"
  | "sendfile"
  | "splice"
  | "join"
  | "leave"
  | "close";

/** Which family of sockets the call was made on. */
export type SocketNetwork = "tcp" | "udp" | "unix" | "tls" | "socket";

/** What a {@link SocketError} knows of the failed call. */
export interface SocketErrorDetails {
  readonly op: SocketOperation;
  readonly network: SocketNetwork;
  /** This side's address as it is printed, `127.0.0.1:8080`, `[::1]:8080` or a path. */
  readonly local?: string;
  /** The other side's address as it is printed. */
  readonly remote?: string;
  /** The operating system's error number (positive), when there is one. */
  readonly errno?: number;
  /** The operating system's name for it (`ECONNREFUSED`), when there is one. */
  readonly errnoName?: string;
  /** Said after the meaning, for example who holds the port. */
  readonly hint?: string;
  /** With `ERR_ADDRESS_IN_USE`: a port near the one asked for that was free a moment ago. */
  readonly freePort?: number;
  /** With `ERR_ADDRESS_IN_USE`: the processes that hold the address, `python3 (pid 1234)`. */
  readonly holder?: string;
  readonly cause?: unknown;
}

/**
 * A socket call failed. The message reads `connect tcp 10.0.0.1:80: connection refused`: operation, network, address,
 * meaning, and a hint where there is one.
 */
export class SocketError extends JackfieldError {
  override readonly name = "SocketError";
  readonly op: SocketOperation;
  readonly network: SocketNetwork;
  readonly local: string | undefined;
  readonly remote: string | undefined;
  readonly errno: number | undefined;
  readonly errnoName: string | undefined;
  readonly hint: string | undefined;
  readonly freePort: number | undefined;
  readonly holder: string | undefined;

  constructor(code: ErrorCode, details: SocketErrorDetails) {
    const { op, network, local, remote, errno, errnoName, hint } = details;
    const where = op === "bind" || op === "listen" ? (local ?? remote) : (remote ?? local);
    const meaning =
      code === "ERR_SYSTEM" && errnoName !== undefined
        ? `${ERROR_CODES[code].meaning} (${errnoName})`
        : ERROR_CODES[code].meaning;
    const message = `${op} ${network}${where === undefined ? "" : ` ${where}`}: ${meaning}${hint === undefined ? "" : `; ${hint}`}`;
    super(code, message, "cause" in details ? { cause: details.cause } : {});
    this.op = op;
    this.network = network;
    this.local = local;
    this.remote = remote;
    this.errno = errno;
    this.errnoName = errnoName;
    this.hint = hint;
    this.freePort = details.freePort;
    this.holder = details.holder;
  }
}
