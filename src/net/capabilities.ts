import { trySys } from "./sys/load-sys.ts";

/** What the Berkeley side of this library can do here. */
export interface Capabilities {
  /** `koffi-linux`: the operating system's own calls. `node`: Node's `net` and `dgram`, with `connect`, `listen` and `bindDatagrams` only. */
  readonly backend: string;
  /** Why `socket()` throws `ERR_UNSUPPORTED`; null when it does not. */
  readonly reason: string | null;
  /** `socket()` and everything on it: all options, ancillary data, Unix datagrams, the blocking form. */
  readonly berkeley: boolean;
  /** `sendmany` and `recvmany`. */
  readonly batching: boolean;
  /** `sendfile`, `splice`. */
  readonly zeroCopy: boolean;
  /** `tcpInfo`, `peerCredentials`, `sockets`. */
  readonly introspection: boolean;
  /** `setBusyPoll`. */
  readonly busyPoll: boolean;
}

/** What works in this process; loads the backend if that has not happened yet. */
export function capabilities(): Capabilities {
  const found = trySys();
  const native = "sys" in found;
  return {
    backend: native ? found.sys.name : "node",
    reason: native ? null : found.reason,
    berkeley: native,
    batching: native,
    zeroCopy: native,
    introspection: native,
    busyPoll: native,
  };
}
