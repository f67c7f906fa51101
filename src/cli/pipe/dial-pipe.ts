import type { ProxyClientSpec, TlsClientSpec } from "../../api/index.ts";
import { type Address, connect, type ConnectOptions, isUnixAddress, type Stream } from "../../net/index.ts";
import type { CliContext } from "../context.ts";

/** What is on the way to the other end. */
export interface DialArgs {
  readonly tls: TlsClientSpec | undefined;
  readonly proxy: ProxyClientSpec | undefined;
  readonly verbose: boolean;
}

/** Connects a pipe: straight or through a proxy, with or without TLS. Only what is asked for is loaded. */
export async function dialPipe(
  context: CliContext,
  address: Address,
  { tls, proxy, verbose }: DialArgs,
  options: ConnectOptions,
): Promise<Stream> {
  const { timeoutMs = 0, signal } = options;
  const wait = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
  if (isUnixAddress(address)) return connect(address, wait);
  const straight = proxy === undefined;
  const stream = straight ? await connect(address, options) : await through(proxy, address, options);
  if (tls === undefined) return stream;
  const { secureClient } = await import("../../engine/tls-link.ts");
  const secured = await secureClient(stream, address.host, tls, wait);
  if (verbose) await context.stderr.print(`${String(secured.agreement?.detail["text"])}\n`);
  return secured.stream;
}

async function through(
  proxy: ProxyClientSpec,
  target: { readonly host: string; readonly port: number },
  options: ConnectOptions,
): Promise<Stream> {
  const { connectThroughProxy } = await import("../../engine/proxy-link.ts");
  return connectThroughProxy(target, proxy, options);
}

/** Says on standard error when TLS was not ended before the connection. */
export async function tellTruncation({ stderr, messages }: CliContext, stream: Stream): Promise<void> {
  if ("truncated" in stream && stream.truncated === true) await stderr.print(`${messages.tls.truncated}\n`);
}
