import type { Socket } from "node:dgram";

/** The part of libuv's UDP handle that `dgram` does not show. */
export interface UdpHandle {
  readonly fd: number;
  recvStart(): number;
  recvStop(): number;
}

/**
 * The handle behind a `dgram.Socket`, with which reading can be stopped so that the kernel's buffer fills (and counts
 * what it drops) instead of this process's memory. Node keeps it behind a symbol; undefined where it is not found.
 */
export function udpHandleOf(socket: Socket): UdpHandle | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find((item) => item.description === "state symbol");
  if (symbol === undefined) return undefined;
  const { handle } =
    (socket as unknown as Record<symbol, { readonly handle?: Partial<UdpHandle> } | undefined>)[symbol] ?? {};
  const complete = typeof handle?.recvStart === "function" && typeof handle.recvStop === "function";
  return complete ? (handle as UdpHandle) : undefined;
}
