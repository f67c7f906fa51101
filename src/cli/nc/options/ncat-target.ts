import { NcExit, quitting } from "../report/nc-exit.ts";
import type { NcOptions } from "./nc-options.ts";

const DEFAULT_PORT = 31_337;
const DEFAULT_PROXY_PORT = 3_128;

/** What decides where ncat connects or listens. */
export interface NcatTargetInput {
  readonly operands: readonly string[];
  readonly listen: boolean;
  readonly unix: boolean;
  /** `-p`, which with `-l` is the port. */
  readonly sourcePort: number | null;
  readonly proxyServer: boolean;
}

/**
 * Reads the operands as ncat does: a host and a port; with `-l`, one operand of at most five digits is the port.
 * @throws NcExit 2
 */
export function ncatTarget(input: NcatTargetInput): Pick<NcOptions, "host" | "port"> {
  const { operands, listen, unix, sourcePort, proxyServer } = input;
  const [first, second] = operands;
  let port = proxyServer && listen ? DEFAULT_PROXY_PORT : DEFAULT_PORT;
  let ports = 0;
  if (sourcePort !== null && listen) {
    port = sourcePort;
    ports = 1;
  }
  if (unix) return { host: unixPath(operands, listen), port: 0 };
  if (first === undefined) {
    if (!listen) throw quitting("You must specify a host to connect to.");
    return { host: null, port };
  }
  if (second === undefined) {
    if (ports === 0 && listen && /^\d{1,5}$/.test(first)) return { host: null, port: parsePort(first) };
    return { host: first, port };
  }
  if (ports === 0) port = parsePort(second);
  ports += operands.length - 1;
  if (ports > 1) {
    const others = operands.slice(1 - ports).join(" ");
    throw new NcExit(2, `Got more than one port specification: ${port} ${others}. QUITTING.`);
  }
  return { host: first, port };
}

function unixPath(operands: readonly string[], listen: boolean): string {
  const [path, ...others] = operands;
  if (path === undefined) {
    throw quitting(`You must specify a path to a socket to ${listen ? "listen on" : "connect to"}.`);
  }
  if (others.length > 0) throw quitting("Using Unix domain sockets and specifying port doesn't make sense.");
  return path;
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535) throw quitting(`Invalid port number "${text}".`);
  return Number(text);
}
