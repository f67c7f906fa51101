export { type Address, formatAddress, type InetAddress, isUnixAddress, type UnixAddress } from "./address.ts";
export type { Datagram, Datagrams, MembershipOptions } from "./datagrams.ts";
export type { Listener } from "./listener.ts";
export type { ConnectOptions, DatagramOptions, ListenOptions } from "./options.ts";
export type { Stream } from "./stream.ts";
// To come (owner: net): connect(address, options), listen(address, options), bindDatagrams(address, options).
