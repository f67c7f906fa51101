import type { CommonSpec, ProxyClientSpec, SessionSpec, TlsClientSpec, TlsServerSpec } from "../../api/index.ts";
import { type Address, isUnixAddress } from "../../net/index.ts";
import { captureSpec } from "../options/conversation-args.ts";
import { reconnectSpec, type RetryPlan } from "../options/retry-args.ts";
import { sourceOf, type TcpSocketArgs, tcpSpecOf } from "../options/socket-args.ts";
import type { ViewPlan } from "./plan.ts";

interface CaptureArgs {
  readonly capture: string | undefined;
  readonly overwrite: boolean;
}

/** What every session of a command has: how it is shown, and what is kept of it. */
export function commonSpec(view: Pick<ViewPlan, "charset" | "framing">, args: CaptureArgs): CommonSpec {
  return { charset: view.charset, framing: view.framing, ...captureSpec(args) };
}

/** Options of {@link serverSpec}. */
export interface ServerSpecArgs extends CaptureArgs, TcpSocketArgs {
  readonly maxPeers: number | undefined;
  readonly halfOpen: boolean;
  readonly tls: TlsServerSpec | undefined;
}

/** The session of a server. */
export function serverSpec(where: Address, view: ViewPlan, args: ServerSpecArgs): SessionSpec {
  const { halfOpen, maxPeers } = args;
  const common = {
    ...commonSpec(view, args),
    halfOpen,
    ...(maxPeers === undefined ? {} : { limits: { maxPeers } }),
  };
  if (isUnixAddress(where)) return { ...common, type: "unix-server", path: where.path };
  const tls = args.tls === undefined ? {} : { tls: args.tls };
  return { ...common, ...tcpSpecOf(args), ...where, ...tls, type: "tcp-server" };
}

/** Options of {@link clientSpec}. */
export interface ClientSpecArgs extends CaptureArgs, TcpSocketArgs {
  readonly connectTimeoutMs: number;
  readonly localPort: number | undefined;
  readonly source: string | undefined;
  readonly halfOpen: boolean;
  /** Connect again whenever the connection is lost. */
  readonly reconnect: RetryPlan | null;
  readonly tls: TlsClientSpec | undefined;
  readonly proxy: ProxyClientSpec | undefined;
}

/** The session of a client. */
export function clientSpec(
  to: Address,
  view: Pick<ViewPlan, "charset" | "framing">,
  args: ClientSpecArgs,
): SessionSpec {
  const { connectTimeoutMs, halfOpen, reconnect } = args;
  const common = {
    ...commonSpec(view, args),
    halfOpen,
    connectTimeoutMs,
    ...(reconnect === null ? {} : { reconnect: reconnectSpec(reconnect) }),
  };
  if (isUnixAddress(to)) return { ...common, type: "unix-client", path: to.path };
  const { tls, proxy } = args;
  const way = { ...(tls === undefined ? {} : { tls }), ...(proxy === undefined ? {} : { proxy }) };
  return { ...common, ...tcpSpecOf(args), ...to, ...localEnd(args), ...way, type: "tcp-client" };
}

/** This side's address and port, of `--source` and `--local-port`. */
export function localEnd({ source, localPort }: Pick<ClientSpecArgs, "source" | "localPort">): {
  readonly localHost?: string;
  readonly localPort?: number;
} {
  return { ...(source === undefined ? {} : sourceOf(source)), ...(localPort === undefined ? {} : { localPort }) };
}
