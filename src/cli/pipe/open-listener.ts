import type { TlsServerSpec } from "../../api/index.ts";
import { type Address, listen, type Listener, type ListenOptions } from "../../net/index.ts";
import type { CliContext } from "../context.ts";

/** Options of {@link openListener}. */
export interface OpenListenerArgs {
  readonly tls: TlsServerSpec | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Listens for a pipe, with or without TLS; handshakes that fail are told and waited past. */
export async function openListener(
  { stderr, messages }: CliContext,
  address: Address,
  { tls, quiet, verbose }: OpenListenerArgs,
  options: ListenOptions,
): Promise<Listener> {
  if (tls === undefined) return listen(address, options);
  const { openServerTls } = await import("../../engine/tls-link.ts");
  const server = await openServerTls(tls);
  const under = await listen(address, options);
  const listener = await server
    .listen(under, ({ message }) => void (quiet ? undefined : stderr.print(`${String(message)}\n`)))
    .catch(async (error: unknown) => {
      await under.close();
      throw error;
    });
  if (server.made !== null && !quiet) {
    const { fingerprintSha256, fingerprintSha1 } = server.made;
    await stderr.print(`${messages.tls.temporary(String(fingerprintSha256))}\n`);
    if (verbose) await stderr.print(`SHA-1 ${String(fingerprintSha1)}\n`);
  }
  return listener;
}
