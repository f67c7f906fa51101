import { SocketError } from "../../errors/index.ts";
import { formatAddress, type InetAddress } from "../address.ts";
import { connect } from "../connect.ts";
import { Deadline, within } from "../deadline.ts";
import type { ConnectOptions } from "../options.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { connectHttp, type Reopen } from "./http-connect.ts";
import type { ProxySpec } from "./proxy-spec.ts";
import { formatTarget } from "./proxy-target.ts";
import { connectSocks4 } from "./socks4.ts";
import { connectSocks5 } from "./socks5.ts";

const TIMEOUT_MS = 30_000;

/**
 * Connects to `target` by way of a proxy; the time limit covers everything. The stream's `remote` is the proxy.
 * @throws SocketError as `connect` for the way to the proxy, and as {@link startProxyClient}
 * @throws LocalProtocolError as {@link startProxyClient}
 * @example
 * const proxy = parseProxyAddress("socks5://127.0.0.1:1080");
 * await using stream = await connectThroughProxy({ host: "example.org", port: 80 }, proxy);
 */
export async function connectThroughProxy(
  target: InetAddress,
  proxy: ProxySpec,
  options: ConnectOptions = {},
): Promise<Stream> {
  const { timeoutMs = TIMEOUT_MS, ...rest } = options;
  using deadline = new Deadline(timeoutMs, () => late(target, proxy, timeoutMs), options.signal);
  const dial = (): Promise<Stream> => connect(proxy.address, { ...rest, timeoutMs: 0, signal: deadline.signal });
  const stream = await dial().catch((error: unknown) => {
    throw error instanceof SocketError ? unreachable(error, target) : error;
  });
  return await startProxyClient(stream, target, proxy, { timeoutMs: 0, signal: deadline.signal, reopen: dial });
}

/**
 * Asks the proxy at the other end of a connection for a way to `target`: the stream is then one to the target. When the
 * proxy refuses, the stream is closed.
 * @throws SocketError `ERR_PROXY` when the proxy cannot or will not (with its reason), `ERR_PROXY_AUTH` when it wants a
 *   user and password or others, `ERR_TIMEOUT`, `ERR_RESET`, `ERR_HOST_UNKNOWN` when the name is looked up here
 * @throws LocalProtocolError `ERR_BAD_ADDRESS` for a target that the protocol has no words for, or a name with `dns: "none"`;
 *   `ERR_BAD_OPTION` for a user or password that it has no room for
 */
export async function startProxyClient(
  stream: Stream,
  target: InetAddress,
  proxy: ProxySpec,
  options: WaitOptions & {
    /** Opens another connection to the proxy: an HTTP proxy may end one that it asks for a password on. */
    readonly reopen?: Reopen;
  } = {},
): Promise<Stream> {
  const { timeoutMs = TIMEOUT_MS, signal, reopen } = options;
  const waiting = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
  try {
    return await within(
      waiting,
      (limit) => late(target, proxy, limit),
      async (ends) => {
        const wait = ends === undefined ? {} : { signal: ends };
        if (proxy.protocol === "http") return connectHttp(stream, target, proxy, wait, reopen);
        return (proxy.protocol === "socks5" ? connectSocks5 : connectSocks4)(stream, target, proxy, wait);
      },
    );
  } catch (error) {
    await stream.close();
    throw error;
  }
}

/** The way to the proxy failed: its address alone would look like one that nobody asked for. */
function unreachable(error: SocketError, target: InetAddress): SocketError {
  const { code, op, network, local, remote, errno, errnoName, hint } = error;
  const said = `this is the proxy, and ${formatTarget(target)} was to be reached through it`;
  return new SocketError(code, {
    op,
    network,
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
    ...(errno === undefined ? {} : { errno }),
    ...(errnoName === undefined ? {} : { errnoName }),
    hint: hint === undefined ? said : `${hint}; ${said}`,
    cause: error,
  });
}

function late(target: InetAddress, proxy: ProxySpec, limit: number): SocketError {
  const hint = `no answer within ${limit} ms through the proxy ${formatAddress(proxy.address)}`;
  return new SocketError("ERR_TIMEOUT", { op: "connect", network: "tcp", remote: formatTarget(target), hint });
}
