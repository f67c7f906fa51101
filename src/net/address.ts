/** Where an Internet socket is. */
export interface InetAddress {
  /** A numeric address once it is known; names are accepted where an address is asked for. */
  readonly host: string;
  readonly port: number;
}

/** Where a Unix socket is: a path, or `@name` for an abstract name on Linux; empty for an unnamed socket. */
export interface UnixAddress {
  readonly path: string;
}

/** Any address. */
export type Address = InetAddress | UnixAddress;

/** Whether it is a Unix address. */
export function isUnixAddress(address: Address): address is UnixAddress {
  return "path" in address;
}

/** `127.0.0.1:80`, `[::1]:80`, `/run/x.sock`; an IPv4 address mapped into IPv6 is printed as IPv4. */
export function formatAddress(address: Address): string {
  if (isUnixAddress(address)) return address.path;
  const host = address.host.startsWith("::ffff:") && address.host.includes(".") ? address.host.slice(7) : address.host;
  return host.includes(":") ? `[${host}]:${address.port}` : `${host}:${address.port}`;
}
