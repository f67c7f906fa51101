import { type Address, isUnixAddress } from "./address.ts";
import { chooseBackend } from "./choose-backend.ts";
import type { Backend } from "./backend.ts";
import { listenOver } from "./listen.ts";
import { NativeListener } from "./native/native-listener.ts";
import { NativeServer } from "./native/native-server.ts";
import type { ListenOptions } from "./options.ts";
import type { ServeHandlers, Server } from "./server.ts";
import { StreamServer } from "./stream-server.ts";

/**
 * Serves connections with callbacks: no promise and no copy for what arrives, which is the fastest way. A peer that does
 * not take what is sent to it is not read from until it does, so that the memory of one connection stays bounded.
 * @throws SocketError as `listen`
 * @example
 * await using server = await serve({ host: "127.0.0.1", port: 7 }, {
 *   open: () => undefined,
 *   data: (peer, bytes) => peer.send(bytes),
 * });
 */
export function serve<State>(
  address: Address,
  handlers: ServeHandlers<State>,
  options: ListenOptions = {},
): Promise<Server> {
  return serveOver(chooseBackend(), address, handlers, options);
}

/** {@link serve} over one backend. */
export async function serveOver<State>(
  backend: Backend,
  address: Address,
  handlers: ServeHandlers<State>,
  options: ListenOptions = {},
): Promise<Server> {
  const { signal, ...rest } = options;
  signal?.throwIfAborted();
  const listener = await listenOver(backend, address, rest);
  const server =
    listener instanceof NativeListener
      ? new NativeServer(listener.detach(), handlers)
      : new StreamServer(listener, isUnixAddress(listener.local) ? "unix" : "tcp", handlers);
  signal?.addEventListener("abort", () => void server.close(), { once: true });
  if (signal?.aborted) await server.close();
  signal?.throwIfAborted();
  return server;
}
