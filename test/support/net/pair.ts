import type { Listener, Stream } from "../../../src/net/index.ts";
import type { NetBackend } from "./backend.ts";

/** Two ends of one TCP connection. */
export interface StreamPair extends AsyncDisposable {
  readonly client: Stream;
  readonly server: Stream;
  readonly listener: Listener;
}

/** Connects two streams over loopback; both are reset and closed when disposed of. */
export async function streamPair(backend: NetBackend): Promise<StreamPair> {
  const listener = await backend.listen({ host: "127.0.0.1", port: 0 });
  const [client, server] = await Promise.all([backend.connect(listener.local), listener.accept()]);
  return {
    client,
    server,
    listener,
    async [Symbol.asyncDispose]() {
      client.reset();
      server.reset();
      await Promise.all([client.close(), server.close(), listener.close()]);
    },
  };
}
