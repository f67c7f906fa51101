import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { LIVE_PATH, MAX_CLIENT_MESSAGE_BYTES, problem, type ProblemState, statusOf } from "../../../api/index.ts";
import type { Engine } from "../../../engine/index.ts";
import type { Services } from "../../../services/index.ts";
import type { Access } from "../access.ts";
import { LiveClient } from "./live-client.ts";

/** A client that has answered no ping for two of these is gone. */
const PING_MS = 15_000;
const CLOSE_MS = 1_000;
/** A refused client has this long to take the answer. */
const REFUSAL_MS = 5_000;

/** Options of {@link LiveServer}. */
export interface LiveServerOptions {
  readonly engine: Engine;
  readonly services: Services | null;
  readonly access: Access;
  readonly version: string;
  readonly maxClients: number;
}

/** Takes WebSocket connections on an HTTP server. */
export class LiveServer {
  readonly #options: LiveServerOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });
  readonly #silent = new WeakMap<WebSocket, number>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(server: Server, options: LiveServerOptions) {
    this.#options = options;
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    this.#heartbeat = setInterval(() => this.#ping(), PING_MS);
    this.#heartbeat.unref();
  }

  /** Clients connected. */
  get clients(): number {
    return this.#sockets.clients.size;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    const { clients } = this.#sockets;
    for (const client of clients) client.close(1001, "The workbench was closed");
    const late = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, CLOSE_MS);
    await Promise.all([...clients].map((client) => new Promise((resolve) => client.once("close", resolve))));
    clearTimeout(late);
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // Until ws takes over: a client that goes away now is nobody's failure.
    socket.on("error", () => undefined);
    const refused = this.#refusal(request);
    if (refused !== null) {
      refuse(socket, refused);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      client.on("pong", () => this.#silent.delete(client));
      void new LiveClient(client, this.#options);
    });
  }

  #refusal({ url = "", headers }: IncomingMessage): ProblemState | null {
    const { access, maxClients } = this.#options;
    const site = headers["sec-fetch-site"];
    const given = {
      host: headers.host,
      origin: headers.origin,
      authorization: headers.authorization,
      cookie: headers.cookie,
      site: typeof site === "string" ? site : undefined,
    };
    const path = url.split("?", 1)[0] ?? "";
    const refused = access.checkHost(given.host) ?? access.checkOrigin(given, true) ?? access.checkToken(given);
    if (refused !== null) return refused;
    if (path !== LIVE_PATH) return problem("ERR_NO_SUCH_ROUTE", `${path} takes no WebSocket`);
    if (this.clients >= maxClients) return problem("ERR_TOO_MANY_FILES", `More than ${maxClients} WebSockets`);
    return null;
  }

  #ping(): void {
    for (const client of this.#sockets.clients) {
      const silent = this.#silent.get(client) ?? 0;
      if (silent >= 2) client.terminate();
      else {
        this.#silent.set(client, silent + 1);
        client.ping();
      }
    }
  }
}

function refuse(socket: Socket, state: ProblemState): void {
  const status = statusOf(state.code);
  const body = JSON.stringify({ error: state });
  // The HTTP server no longer watches this connection: one that the client keeps open would stay for ever.
  socket.once("finish", () => socket.destroy());
  socket.setTimeout(REFUSAL_MS, () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
