import { concatBytes } from "../../bytes/index.ts";
import { LocalProtocolError, RemoteProtocolError } from "../../errors/index.ts";
import type { InetAddress } from "../address.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { parseIpv4, parseIpv6 } from "../sys/inet-text.ts";
import { proxyError } from "./proxy-error.ts";
import type { ProxySpec } from "./proxy-spec.ts";
import { type ProxyTarget, proxyTarget } from "./proxy-target.ts";

const NO_AUTHENTICATION = 0;
const USER_PASSWORD = 2;
/** Replies of RFC 1928 §6. */
export const SOCKS5_REPLIES: Readonly<Record<number, string>> = {
  1: "general failure",
  2: "its rules do not allow it",
  3: "network is unreachable",
  4: "no route to host, or the name is not found",
  5: "connection refused",
  6: "the time to live has run out",
  7: "it does not support this command",
  8: "it does not support this kind of address",
};

/** Asks a SOCKS 5 proxy for a connection (RFC 1928), with user and password when there are some (RFC 1929). */
export async function connectSocks5(
  stream: Stream,
  destination: InetAddress,
  proxy: ProxySpec,
  wait: WaitOptions,
): Promise<Stream> {
  const target = await proxyTarget(destination, proxy.dns);
  const request = socks5Request(target);
  const known = proxy.username !== undefined;
  const credentials = known ? userPassword(proxy.username ?? "", proxy.password ?? "") : null;
  const take = async (length: number): Promise<Uint8Array> =>
    stream.exactly(length, wait).catch((error: unknown) => {
      if (!RemoteProtocolError.is(error, "ERR_BAD_FRAME")) throw error;
      throw proxyError("ERR_PROXY", proxy, target, "it closed the connection before the end of its answer");
    });
  await stream.write(Uint8Array.of(5, ...(known ? [2, NO_AUTHENTICATION, USER_PASSWORD] : [1, NO_AUTHENTICATION])));
  const [version, method] = await take(2);
  if (version !== 5) throw proxyError("ERR_PROXY", proxy, target, "it speaks no SOCKS5");
  if (method === USER_PASSWORD && credentials !== null) {
    await stream.write(credentials);
    const [, status] = await take(2);
    if (status !== 0) throw proxyError("ERR_PROXY_AUTH", proxy, target, "user name or password is wrong");
  } else if (method !== NO_AUTHENTICATION) {
    const reason = known ? "it accepts neither no authentication nor a user name" : "it wants a user name";
    throw proxyError("ERR_PROXY_AUTH", proxy, target, reason);
  }
  await stream.write(request);
  const [replyVersion, reply = 0, , type] = await take(4);
  if (replyVersion !== 5) throw proxyError("ERR_PROXY", proxy, target, "it speaks no SOCKS5");
  if (reply !== 0) {
    const reason = SOCKS5_REPLIES[reply] ?? "refused";
    throw proxyError("ERR_PROXY", proxy, target, `${reason} (SOCKS5 reply ${reply})`);
  }
  // The address that it is bound to there, which nobody needs, but which stands before the first byte of the other end.
  const length = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? ((await take(1))[0] ?? 0) : -1;
  if (length < 0) throw proxyError("ERR_PROXY", proxy, target, "it speaks no SOCKS5");
  await take(length + 2);
  return stream;
}

/** The CONNECT request of RFC 1928 §4. */
export function socks5Request({ family, host, port }: ProxyTarget): Uint8Array {
  return concatBytes([Uint8Array.of(5, 1, 0), addressBytes(family, host), Uint8Array.of(port >> 8, port & 0xff)]);
}

function addressBytes(family: 0 | 4 | 6, host: string): Uint8Array {
  const numeric = family === 4 ? parseIpv4(host) : family === 6 ? parseIpv6(host) : undefined;
  if (numeric !== undefined) return concatBytes([Uint8Array.of(family === 4 ? 1 : 4), numeric]);
  const name = new TextEncoder().encode(host);
  if (family !== 0 || name.length > 255) {
    const reason = family === 0 ? "a name has at most 255 bytes in SOCKS5" : "SOCKS5 has no zones of addresses";
    throw new LocalProtocolError("ERR_BAD_ADDRESS", `Bad address "${host}": ${reason}`);
  }
  return concatBytes([Uint8Array.of(3, name.length), name]);
}

function userPassword(user: string, password: string): Uint8Array {
  const [name, secret] = [user, password].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  if (name.length > 255 || secret.length > 255) {
    throw new LocalProtocolError("ERR_BAD_OPTION", "Bad user name or password: SOCKS5 takes at most 255 bytes of each");
  }
  return concatBytes([Uint8Array.of(1, name.length), name, Uint8Array.of(secret.length), secret]);
}
