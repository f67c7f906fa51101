import { SocketError } from "../../errors/index.ts";
import * as resolver from "../constants/resolver.ts";
import { codeOfErrno } from "../errno-table.ts";
import { linuxErrnoName } from "../sys/linux-errno.ts";
import type { ResolverFailure } from "../sys/resolver-sys.ts";

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(resolver)
    .filter(([name]) => name.startsWith("EAI_"))
    .map(([name, code]) => [code, name]),
);

/** The name of an error number of getaddrinfo, `EAI_NONAME`. */
export function eaiName(code: number): string {
  return NAMES.get(code) ?? `EAI ${code}`;
}

/**
 * The error of a failed look-up: `ERR_HOST_UNKNOWN` with the resolver's name for it as `errnoName`, `ERR_BAD_OPTION`
 * for flags and types that the resolver does not take, or errno's code for `EAI_SYSTEM`.
 */
export function resolverError(failure: ResolverFailure, host: string): SocketError {
  const site = { op: "resolve", network: "socket", remote: host } as const;
  if (failure.code === resolver.EAI_SYSTEM && failure.errno > 0) {
    const errnoName = linuxErrnoName(failure.errno);
    return new SocketError(codeOfErrno(errnoName), { ...site, errno: failure.errno, errnoName });
  }
  const errnoName = eaiName(failure.code);
  const hint = failure.message.charAt(0).toLowerCase() + failure.message.slice(1);
  const code = codeOfErrno(errnoName);
  return new SocketError(code === "ERR_SYSTEM" ? "ERR_HOST_UNKNOWN" : code, { ...site, errnoName, hint });
}
