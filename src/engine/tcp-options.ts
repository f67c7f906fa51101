import type { RawOptionSpec, SocketSpec, TcpOptions } from "../api/index.ts";
import { parseHex } from "../bytes/index.ts";
import type { KeepAliveOptions, RawSocketOption, SocketOptions } from "../net/index.ts";
import type { EngineStream } from "./engine-network.ts";

/** Sets what a TCP spec says of its connections. */
export function setTcpOptions(stream: EngineStream, options: TcpOptions): void {
  stream.setNoDelay(options.noDelay ?? true);
  // With an interval or a count the socket has it already, and would lose them here.
  if (options.keepAliveSeconds !== undefined && keepAliveOf(options) === undefined) {
    stream.setKeepAlive(options.keepAliveSeconds);
  }
}

/** What a TCP spec says of its socket before it is connected or listens; undefined when it says nothing. */
export function tcpSocketOptions(options: TcpOptions): SocketOptions | undefined {
  const keepAlive = keepAliveOf(options);
  if (options.socket === undefined && keepAlive === undefined) return undefined;
  return { ...socketOptions(options.socket ?? {}), ...(keepAlive === undefined ? {} : { keepAlive }) };
}

/** A spec of a socket as `net` takes it. */
export function socketOptions({ raw, ...options }: SocketSpec): SocketOptions {
  return raw === undefined ? options : { ...options, raw: raw.map(rawOption) };
}

function rawOption(spec: RawOptionSpec): RawSocketOption {
  const { level, option } = spec;
  return { level, option, value: "hex" in spec ? parseHex(spec.hex) : spec.value };
}

function keepAliveOf(options: TcpOptions): KeepAliveOptions | undefined {
  const { keepAliveSeconds, keepAliveIntervalSeconds, keepAliveCount } = options;
  if (keepAliveIntervalSeconds === undefined && keepAliveCount === undefined) return undefined;
  return {
    idleSeconds: keepAliveSeconds ?? DEFAULT_IDLE_SECONDS,
    ...(keepAliveIntervalSeconds === undefined ? {} : { intervalSeconds: keepAliveIntervalSeconds }),
    ...(keepAliveCount === undefined ? {} : { count: keepAliveCount }),
  };
}

/** tcp_keepalive_time of Linux (tcp(7)). */
const DEFAULT_IDLE_SECONDS = 7_200;
