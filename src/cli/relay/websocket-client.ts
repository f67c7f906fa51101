import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { type Stream, toNetSocket } from "../../net/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import type { WebSocketEndpoint } from "./endpoint.ts";
import { WebSocketEnd } from "./websocket-end.ts";

const MAX_MESSAGE_BYTES = 104_857_600;

/**
 * Does the opening handshake (RFC 6455, 4.1) on a connection, which it takes over.
 * @throws CliError 2 with what the server answered instead
 */
export function openWebSocket(
  stream: Stream,
  endpoint: WebSocketEndpoint,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WebSocketEnd> {
  const { local, remote } = stream;
  const { address, path, protocol, type } = endpoint;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const socket = toNetSocket(stream);
  // The scheme only says which port is the usual one: the connection is there already.
  const client = new WebSocket(`ws://${host}:${address.port}${path}`, protocol === null ? [] : [protocol], {
    createConnection: () => socket,
    handshakeTimeout: timeoutMs === 0 ? undefined : timeoutMs,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  return new Promise((resolve, reject) => {
    const url = `${type}://${host}:${address.port}${path}`;
    const fail = (reason: string): void => {
      reject(new CliError(EXIT.open, (m) => m.relay.noWebSocket(url, reason)));
      client.terminate();
    };
    const stop = (): void => {
      reject(signal.reason as Error);
      client.terminate();
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    client.on("error", (error) => fail(error.message));
    client.once("unexpected-response", (_request, response: IncomingMessage) => {
      fail(`${response.statusCode ?? ""} ${response.statusMessage ?? ""}`.trim());
    });
    client.once("open", () => {
      signal.removeEventListener("abort", stop);
      resolve(new WebSocketEnd(client, endpoint, { local, remote, secure: type === "wss" }));
    });
  });
}
