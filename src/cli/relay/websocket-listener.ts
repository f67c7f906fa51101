import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { type Address, formatAddress, type Listener, toNetSocket } from "../../net/index.ts";
import type { WebSocketEndpoint } from "./endpoint.ts";
import { MessageQueue } from "./message-queue.ts";
import type { EndListener, RelayEnd } from "./relay-end.ts";
import { WebSocketEnd } from "./websocket-end.ts";

const MAX_MESSAGE_BYTES = 104_857_600;
/** Who has not asked for the upgrade by then is dropped. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i;

/** A listener whose clients speak WebSocket. */
export class WebSocketEndListener implements EndListener {
  readonly name: string;
  readonly network: string;
  readonly address: string;
  readonly #listener: Listener;
  readonly #endpoint: WebSocketEndpoint;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #sites = new WeakMap<Duplex, { readonly local: Address; readonly remote: Address }>();
  readonly #arrivals = new MessageQueue<RelayEnd>(Number.POSITIVE_INFINITY);
  /** Connections that have not become WebSockets. */
  readonly #waiting = new Set<Duplex>();

  constructor(listener: Listener, endpoint: WebSocketEndpoint) {
    this.#listener = listener;
    this.#endpoint = endpoint;
    this.network = endpoint.type;
    this.address = formatAddress(listener.local);
    this.name = `${this.network} ${this.address}`;
    this.#http = createServer({ headersTimeout: HANDSHAKE_TIMEOUT_MS }, (_request, response) => {
      response.writeHead(426, { Connection: "close", Upgrade: "websocket", "Content-Type": "text/plain" });
      response.end("This is a WebSocket.\n");
    });
    this.#sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handleProtocols: (offered) => this.#choose(offered),
    });
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    void this.#acceptAll();
  }

  async accept(): Promise<RelayEnd> {
    const end = await this.#arrivals.take();
    if (end === null) throw new Error("the listener is closed");
    return end;
  }

  takeDropped(): number {
    return 0;
  }

  async close(): Promise<void> {
    await this.#listener.close();
    for (const socket of this.#waiting) socket.destroy();
    this.#arrivals.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #acceptAll(): Promise<void> {
    try {
      for (;;) {
        const stream = await this.#listener.accept();
        const { local, remote } = stream;
        const socket = toNetSocket(stream);
        this.#sites.set(socket, { local, remote });
        this.#waiting.add(socket);
        socket.on("error", () => undefined);
        socket.once("close", () => this.#waiting.delete(socket));
        // An HTTP server takes any connection that it is given.
        this.#http.emit("connection", socket);
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === "ERR_CLOSED") this.#arrivals.end();
      else this.#arrivals.fail(error);
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path } = this.#endpoint;
    const asked = (request.url ?? "/").replace(/\?.*$/s, "");
    if (path !== "/" && asked !== path) return refuse(socket, "404 Not Found");
    if (!this.#isAllowed(request)) return refuse(socket, "403 Forbidden");
    this.#sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      this.#waiting.delete(socket);
      const site = this.#sites.get(socket);
      if (site === undefined) return client.terminate();
      const end = new WebSocketEnd(client, this.#endpoint, { ...site, secure: this.#endpoint.type === "wss" });
      if (!this.#arrivals.put(end)) end.abort();
    });
  }

  /**
   * A page in a browser may open a WebSocket to any address, also to this machine's own: only pages that come from here
   * themselves are let in, and those that `origin=` names.
   */
  #isAllowed({ headers }: IncomingMessage): boolean {
    const { origin: allowed } = this.#endpoint;
    const { origin, host = "" } = headers;
    if (origin === undefined || allowed === "*" || origin === allowed) return true;
    const name = host.replace(/:\d+$/, "");
    // A foreign name that leads here (DNS rebinding) would be equal on both sides.
    return LOOPBACK.test(name) && /^https?:\/\/(.*)$/i.exec(origin)?.[1] === host;
  }

  #choose(offered: ReadonlySet<string>): string | false {
    const { protocol } = this.#endpoint;
    if (protocol !== null) return offered.has(protocol) ? protocol : false;
    return offered.values().next().value ?? false;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
