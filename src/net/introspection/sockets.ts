import { AF_INET, AF_INET6, AF_NETLINK, SOCK_DGRAM } from "../constants/family.ts";
import { IPPROTO_TCP, IPPROTO_UDP } from "../constants/ip.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import type { Descriptor } from "../socket/descriptor.ts";
import { openDescriptor, socketFailure } from "../socket/socket-calls.ts";
import { receiveInto } from "../socket/transfer.ts";
import { loadSys } from "../sys/load-sys.ts";
import { encodeNetlink } from "../sys/sockaddr.ts";
import {
  decodeInetEntry,
  decodeReply,
  decodeUnixEntry,
  encodeInetRequest,
  encodeUnixRequest,
  type SocketEntry,
} from "./sock-diag.ts";

const NETLINK_SOCK_DIAG = 4;
const REPLY_BYTES = 262_144;

/** Which sockets {@link sockets} lists. */
export interface SocketsOptions {
  /** @default all three */
  readonly networks?: readonly ("tcp" | "udp" | "unix")[];
}

/**
 * All sockets of this machine (of this network namespace), as ss(8) lists them: addresses, states, queues, owners, and
 * TCP's numbers. Works without privileges.
 * @throws SocketError `ERR_UNSUPPORTED` where the kernel has no sock_diag, or the platform no socket calls
 */
export function sockets(options: SocketsOptions = {}): SocketEntry[] {
  const networks = new Set(options.networks ?? ["tcp", "udp", "unix"]);
  const sys = loadSys();
  const descriptor = openDescriptor(sys, AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG);
  try {
    const entries: SocketEntry[] = [];
    for (const [network, protocol] of [
      ["tcp", IPPROTO_TCP],
      ["udp", IPPROTO_UDP],
    ] as const) {
      if (!networks.has(network)) continue;
      for (const family of [AF_INET, AF_INET6]) {
        for (const body of dump(descriptor, encodeInetRequest(family, protocol))) {
          const entry = decodeInetEntry(network, body);
          if (entry !== undefined) entries.push(entry);
        }
      }
    }
    if (networks.has("unix")) {
      for (const body of dump(descriptor, encodeUnixRequest())) {
        const entry = decodeUnixEntry(body);
        if (entry !== undefined) entries.push(entry);
      }
    }
    return entries;
  } finally {
    sys.close(descriptor.take());
  }
}

// The kernel writes its answer while it takes the question and whenever one is read, so that nothing here waits.
function dump(descriptor: Descriptor, request: Uint8Array): Uint8Array[] {
  const { sys, fd } = descriptor;
  descriptor.checked("send", sys.sendto(fd, request, request.length, 0, encodeNetlink(0, 0)));
  const bodies: Uint8Array[] = [];
  for (;;) {
    const reply = Buffer.allocUnsafeSlow(REPLY_BYTES);
    const length = receiveInto(descriptor, reply, reply.length, MSG_DONTWAIT);
    if (length < 0) return bodies;
    const { bodies: found, done, errno } = decodeReply(reply.subarray(0, length));
    bodies.push(...found);
    // ENOENT: the kernel has no module for this family; then there are no such sockets.
    if (errno === 2) return bodies;
    if (errno > 0) throw socketFailure("recv", errno);
    if (done) return bodies;
  }
}
