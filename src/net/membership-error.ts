import { type ErrorCode, SocketError } from "../errors/index.ts";

// What the kernel's answers to a join or a leave mean (ip(7), ipv6(7)).
const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  EINVAL: ["ERR_ADDRESS_NOT_AVAILABLE", "it is no multicast group of this socket's family"],
  EADDRINUSE: ["ERR_ADDRESS_IN_USE", "the socket is a member already"],
  EADDRNOTAVAIL: ["ERR_ADDRESS_NOT_AVAILABLE", "the socket is no member"],
  ENODEV: ["ERR_ADDRESS_NOT_AVAILABLE", "no interface leads there; name one"],
};

/** Says what a failed join or leave means. */
export function explainMembership(error: SocketError): SocketError {
  const [code, hint] = MEANINGS[error.errnoName ?? ""] ?? [];
  if (code === undefined || hint === undefined) return error;
  const { op, network, local, remote, errno, errnoName } = error;
  return new SocketError(code, {
    op,
    network,
    hint,
    cause: error,
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
    ...(errno === undefined ? {} : { errno }),
    ...(errnoName === undefined ? {} : { errnoName }),
  });
}
