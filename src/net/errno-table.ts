import { constants } from "node:os";
import { type ErrorCode, SocketError, type SocketErrorDetails, type SocketOperation } from "../errors/index.ts";

/** Which error code an operating system's error (or a resolver's, or Node's own) becomes; the rest is `ERR_SYSTEM`. */
export const ERRNO_TABLE: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: "ERR_REFUSED",
  ETIMEDOUT: "ERR_TIMEOUT",
  ECONNRESET: "ERR_RESET",
  ECONNABORTED: "ERR_RESET",
  ENETRESET: "ERR_RESET",
  EPIPE: "ERR_BROKEN_PIPE",
  ESHUTDOWN: "ERR_BROKEN_PIPE",
  EBADF: "ERR_CLOSED",
  EADDRINUSE: "ERR_ADDRESS_IN_USE",
  EADDRNOTAVAIL: "ERR_ADDRESS_NOT_AVAILABLE",
  EACCES: "ERR_ACCESS",
  EPERM: "ERR_ACCESS",
  EHOSTUNREACH: "ERR_HOST_UNREACHABLE",
  EHOSTDOWN: "ERR_HOST_UNREACHABLE",
  ENETUNREACH: "ERR_NETWORK_UNREACHABLE",
  ENETDOWN: "ERR_NETWORK_UNREACHABLE",
  ENONET: "ERR_NETWORK_UNREACHABLE",
  EMSGSIZE: "ERR_MESSAGE_TOO_LONG",
  ENOTSOCK: "ERR_NOT_A_SOCKET",
  ENOENT: "ERR_PATH_NOT_FOUND",
  ENOTDIR: "ERR_PATH_NOT_FOUND",
  ENAMETOOLONG: "ERR_PATH_TOO_LONG",
  ENOBUFS: "ERR_NO_BUFFERS",
  ENOMEM: "ERR_NO_BUFFERS",
  EMFILE: "ERR_TOO_MANY_FILES",
  ENFILE: "ERR_TOO_MANY_FILES",
  ENOTCONN: "ERR_NOT_CONNECTED",
  EDESTADDRREQ: "ERR_NOT_CONNECTED",
  EISCONN: "ERR_ALREADY_CONNECTED",
  EAGAIN: "ERR_WOULD_BLOCK",
  EWOULDBLOCK: "ERR_WOULD_BLOCK",
  EINPROGRESS: "ERR_WOULD_BLOCK",
  EALREADY: "ERR_WOULD_BLOCK",
  EINTR: "ERR_INTERRUPTED",
  EOPNOTSUPP: "ERR_UNSUPPORTED",
  ENOTSUP: "ERR_UNSUPPORTED",
  ENOPROTOOPT: "ERR_UNSUPPORTED",
  EPROTONOSUPPORT: "ERR_UNSUPPORTED",
  EAFNOSUPPORT: "ERR_UNSUPPORTED",
  ESOCKTNOSUPPORT: "ERR_UNSUPPORTED",
  EPFNOSUPPORT: "ERR_UNSUPPORTED",
  ENOSYS: "ERR_UNSUPPORTED",
  ENOTFOUND: "ERR_HOST_UNKNOWN",
  EAI_NONAME: "ERR_HOST_UNKNOWN",
  EAI_NODATA: "ERR_HOST_UNKNOWN",
  EAI_ADDRFAMILY: "ERR_HOST_UNKNOWN",
  EAI_FAIL: "ERR_HOST_UNKNOWN",
  EAI_AGAIN: "ERR_HOST_UNKNOWN",
  ENODATA: "ERR_HOST_UNKNOWN",
  ERR_SOCKET_CLOSED: "ERR_CLOSED",
  ERR_SOCKET_DGRAM_NOT_RUNNING: "ERR_CLOSED",
  ERR_SERVER_NOT_RUNNING: "ERR_CLOSED",
  ERR_STREAM_DESTROYED: "ERR_CLOSED",
  ERR_STREAM_WRITE_AFTER_END: "ERR_CLOSED",
};

/** The code for an error's name, `ECONNREFUSED` → `ERR_REFUSED`. */
export function codeOfErrno(name: string | undefined): ErrorCode {
  return (name === undefined ? undefined : ERRNO_TABLE[name]) ?? "ERR_SYSTEM";
}

/** The operation that Node names in `syscall`, where it is one of ours. */
const OPERATIONS: Readonly<Record<string, SocketOperation>> = {
  bind: "bind",
  listen: "listen",
  connect: "connect",
  accept: "accept",
  read: "recv",
  recvmsg: "recv",
  write: "send",
  send: "send",
  shutdown: "shutdown",
  getaddrinfo: "resolve",
};

/** What is known beside the error itself; `op` is used where the error does not tell. */
export type ErrorSite = Omit<SocketErrorDetails, "errno" | "errnoName" | "cause">;

/** Wraps what Node threw or emitted; a {@link SocketError} passes as it is. */
export function toSocketError(error: unknown, site: ErrorSite): SocketError {
  if (error instanceof SocketError) return error;
  const { code: name, syscall } = error as NodeJS.ErrnoException;
  const code = codeOfErrno(name);
  const op = (syscall === undefined ? undefined : OPERATIONS[syscall]) ?? site.op;
  const errno = name === undefined ? undefined : (constants.errno as Readonly<Record<string, number>>)[name];
  const hint = site.hint ?? hintFor(code, op, name);
  return new SocketError(code, {
    ...site,
    op,
    ...(name === undefined ? {} : { errnoName: name }),
    ...(errno === undefined ? {} : { errno }),
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

/** The error of a system call that failed with this number. */
export function errnoError(errno: number, errnoName: string, site: ErrorSite): SocketError {
  const code = codeOfErrno(errnoName);
  const hint = site.hint ?? hintFor(code, site.op, errnoName);
  return new SocketError(code, { ...site, errno, errnoName, ...(hint === undefined ? {} : { hint }) });
}

/** The same failure as another operation sees it. */
export function retold(error: SocketError, site: ErrorSite): SocketError {
  const { errno, errnoName, cause, hint } = error;
  return new SocketError(error.code, {
    ...site,
    ...(errno === undefined ? {} : { errno }),
    ...(errnoName === undefined ? {} : { errnoName }),
    // Other hints are about the call that failed; this one is about the connection.
    ...(error.code === "ERR_TLS" && hint !== undefined ? { hint } : {}),
    cause,
  });
}

function hintFor(code: ErrorCode, op: SocketOperation, name: string | undefined): string | undefined {
  if (name === "EAI_AGAIN") return "the name server did not answer";
  if (code === "ERR_ACCESS" && op === "send") {
    return name === "EPERM"
      ? "a firewall of this machine forbids it"
      : "broadcast is allowed only with the option broadcast (--broadcast)";
  }
  if (code === "ERR_UNSUPPORTED" && name === "EAFNOSUPPORT") return "this machine lacks that address family";
  return undefined;
}
