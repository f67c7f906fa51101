import { LocalProtocolError, SocketError } from "../../errors/index.ts";
import type { InetAddress } from "../address.ts";
import { checkPort } from "../port.ts";
import { numericHost, resolveHost } from "../resolve.ts";
import type { ProxyDns } from "./proxy-spec.ts";

/** The destination as it is told to the proxy. */
export interface ProxyTarget {
  /** 0 is a name that the proxy has to resolve. */
  readonly family: 0 | 4 | 6;
  readonly host: string;
  readonly port: number;
}

/**
 * Decides what the proxy is told, by who has to resolve names.
 * @throws SocketError `ERR_HOST_UNKNOWN` when the name has to be found here and is not
 * @throws LocalProtocolError `ERR_BAD_ADDRESS` for a name where none is allowed
 */
export async function proxyTarget(
  { host, port }: InetAddress,
  dns: ProxyDns = "remote",
  family?: 4,
): Promise<ProxyTarget> {
  checkPort(port, 1);
  const numeric = numericHost(host.replace(/^\[(.*)\]$/, "$1"));
  if (numeric !== undefined) return { ...numeric, port };
  if (dns === "none") {
    throw new LocalProtocolError(
      "ERR_BAD_ADDRESS",
      `Bad address "${host}": names are not looked up, give an IP address`,
    );
  }
  if (dns === "remote") return { family: 0, host, port };
  try {
    const [found] = await resolveHost(host, "tcp", family);
    return { ...found, port };
  } catch (error) {
    if (dns === "both" && SocketError.is(error, "ERR_HOST_UNKNOWN")) return { family: 0, host, port };
    throw error;
  }
}

/** `host:port` with brackets around IPv6, as an HTTP authority is written. */
export function formatTarget({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
