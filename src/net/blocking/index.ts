export { BlockingSocket as Socket, socket, socketFromFileno } from "./blocking-socket.ts";
export { BlockingFile as SocketFile } from "./blocking-file.ts";
export * from "../constants/index.ts";
export type { BytesLike } from "../socket/bytes-like.ts";
export { has_dualstack_ipv6 } from "../socket/create.ts";
export { htonl, htons, inet_aton, inet_ntoa, inet_ntop, inet_pton, ntohl, ntohs } from "../socket/inet.ts";
export { if_indextoname, if_nameindex, if_nametoindex } from "../socket/interfaces.ts";
export {
  getfqdn,
  gethostbyaddr,
  gethostbyname_ex,
  gethostname,
  getprotobyname,
  getservbyname,
  getservbyport,
} from "../socket/resolver.ts";
export type { AddressLike } from "../socket/socket-address.ts";
export { close } from "../socket/socket-pair.ts";
export { type AncillaryMessage, CMSG_LEN, CMSG_SPACE } from "../sys/cmsg.ts";
export type { SocketName } from "../sys/sockaddr.ts";
export { create_connection, create_server } from "./create.ts";
export { getaddrinfo, gethostbyname, getnameinfo } from "./resolver.ts";
export { fromfd, recv_fds, send_fds, socketpair } from "./socket-pair.ts";
