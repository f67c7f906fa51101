import { halfWidth } from "../bytes/index.ts";
import { LocalProtocolError } from "../errors/index.ts";
import { type Address, formatAddress, type InetAddress, type UnixAddress } from "./address.ts";
import { ipVersion, isIpv6 } from "./ip-version.ts";

/** An address together with the network that it is on. */
export type NetworkAddress =
  | { readonly network: "tcp" | "udp" | "tls"; readonly address: InetAddress }
  | { readonly network: "unix"; readonly address: UnixAddress };

/** Options of {@link parseAddress}. */
export interface ParseAddressOptions {
  /** What an address without `scheme://` means. @default "tcp" */
  readonly defaultNetwork?: "tcp" | "udp" | "tls";
  /** What `:8080` and `8080` mean. @default "127.0.0.1" */
  readonly defaultHost?: string;
  /** The port of an address that has none. @default none: it must be given */
  readonly defaultPort?: number;
}

/** The longest Unix path in bytes: `sun_path` less its terminating zero (unix(7)). */
export const UNIX_PATH_MAX_BYTES = 107;

/**
 * Reads an address as people write it: `tcp://127.0.0.1:8080`, `udp://…`, `tls://…`, `127.0.0.1:8080`, `host:8080`,
 * `:8080`, `8080`, `*:8080` (every interface), `[::1]:8080`, `[fe80::1%eth0]:8080`, `unix:///run/x.sock`, `unix:./rel`,
 * `/run/x.sock`, `./x.sock`, `unix:@name` and `@name` (Linux abstract).
 * @throws LocalProtocolError `ERR_BAD_ADDRESS` that says what is wrong and where
 */
export function parseAddress(given: string, options: ParseAddressOptions = {}): NetworkAddress {
  // A Chinese input method writes "：" for ":"; the path of a Unix socket is taken as it is.
  const text = /^(?:unix:|[@/.])/i.test(given) ? given : halfWidth(given);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text);
  if (scheme?.[1] !== undefined) {
    const name = scheme[1].toLowerCase();
    if (name === "unix") return unixAddress(text, scheme[0].length);
    if (name !== "tcp" && name !== "udp" && name !== "tls") {
      throw bad(text, 0, `unknown network "${scheme[1]}", known are tcp, udp, tls and unix`);
    }
    return { network: name, address: inetAddress(text, scheme[0].length, options) };
  }
  if (/^unix:/i.test(text)) return unixAddress(text, 5);
  if (/^(@|\/|\.\.?\/)/.test(text)) return unixAddress(text, 0);
  return { network: options.defaultNetwork ?? "tcp", address: inetAddress(text, 0, options) };
}

/** The inverse of {@link parseAddress}: `tcp://127.0.0.1:8080`, `udp://[::1]:53`, `unix:///run/x.sock`, `unix:@name`. */
export function formatNetworkAddress({
  network,
  address,
}: {
  network: NetworkAddress["network"];
  address: Address;
}): string {
  const text = formatAddress(address);
  if (network !== "unix") return `${network}://${text}`;
  return text.startsWith("/") ? `unix://${text}` : `unix:${text}`;
}

function unixAddress(text: string, start: number): NetworkAddress {
  const path = text.slice(start);
  if (path === "" || path === "@") throw bad(text, text.length, "the path is missing");
  const zero = path.indexOf("\0");
  if (zero >= 0) throw bad(text, start + zero, "a path cannot hold a zero byte");
  const bytes = new TextEncoder().encode(path).length;
  if (bytes > UNIX_PATH_MAX_BYTES) {
    throw bad(text, start, `the path has ${bytes} bytes, at most ${UNIX_PATH_MAX_BYTES} fit into a socket address`);
  }
  return { network: "unix", address: { path } };
}

function inetAddress(text: string, start: number, options: ParseAddressOptions): InetAddress {
  // A slash at the end is what browsers and people add to a URL.
  const rest = start > 0 ? text.slice(start).replace(/\/$/, "") : text;
  if (rest === "") throw bad(text, start, "the address is empty");
  const slash = rest.search(/[/?#\s]/);
  if (slash >= 0) throw bad(text, start + slash, `"${rest[slash]}" has no place in an address`);
  if (rest.startsWith("[")) return bracketed(text, start, rest, options);
  if (isIpv6(rest) || rest.split(":").length > 2) {
    throw bad(text, start, `an IPv6 address with a port is written ${bracketsOf(rest)}`);
  }
  const colon = rest.indexOf(":");
  if (colon < 0) {
    if (/^\d+$/.test(rest)) return { host: options.defaultHost ?? "127.0.0.1", port: port(text, start, rest) };
    return { host: host(text, start, rest), port: portOf(text, start + rest.length, undefined, options) };
  }
  const name = rest.slice(0, colon);
  return {
    host: name === "" ? (options.defaultHost ?? "127.0.0.1") : host(text, start, name),
    port: portOf(text, start + colon + 1, rest.slice(colon + 1), options),
  };
}

/** How an IPv6 address without brackets was probably meant: what stands behind its last colon may be the port. */
function bracketsOf(text: string): string {
  const [, host = "", number = ""] = /^(.*):(\d+)$/.exec(text) ?? [];
  if (isIpv6(host)) return `[${host}]:${number}`;
  return `[${isIpv6(text) ? text : "::1"}]:8080`;
}

function bracketed(text: string, start: number, rest: string, options: ParseAddressOptions): InetAddress {
  const close = rest.indexOf("]");
  if (close < 0) throw bad(text, text.length, 'the "]" after the IPv6 address is missing');
  const address = rest.slice(1, close);
  if (!isIpv6(address)) throw bad(text, start + 1, `"${address}" is no IPv6 address`);
  const after = rest.slice(close + 1);
  if (after !== "" && !after.startsWith(":")) throw bad(text, start + close + 1, 'after "]" comes ":" and the port');
  const digits = after === "" ? undefined : after.slice(1);
  return { host: address, port: portOf(text, start + close + 2, digits, options) };
}

function host(text: string, start: number, name: string): string {
  if (name === "*") return "0.0.0.0";
  if (ipVersion(name) !== 0) return name;
  if (/^[\d.]+$/.test(name))
    throw bad(text, start, `"${name}" is no IPv4 address: four numbers from 0 to 255 are needed`);
  // Names are the resolver's business, but what can never be one is better refused here.
  const odd = name.search(/[[\]@%,;<>"'\\^`{|}\p{Cc}]/u);
  if (odd >= 0) throw bad(text, start + odd, `"${name[odd]}" has no place in a host name`);
  if (name.length > 253) throw bad(text, start, "a host name has at most 253 characters");
  return name;
}

function portOf(text: string, at: number, digits: string | undefined, options: ParseAddressOptions): number {
  if (digits !== undefined && digits !== "") return port(text, at, digits);
  if (options.defaultPort !== undefined) return options.defaultPort;
  throw bad(text, Math.min(at, text.length), "the port is missing");
}

function port(text: string, at: number, digits: string): number {
  if (!/^\d+$/.test(digits)) throw bad(text, at, `"${digits}" is no port number`);
  const value = Number(digits);
  if (value > 65_535) throw bad(text, at, `port ${digits} is above 65535`);
  return value;
}

function bad(input: string, position: number, reason: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_ADDRESS", `Bad address "${input}": ${reason}`, { input, position });
}
