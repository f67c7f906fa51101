import { SocketError } from "../../errors/index.ts";
import { formatAddress } from "../address.ts";
import type { ProxySpec, ProxyProtocol } from "./proxy-spec.ts";
import { formatTarget } from "./proxy-target.ts";

const NAMES: Readonly<Record<ProxyProtocol, string>> = {
  http: "HTTP",
  socks4: "SOCKS4",
  socks4a: "SOCKS4a",
  socks5: "SOCKS5",
};

/** A failure of or at a proxy on the way to `target`; `reason` is what the proxy said. */
export function proxyError(
  code: "ERR_PROXY" | "ERR_PROXY_AUTH",
  proxy: ProxySpec,
  target: { readonly host: string; readonly port: number },
  reason: string,
): SocketError {
  return new SocketError(code, {
    op: "connect",
    network: "tcp",
    remote: formatTarget(target),
    hint: `the ${NAMES[proxy.protocol]} proxy ${formatAddress(proxy.address)}: ${reason}`,
  });
}
