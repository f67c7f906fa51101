import type { SocketError } from "../../errors/index.ts";
import { formatAddress } from "../address.ts";
import { IP_RECVERR, IPPROTO_IP, IPPROTO_IPV6, IPV6_RECVERR } from "../constants/ip.ts";
import { MSG_DONTWAIT, MSG_ERRQUEUE } from "../constants/message-flag.ts";
import type { ErrorSite } from "../errno-table.ts";
import { decodeControl } from "../sys/cmsg.ts";
import type { MessageBuffers, Sys } from "../sys/sys.ts";
import { addressOf, nameBuffer } from "./native-name.ts";
import { sysError } from "./sys-error.ts";

const CONTROL_BYTES = 512;
/** Refusals that are kept for the reader; more of them say nothing new. */
const MAX_ERRORS = 64;

/**
 * Takes what came back by ICMP for earlier sends (`IP_RECVERR`, ip(7)): one error for each datagram that did not arrive,
 * with the address that it was for.
 */
export function readErrorQueue(sys: Sys, fd: number, site: ErrorSite): SocketError[] {
  const message: MessageBuffers = {
    into: [Buffer.allocUnsafeSlow(64)],
    control: Buffer.allocUnsafeSlow(CONTROL_BYTES),
    name: nameBuffer(),
    controlLength: 0,
    flags: 0,
  };
  const errors: SocketError[] = [];
  while (sys.recvmsg(fd, message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) {
    if (errors.length >= MAX_ERRORS) continue;
    const remote = formatAddress(addressOf(sys, message.name.bytes, message.name.length));
    const errno = errnoOf(message);
    if (errno > 0) errors.push(sysError(-errno, { ...site, remote }));
  }
  return errors;
}

/** `ee_errno`, the first member of `struct sock_extended_err`. */
function errnoOf({ control, controlLength }: MessageBuffers): number {
  if (control === null) return 0;
  for (const { level, type, data } of decodeControl(control, controlLength)) {
    const extended = (level === IPPROTO_IP && type === IP_RECVERR) || (level === IPPROTO_IPV6 && type === IPV6_RECVERR);
    if (extended && data.length >= 4) return new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  }
  return 0;
}
