import { concatBytes } from "../../bytes/index.ts";
import { LocalProtocolError, RemoteProtocolError } from "../../errors/index.ts";
import type { InetAddress } from "../address.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { parseIpv4 } from "../sys/inet-text.ts";
import { proxyError } from "./proxy-error.ts";
import type { ProxySpec } from "./proxy-spec.ts";
import { type ProxyTarget, proxyTarget } from "./proxy-target.ts";

const ZERO = Uint8Array.of(0);
const GRANTED = 90;
const REFUSALS: Readonly<Record<number, string>> = {
  91: "rejected or failed (SOCKS4 reply 91)",
  92: "it cannot reach this machine's identd (SOCKS4 reply 92)",
  93: "identd knows another user than this one (SOCKS4 reply 93)",
};

/** Asks a SOCKS 4 proxy for a connection; a name that the proxy has to resolve makes it SOCKS 4a. */
export async function connectSocks4(
  stream: Stream,
  destination: InetAddress,
  proxy: ProxySpec,
  wait: WaitOptions,
): Promise<Stream> {
  const target = await proxyTarget(destination, proxy.dns, 4);
  await stream.write(socks4Request(target, proxy.username ?? ""));
  const reply = await stream.exactly(8, wait).catch((error: unknown) => {
    if (!RemoteProtocolError.is(error, "ERR_BAD_FRAME")) throw error;
    throw proxyError("ERR_PROXY", proxy, target, "it closed the connection without an answer");
  });
  const [version, code = 0] = reply;
  if (version !== 0) throw proxyError("ERR_PROXY", proxy, target, "it speaks no SOCKS4");
  if (code === GRANTED) return stream;
  const reason = REFUSALS[code] ?? `refused with the unknown reply ${code}`;
  throw proxyError(code === 93 ? "ERR_PROXY_AUTH" : "ERR_PROXY", proxy, target, reason);
}

/** The request of SOCKS 4, or of SOCKS 4a for a name. */
export function socks4Request({ family, host, port }: ProxyTarget, user: string): Uint8Array {
  if (family === 6) {
    throw new LocalProtocolError("ERR_BAD_ADDRESS", `Bad address "${host}": SOCKS4 has no IPv6, use SOCKS5`);
  }
  if (user.includes("\0")) throw new LocalProtocolError("ERR_BAD_OPTION", "Bad user name: it holds a zero byte");
  // 0.0.0.x with x not 0 says that the name follows.
  const address = parseIpv4(host) ?? Uint8Array.of(0, 0, 0, 1);
  const text = new TextEncoder();
  return concatBytes([
    Uint8Array.of(4, 1, port >> 8, port & 0xff),
    address,
    text.encode(user),
    ZERO,
    ...(family === 0 ? [text.encode(host), ZERO] : []),
  ]);
}
