export { type Address, formatAddress, type InetAddress, isUnixAddress, type UnixAddress } from "./address.ts";
export * from "./berkeley.ts";
export { bindDatagrams } from "./bind-datagrams.ts";
export { type CertificateDetails, readCertificates } from "./certificate/certificate-details.ts";
export type { CertificateIssuer } from "./certificate/certificate-issuer.ts";
export {
  type Certificate,
  type CertificateOptions,
  makeCertificate,
  makeTemporaryCertificate,
} from "./certificate/make-certificate.ts";
export { connect } from "./connect.ts";
export type {
  Datagram,
  Datagrams,
  MembershipOptions,
  OutgoingDatagram,
  SendToAllFailure,
  SendToAllOptions,
} from "./datagrams.ts";
export { ipVersion } from "./ip-version.ts";
export { listen } from "./listen.ts";
export type { Listener } from "./listener.ts";
export type { ConnectOptions, DatagramOptions, ListenOptions } from "./options.ts";
export {
  formatNetworkAddress,
  type NetworkAddress,
  parseAddress,
  type ParseAddressOptions,
  UNIX_PATH_MAX_BYTES,
} from "./parse-address.ts";
export { type AddressInUse, explainAddressInUse, findFreePort, findHolders, type PortHolder } from "./port-holder.ts";
export { processName } from "./process-name.ts";
export { connectThroughProxy, startProxyClient } from "./proxy/connect-through-proxy.ts";
export { parseProxyAddress, type ProxyDns, type ProxyProtocol, type ProxySpec } from "./proxy/proxy-spec.ts";
export { serveHttpProxy } from "./proxy/server/http-proxy.ts";
export type { ProxyServer, ProxyServerEvent, ProxyServerOptions } from "./proxy/server/proxy-server.ts";
export { serveSocksProxy } from "./proxy/server/socks-proxy.ts";
export { openPseudoTerminal, type PseudoTerminal } from "./pseudo-terminal.ts";
export { type ResolvedHost, resolveHost } from "./resolve.ts";
export { serve } from "./serve.ts";
export type { ServedPeer, ServeHandlers, Server } from "./server.ts";
export { carry, type CarryOptions } from "./carry.ts";
export { canSplice, growPipe, openPipe, type PipeEnds, spliceFrom, spliceTo } from "./splice.ts";
export type { KeepAliveOptions, RawSocketOption, SocketOptions } from "./socket-options.ts";
export type { LinesOptions, Stream, UntilOptions, WaitOptions } from "./stream.ts";
export { fromNetSocket, toNetSocket } from "./net-socket.ts";
export { relay, type RelayOptions, type RelayResult } from "./relay.ts";
export { sendFile, type SendFileOptions } from "./send-file.ts";
export { connectTls, startTlsClient, startTlsServer } from "./tls/start-tls.ts";
export type { TlsDistrust } from "./tls/tls-distrust.ts";
export { listenTls, secureListener } from "./tls/tls-listener.ts";
export type {
  TlsClientOptions,
  TlsHandshakeFailure,
  TlsIdentity,
  TlsListenerOptions,
  TlsOptions,
  TlsServerOptions,
  TlsVersion,
} from "./tls/tls-options.ts";
export { type TlsState, tlsState } from "./tls/tls-stream.ts";
export { unacknowledgedBytes } from "./unacknowledged-bytes.ts";
export { toWebStreams, type WebStreams } from "./web-streams.ts";
