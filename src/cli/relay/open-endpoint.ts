import { connect, connectTls, listen } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { listenAddress } from "../options/listen-address.ts";
import { DualEnd } from "./dual-end.ts";
import { type Endpoint, type ExecEndpoint, listens, type SocketEndpoint } from "./endpoint.ts";
import type { FileUse } from "./file-end.ts";
import type { EndListener, EndOpener, RelayEnd } from "./relay-end.ts";
import { StreamEnd, StreamEndListener } from "./stream-end.ts";

/** What the options say of opening. */
export interface OpenOptions {
  readonly connectTimeoutMs: number;
  readonly lan: boolean;
  /** More than one connection will be served. */
  readonly keepOpen: boolean;
  /** A UDP peer that was silent for so long is over. */
  readonly udpIdleMs: number | null;
}

/** What an endpoint is used for: `both`, unless the relay goes one way. */
export type EndUse = FileUse;

/**
 * Makes what opens an endpoint that does not listen.
 * @throws UsageError for a use that does not fit
 */
export function openerOf(context: CliContext, endpoint: Endpoint, use: EndUse, options: OpenOptions): EndOpener {
  switch (endpoint.type) {
    case "stdio":
      return { isSingle: true, opensLast: false, open: async () => openStdio(context, endpoint) };
    case "file": {
      const { path, mode } = endpoint;
      const open = async (_other: RelayEnd | null, signal: AbortSignal): Promise<RelayEnd> =>
        (await import("./file-end.ts")).FileEnd.open(path, mode, use, signal);
      return { isSingle: false, opensLast: false, open };
    }
    case "exec":
      return { isSingle: false, opensLast: true, open: (other) => openExec(context, endpoint, other) };
    case "pty":
      throw new UsageError((m) => m.relay.notYet("pty:"));
    case "dual":
      return openerOfDual(context, endpoint, options);
    default:
      return {
        isSingle: false,
        opensLast: false,
        open: (_other, signal) => openSocket(endpoint, options, signal),
      };
  }
}

async function openStdio(
  context: CliContext,
  { side }: Extract<Endpoint, { readonly type: "stdio" }>,
): Promise<RelayEnd> {
  const { StdioEnd } = await import("./stdio-end.ts");
  return new StdioEnd(context, side);
}

async function openExec(context: CliContext, endpoint: ExecEndpoint, other: RelayEnd | null): Promise<RelayEnd> {
  const { ExecEnd } = await import("./exec-end.ts");
  return ExecEnd.start(context, endpoint, other);
}

function openerOfDual(
  context: CliContext,
  { read, write }: Extract<Endpoint, { readonly type: "dual" }>,
  options: OpenOptions,
): EndOpener {
  const reader = openerOf(context, read, "read", options);
  const writer = openerOf(context, write, "write", options);
  return {
    isSingle: reader.isSingle || writer.isSingle,
    opensLast: reader.opensLast || writer.opensLast,
    open: async (other, signal) => {
      const first = await reader.open(other, signal);
      try {
        return new DualEnd(first, await writer.open(other, signal));
      } catch (error) {
        first.abort();
        throw error;
      }
    },
  };
}

async function openSocket(endpoint: SocketEndpoint, options: OpenOptions, signal: AbortSignal): Promise<RelayEnd> {
  const wait = { timeoutMs: options.connectTimeoutMs, signal };
  switch (endpoint.type) {
    case "tcp":
    case "unix":
      return new StreamEnd(await connect(endpoint.address, wait));
    case "tls":
      return new StreamEnd(await connectTls(endpoint.address, wait));
    case "udp":
      return (await import("./udp-end.ts")).UdpEnd.connect(endpoint.address, signal);
    default:
      throw new UsageError((m) => m.relay.notYet(`${endpoint.type}:`));
  }
}

/**
 * Begins to listen.
 * @throws SocketError, UsageError
 */
export async function listenAt(endpoint: Endpoint, options: OpenOptions, signal: AbortSignal): Promise<EndListener> {
  if (!listens(endpoint)) throw new TypeError("this endpoint does not listen");
  const { lan } = options;
  switch (endpoint.type) {
    case "tcp":
    case "unix": {
      const at = listenAddress(endpoint.address, lan);
      return new StreamEndListener(await listen(at, { signal, replaceStale: true }));
    }
    case "udp": {
      const { UdpEndListener } = await import("./udp-end.ts");
      const rule = { once: !options.keepOpen, silenceMs: options.udpIdleMs };
      return UdpEndListener.bind(listenAddress(endpoint.address, lan), rule, signal);
    }
    default:
      throw new UsageError((m) => m.relay.notYet(`listen:${endpoint.type}:`));
  }
}
