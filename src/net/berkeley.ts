// The Berkeley half of jackfield/net.
export { type Capabilities, capabilities } from "./capabilities.ts";
export * from "./constants/index.ts";
export {
  type MemoryInfo,
  memoryInfo,
  type PeerCredentials,
  peerCredentials,
  type QueueLengths,
  queueLengths,
} from "./introspection/queue-lengths.ts";
export type { InetSocketEntry, SocketEntry, UnixSocketEntry } from "./introspection/sock-diag.ts";
export { type SocketState, tcpState } from "./introspection/socket-state.ts";
export { sockets, type SocketsOptions } from "./introspection/sockets.ts";
export { tcpInfo } from "./introspection/read-tcp-info.ts";
export type { TcpInfo } from "./introspection/tcp-info.ts";
export { setBusyPoll } from "./reactor/reactor.ts";
export { Socket } from "./socket.ts";
export { socket, socketFromFileno } from "./socket/open-socket.ts";
export type { BytesLike } from "./socket/bytes-like.ts";
export type { CallOptions } from "./socket/call-options.ts";
export {
  create_connection,
  create_server,
  type CreateConnectionOptions,
  type CreateServerOptions,
  has_dualstack_ipv6,
} from "./socket/create.ts";
export {
  htonl,
  htons,
  inet_aton,
  inet_ntoa,
  inet_ntop,
  inet_pton,
  ntohl,
  ntohs,
} from "./socket/inet.ts";
export type { BinaryMode, MakefileOptions, TextMode } from "./socket/file-mode.ts";
export { SocketFile } from "./socket/socket-file.ts";
export type { Newline } from "./socket/text-reader.ts";
export { if_indextoname, if_nameindex, if_nametoindex } from "./socket/interfaces.ts";
export { type IncomingMessage, type OutgoingMessage, recvmany, sendmany } from "./socket/many.ts";
export {
  type AddressInfoTuple,
  getaddrinfo,
  getfqdn,
  gethostbyaddr,
  gethostbyname,
  gethostbyname_ex,
  gethostname,
  getnameinfo,
  getprotobyname,
  getservbyname,
  getservbyport,
  type HostTriple,
} from "./socket/resolver.ts";
export type { AddressLike, HostAddress } from "./socket/socket-address.ts";
export { close, fromfd, type ReceivedDescriptors, recv_fds, send_fds, socketpair } from "./socket/socket-pair.ts";
export type { ReceivedMessage, ReceivedMessageInto } from "./socket/transfer.ts";
export { type AncillaryMessage, CMSG_LEN, CMSG_SPACE } from "./sys/cmsg.ts";
export type { Inet6Name, InetName, NetlinkName, SocketName, UnknownName } from "./sys/sockaddr.ts";
