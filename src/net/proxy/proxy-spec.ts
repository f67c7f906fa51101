import { LocalProtocolError } from "../../errors/index.ts";
import type { Address } from "../address.ts";
import { parseAddress } from "../parse-address.ts";

/** How a proxy is spoken to. `socks4` with a name that is left to the proxy is SOCKS 4a. */
export type ProxyProtocol = "http" | "socks4" | "socks4a" | "socks5";

/** Who finds the address of the destination's name. */
export type ProxyDns = "remote" | "local" | "both" | "none";

/** A proxy and how to go through it. */
export interface ProxySpec {
  readonly protocol: ProxyProtocol;
  readonly address: Address;
  /** SOCKS 4: the user id. */
  readonly username?: string;
  readonly password?: string;
  /**
   * `remote`: the proxy gets the name. `local`: this machine finds the address. `both`: this machine tries, and else the
   * proxy gets the name. `none`: only addresses are accepted. @default "remote"
   */
  readonly dns?: ProxyDns;
}

const DEFAULT_PORTS: Readonly<Record<ProxyProtocol, number>> = {
  http: 3128,
  socks4: 1080,
  socks4a: 1080,
  socks5: 1080,
};

const SCHEMES: Readonly<Record<string, Pick<ProxySpec, "protocol" | "dns">>> = {
  http: { protocol: "http" },
  socks4: { protocol: "socks4" },
  socks4a: { protocol: "socks4a" },
  socks: { protocol: "socks5" },
  socks5: { protocol: "socks5" },
  // As curl has it.
  socks5h: { protocol: "socks5", dns: "remote" },
};

/**
 * Reads a proxy as people write it: `http://127.0.0.1:3128`, `socks5://user:password@host:1080`, `socks4a://host`,
 * `host:port` (HTTP). User and password may be percent-encoded. The password never gets into an error.
 * @throws LocalProtocolError `ERR_BAD_ADDRESS`
 */
export function parseProxyAddress(text: string): ProxySpec {
  const [, scheme = "http", rest = text] = /^([A-Za-z0-9+.-]+):\/\/(.*)$/.exec(text) ?? [];
  const known = SCHEMES[scheme.toLowerCase()];
  if (known === undefined) {
    throw new LocalProtocolError(
      "ERR_BAD_ADDRESS",
      `Bad proxy: unknown protocol "${scheme}", known are http, socks4, socks4a and socks5`,
    );
  }
  const at = rest.lastIndexOf("@");
  const place = rest.slice(at + 1).replace(/\/$/, "");
  const { network, address } = parseAddress(place, { defaultPort: DEFAULT_PORTS[known.protocol] });
  if (network !== "tcp" && network !== "unix") {
    throw new LocalProtocolError("ERR_BAD_ADDRESS", `Bad proxy: "${place}" is no TCP address`);
  }
  return { ...known, address, ...(at < 0 ? {} : credentials(rest.slice(0, at))) };
}

function credentials(text: string): Pick<ProxySpec, "username" | "password"> {
  const colon = text.indexOf(":");
  const [user, password] = colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  return { username: decode(user ?? ""), ...(password === undefined ? {} : { password: decode(password) }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new LocalProtocolError("ERR_BAD_ADDRESS", "Bad proxy: a % in user or password is written %25");
  }
}
