import type { ProxySpec } from "../../../net/index.ts";
import { quitting } from "../report/nc-exit.ts";
import type { ProxyWishes } from "./nc-options.ts";

const DEFAULT_PORT = { http: 3_128, socks4: 1_080, socks5: 1_080 } as const;

/** The proxy that the options name: `host`, `host:port`, `[v6]`, `[v6]:port`. @throws NcExit 2 */
export function proxySpecOf({ address, type, auth, dns }: ProxyWishes): ProxySpec {
  const text = address ?? "";
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d*))?$/.exec(text);
  // More than one colon and no brackets: an IPv6 address without a port.
  const host = found?.[1] ?? found?.[2] ?? text;
  const port = found?.[3] === undefined || found[3] === "" ? DEFAULT_PORT[type] : Number(found[3]);
  if (text === "" || port < 1 || port > 65_535) throw quitting(`Invalid proxy address "${text}".`);
  return { protocol: type, address: { host, port }, dns, ...credentialsOf(auth) };
}

/** `user:password`; the password may hold colons. */
export function credentialsOf(auth: string | null): { readonly username?: string; readonly password?: string } {
  if (auth === null) return {};
  const colon = auth.indexOf(":");
  if (colon < 0) return { username: auth };
  return { username: auth.slice(0, colon), password: auth.slice(colon + 1) };
}
