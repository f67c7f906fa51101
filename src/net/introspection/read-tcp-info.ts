import { IPPROTO_TCP } from "../constants/ip.ts";
import { TCP_INFO } from "../constants/transport.ts";
import type { SocketCalls } from "../socket/socket-calls.ts";
import type { Stream } from "../stream.ts";
import { readOption } from "./read-option.ts";
import { decodeTcpInfo, type TcpInfo } from "./tcp-info.ts";

const INFO_BYTES = 512;

/**
 * Reads the kernel's numbers of a TCP socket, or of the connection of a stream (tcp(7)).
 * @throws SocketError `ERR_UNSUPPORTED` when it is no TCP socket, or a stream over Node's sockets or TLS
 */
export function tcpInfo(connection: SocketCalls | Stream): TcpInfo {
  return decodeTcpInfo(readOption(connection, IPPROTO_TCP, TCP_INFO, INFO_BYTES));
}
