import type { RawOptionSpec, SocketSpec, TcpOptions, TcpSocketSpec } from "../../api/index.ts";
import { type ArgsOf, flag, type FlagArg, many, type ManyArg, option, type OptionArg } from "../command.ts";
import { UsageError } from "../cli-error.ts";
import { excludePairs, requirePairs } from "./exclude.ts";
import { type KeepAlive, keepAliveType, rawOptionType, tosType } from "./socket-types.ts";
import { byteSize, duration, integer, text } from "./value-types.ts";

const seconds = integer("SECONDS", 0, 32_767);

/** Options of every socket of the Internet. */
const COMMON_ARGS: {
  ttl: OptionArg<number>;
  tos: OptionArg<number>;
  sndbuf: OptionArg<number>;
  rcvbuf: OptionArg<number>;
  device: OptionArg<string>;
  reuseport: FlagArg;
  sockopt: ManyArg<RawOptionSpec>;
} = {
  ttl: option(integer("N", 1, 255)),
  tos: option(tosType),
  sndbuf: option(byteSize),
  rcvbuf: option(byteSize),
  device: option(text("INTERFACE")),
  reuseport: flag(),
  sockopt: many(rawOptionType),
};

/** Options of UDP sockets. */
export const UDP_SOCKET_ARGS: typeof COMMON_ARGS = COMMON_ARGS;

/** Options of TCP sockets. */
export const TCP_SOCKET_ARGS: typeof COMMON_ARGS & {
  delayed: FlagArg;
  keepalive: OptionArg<KeepAlive>;
  linger: OptionArg<number>;
  mss: OptionArg<number>;
  userTimeout: OptionArg<number>;
} = {
  ...COMMON_ARGS,
  delayed: flag(),
  keepalive: option(keepAliveType),
  linger: option(seconds),
  mss: option(integer("BYTES", 88, 32_767)),
  userTimeout: option(duration),
};

/** The values of {@link TCP_SOCKET_ARGS}. */
export type TcpSocketArgs = ArgsOf<typeof TCP_SOCKET_ARGS>;
/** The values of {@link UDP_SOCKET_ARGS}. */
export type UdpSocketArgs = ArgsOf<typeof UDP_SOCKET_ARGS>;

/** What TCP's options come to in a session spec. */
export function tcpSpecOf(args: TcpSocketArgs): Omit<TcpOptions, "halfOpen"> {
  const { ttl, rcvbuf, linger, mss, userTimeout, keepalive } = args;
  const socket: TcpSocketSpec = {
    ...socketSpecOf(args),
    ...(ttl === undefined ? {} : { ttl }),
    ...(rcvbuf === undefined ? {} : { receiveBufferBytes: rcvbuf }),
    ...(linger === undefined ? {} : { lingerSeconds: linger }),
    ...(mss === undefined ? {} : { maxSegmentBytes: mss }),
    ...(userTimeout === undefined ? {} : { userTimeoutMs: Math.round(userTimeout) }),
  };
  return {
    ...(args.delayed ? { noDelay: false } : {}),
    ...(keepalive === undefined ? {} : keepAliveSpec(keepalive)),
    ...(Object.keys(socket).length === 0 ? {} : { socket }),
  };
}

/** What UDP's options come to in a session spec. */
export function udpSpecOf(args: UdpSocketArgs): {
  ttl?: number;
  multicastTtl?: number;
  receiveBufferBytes?: number;
  socket?: SocketSpec;
} {
  const { ttl, rcvbuf } = args;
  const socket = socketSpecOf(args);
  return {
    ...(ttl === undefined ? {} : { ttl, multicastTtl: ttl }),
    ...(rcvbuf === undefined ? {} : { receiveBufferBytes: rcvbuf }),
    ...(Object.keys(socket).length === 0 ? {} : { socket }),
  };
}

/**
 * Refuses options of Internet sockets for a Unix socket, and of TCP for UDP.
 * @throws UsageError that names the option
 */
export function checkSocket(args: Partial<TcpSocketArgs>, network: "tcp" | "udp" | "unix"): void {
  const tcpOnly = [
    ["--delayed", args.delayed === true],
    ["--keepalive", args.keepalive !== undefined],
    ["--linger", args.linger !== undefined],
    ["--mss", args.mss !== undefined],
    ["--user-timeout", args.userTimeout !== undefined],
  ] as const;
  if (network !== "tcp") for (const [name, has] of tcpOnly) requirePairs([[name, has, "tcp://", false]]);
  if (network !== "unix") return;
  const all = [
    ["--ttl", args.ttl !== undefined],
    ["--tos", args.tos !== undefined],
    ["--sndbuf", args.sndbuf !== undefined],
    ["--rcvbuf", args.rcvbuf !== undefined],
    ["--device", args.device !== undefined],
    ["--reuseport", args.reuseport === true],
    ["--sockopt", (args.sockopt?.length ?? 0) > 0],
  ] as const;
  for (const [name, has] of all) excludePairs([[name, has, "unix:", true]]);
}

function socketSpecOf({ tos, sndbuf, device, reuseport, sockopt }: UdpSocketArgs): SocketSpec {
  return {
    ...(tos === undefined ? {} : { tos }),
    ...(sndbuf === undefined ? {} : { sendBufferBytes: sndbuf }),
    ...(device === undefined ? {} : { device }),
    ...(reuseport ? { reusePort: true } : {}),
    ...(sockopt.length === 0 ? {} : { raw: sockopt }),
  };
}

function keepAliveSpec({ idleSeconds, intervalSeconds, count }: KeepAlive): Omit<TcpOptions, "socket"> {
  return {
    keepAliveSeconds: idleSeconds,
    ...(intervalSeconds === undefined ? {} : { keepAliveIntervalSeconds: intervalSeconds }),
    ...(count === undefined ? {} : { keepAliveCount: count }),
  };
}

/** A port on this side and, with it or alone, an address: `--source 10.0.0.5`, `--source :4000`, `--source [::1]:4000`. */
export function sourceOf(text: string): { localHost?: string; localPort?: number } {
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:]*|[^:]*:[^:]*:.*?))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? "";
  const port = portText === undefined ? undefined : Number(portText);
  if (host.startsWith("[") || (host === "" && port === undefined) || (port ?? 0) > 65_535) {
    throw new UsageError((m) => m.flow.notASource(text));
  }
  return { ...(host === "" ? {} : { localHost: host }), ...(port === undefined ? {} : { localPort: port }) };
}
