import type { TcpOptions } from "../api/index.ts";
import type { EngineStream } from "./engine-network.ts";

/** Sets what a TCP spec says of its connections. */
export function setTcpOptions(stream: EngineStream, options: TcpOptions): void {
  stream.setNoDelay(options.noDelay ?? true);
  if (options.keepAliveSeconds !== undefined) stream.setKeepAlive(options.keepAliveSeconds);
}
