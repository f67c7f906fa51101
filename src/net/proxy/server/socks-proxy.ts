import { concatBytes, decodeText } from "../../../bytes/index.ts";
import { RemoteProtocolError, SocketError } from "../../../errors/index.ts";
import type { InetAddress } from "../../address.ts";
import { within } from "../../deadline.ts";
import type { Listener } from "../../listener.ts";
import { formatIpv4, formatIpv6 } from "../../sys/inet-text.ts";
import { SOCKS5_REPLIES } from "../socks5.ts";
import {
  type ProxyClient,
  ProxyRefusal,
  type ProxyServer,
  type ProxyServerOptions,
  StreamProxyServer,
} from "./proxy-server.ts";

/** SOCKS 4 names and users end with a zero; this is the longest that is looked for. */
const MAX_TEXT_BYTES = 256;

/**
 * Serves a SOCKS proxy on a listener, which it takes over: SOCKS 5 with names, IPv4 and IPv6 (RFC 1928), with user and
 * password when a user name is asked for (RFC 1929), and without one also SOCKS 4 and 4a. Only CONNECT.
 * @example
 * await using proxy = serveSocksProxy(await listen({ host: "127.0.0.1", port: 1080 }));
 */
export function serveSocksProxy(listener: Listener, options: ProxyServerOptions = {}): ProxyServer {
  return new StreamProxyServer(listener, serveSocks, options);
}

/** What a client asks for, and how it is answered: null is granted. */
interface SocksRequest {
  readonly target: InetAddress;
  reply(refusal: ProxyRefusal | null): Uint8Array;
}

async function serveSocks(client: ProxyClient): Promise<void> {
  const { requestTimeoutMs = 30_000 } = client.options;
  const late = (): Error =>
    new SocketError("ERR_TIMEOUT", { op: "recv", network: "tcp", remote: client.name, hint: "no whole request" });
  const request = await within({ timeoutMs: requestTimeoutMs }, late, (signal) => readRequest(client, signal));
  if (request === null) return;
  let upstream;
  try {
    upstream = await client.dial(request.target, "SOCKS CONNECT");
  } catch (error) {
    if (!(error instanceof ProxyRefusal)) throw error;
    client.tell({ type: "refused", client: client.name, status: error.status, reason: error.message });
    await client.stream.write(request.reply(error));
    return;
  }
  await using open = upstream;
  await client.stream.write(request.reply(null));
  await client.tunnel(open, request.target).catch((error: unknown) => {
    open.reset();
    throw error;
  });
}

/** The request; null when the client left or was refused. */
async function readRequest(client: ProxyClient, signal: AbortSignal | undefined): Promise<SocksRequest | null> {
  const wait = signal === undefined ? {} : { signal };
  const take = (length: number): Promise<Uint8Array> => client.stream.exactly(length, wait);
  const [version] = await take(1);
  if (version === 5) return readSocks5(client, take);
  const { username } = client.options;
  if (version !== 4 || username !== undefined) {
    const reason = version === 4 ? "SOCKS4 knows no passwords" : "no SOCKS";
    client.tell({ type: "refused", client: client.name, status: 400, reason });
    if (version === 4) await client.stream.write(Uint8Array.of(0, 91, 0, 0, 0, 0, 0, 0));
    return null;
  }
  return readSocks4(client, take, wait);
}

type Take = (length: number) => Promise<Uint8Array>;

async function readSocks4(
  client: ProxyClient,
  take: Take,
  wait: { readonly signal?: AbortSignal },
): Promise<SocksRequest | null> {
  const [command, high = 0, low = 0, ...address] = await take(7);
  const text = async (): Promise<string> => {
    const bytes = await client.stream.until(Uint8Array.of(0), { ...wait, maxBytes: MAX_TEXT_BYTES });
    return decodeText((bytes ?? new Uint8Array(0)).subarray(0, -1), "utf-8");
  };
  await text();
  const named = address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3] !== 0;
  const host = named ? await text() : formatIpv4(Uint8Array.from(address));
  const reply = (refusal: ProxyRefusal | null): Uint8Array =>
    Uint8Array.of(0, refusal === null ? 90 : 91, 0, 0, 0, 0, 0, 0);
  if (command !== 1 || host === "") {
    await client.stream.write(reply(new ProxyRefusal(400, "")));
    client.tell({ type: "refused", client: client.name, status: 400, reason: "only CONNECT is known" });
    return null;
  }
  return { target: { host, port: high * 256 + low }, reply };
}

async function readSocks5(client: ProxyClient, take: Take): Promise<SocksRequest | null> {
  const { username, password = "" } = client.options;
  const [count = 0] = await take(1);
  const methods = await take(count);
  const method = username === undefined ? 0 : 2;
  const refuse = async (answer: readonly number[], reason: string): Promise<null> => {
    await client.stream.write(Uint8Array.from(answer));
    client.tell({ type: "refused", client: client.name, status: method === 2 ? 407 : 400, reason });
    return null;
  };
  if (!methods.includes(method)) return refuse([5, 0xff], "it offers no way of authentication that is known here");
  await client.stream.write(Uint8Array.of(5, method));
  if (username !== undefined) {
    await take(1);
    const text = async (): Promise<string> => decodeText(await take((await take(1))[0] ?? 0), "utf-8");
    const given = [await text(), await text()];
    if (given[0] !== username || given[1] !== password) return refuse([1, 1], "user name or password is wrong");
    await client.stream.write(Uint8Array.of(1, 0));
  }
  const [version, command, , type] = await take(4);
  if (version !== 5) throw new RemoteProtocolError("ERR_BAD_FRAME", "SOCKS5: the request has another version");
  const host = await readHost(type ?? 0, take);
  if (host === null) return refuse(socks5Reply(8), SOCKS5_REPLIES[8] ?? "");
  const [high = 0, low = 0] = await take(2);
  if (command !== 1) return refuse(socks5Reply(7), "only CONNECT is known");
  return {
    target: { host, port: high * 256 + low },
    reply: (refusal) => Uint8Array.from(socks5Reply(refusal === null ? 0 : replyCode(refusal))),
  };
}

async function readHost(type: number, take: Take): Promise<string | null> {
  if (type === 1) return formatIpv4(await take(4));
  if (type === 4) return formatIpv6(concatBytes([await take(16)]));
  if (type !== 3) return null;
  return decodeText(await take((await take(1))[0] ?? 0), "utf-8");
}

function socks5Reply(code: number): readonly number[] {
  return [5, code, 0, 1, 0, 0, 0, 0, 0, 0];
}

function replyCode({ status, cause }: ProxyRefusal): number {
  if (status === 403) return 2;
  if (SocketError.is(cause, "ERR_REFUSED")) return 5;
  if (SocketError.is(cause, "ERR_NETWORK_UNREACHABLE")) return 3;
  if (SocketError.is(cause, "ERR_HOST_UNREACHABLE") || SocketError.is(cause, "ERR_HOST_UNKNOWN")) return 4;
  return 1;
}
