/** Why a call of the operating system failed, in the C library's words (strerror(3)), as the netcats print it. */
export function systemReason(error: unknown): string {
  const { errnoName, code, message } = error as { errnoName?: string; code?: string; message?: string };
  return textOf(errnoName ?? code) ?? message ?? String(error);
}

/** Why a socket, standard input or standard output failed; null for any other error. */
export function inputOrSocketFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "SocketError") return systemReason(error);
  return error.name === "CliError" ? systemReason(error.cause ?? error) : null;
}

function textOf(name: string | undefined): string | undefined {
  switch (name) {
    case "ECONNREFUSED":
    case "ERR_REFUSED":
      return "Connection refused";
    case "ECONNRESET":
    case "ERR_RESET":
      return "Connection reset by peer";
    case "ETIMEDOUT":
    case "ERR_TIMEOUT":
      return "Connection timed out";
    case "EPIPE":
    case "ERR_BROKEN_PIPE":
      return "Broken pipe";
    case "EHOSTUNREACH":
    case "ERR_HOST_UNREACHABLE":
      return "No route to host";
    case "ENETUNREACH":
    case "ERR_NETWORK_UNREACHABLE":
      return "Network is unreachable";
    case "EADDRINUSE":
    case "ERR_ADDRESS_IN_USE":
    case "ERR_STALE_SOCKET":
      return "Address already in use";
    case "EADDRNOTAVAIL":
    case "ERR_ADDRESS_NOT_AVAILABLE":
      return "Cannot assign requested address";
    case "EACCES":
    case "ERR_ACCESS":
      return "Permission denied";
    case "EPERM":
      return "Operation not permitted";
    case "ENOENT":
    case "ERR_PATH_NOT_FOUND":
      return "No such file or directory";
    case "EISDIR":
      return "Is a directory";
    case "ENOTDIR":
      return "Not a directory";
    case "ENOSPC":
      return "No space left on device";
    case "ENAMETOOLONG":
    case "ERR_PATH_TOO_LONG":
      return "File name too long";
    case "EMSGSIZE":
    case "ERR_MESSAGE_TOO_LONG":
      return "Message too long";
    case "EPROTOTYPE":
      return "Protocol wrong type for socket";
    case "EAFNOSUPPORT":
      return "Address family not supported by protocol";
    case "EMFILE":
    case "ERR_TOO_MANY_FILES":
      return "Too many open files";
    case "ENOBUFS":
    case "ERR_NO_BUFFERS":
      return "No buffer space available";
    case "ENOEXEC":
      return "Exec format error";
    case "EINVAL":
      return "Invalid argument";
    default:
      return undefined;
  }
}
