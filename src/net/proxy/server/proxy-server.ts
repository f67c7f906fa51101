import { JackfieldError, SocketError } from "../../../errors/index.ts";
import { type Address, formatAddress, type InetAddress, isUnixAddress } from "../../address.ts";
import { connect } from "../../connect.ts";
import type { Listener } from "../../listener.ts";
import type { ConnectOptions } from "../../options.ts";
import { relay } from "../../relay.ts";
import { resolveHost } from "../../resolve.ts";
import type { Stream } from "../../stream.ts";
import { formatTarget } from "../proxy-target.ts";

/** Options of a proxy server. */
export interface ProxyServerOptions {
  /** With a user name, clients must give it and the password. @default nobody is asked */
  readonly username?: string;
  readonly password?: string;
  /** Which clients may use it. @default all that can reach it */
  readonly allow?: (client: Address) => boolean;
  /** Where it may connect to. @default everywhere but to itself */
  readonly mayConnect?: (target: InetAddress) => boolean;
  /** How it connects. @default `connect` */
  readonly connect?: (target: InetAddress, options: ConnectOptions) => Promise<Stream>;
  /** @default 10_000 */
  readonly connectTimeoutMs?: number;
  /** A client that has not asked completely after this long is dropped. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** How long a server may take to begin its answer to an HTTP request. @default 60_000 */
  readonly responseTimeoutMs?: number;
  /** Clients at once; the next one is closed. @default 1_024 */
  readonly maxClients?: number;
  /** The longest request line of HTTP. @default 8_192 */
  readonly maxLineBytes?: number;
  /** The longest header of HTTP. @default 65_536 */
  readonly maxHeadBytes?: number;
  /** Told what happens. */
  readonly onEvent?: (event: ProxyServerEvent) => void;
}

/** What happened in a proxy server. `client` is an address as it is printed, `target` is `host:port`. */
export type ProxyServerEvent =
  | { readonly type: "open"; readonly client: string; readonly target: string; readonly request: string }
  | { readonly type: "refused"; readonly client: string; readonly status: number; readonly reason: string }
  | { readonly type: "failed"; readonly client: string; readonly error: Error }
  | {
      readonly type: "closed";
      readonly client: string;
      readonly target: string;
      readonly bytesSent: number;
      readonly bytesReceived: number;
    };

/** A running proxy server. It keeps the process alive until it is closed. */
export interface ProxyServer extends AsyncDisposable {
  readonly local: Address;
  /** Clients that are connected. */
  readonly connections: number;
  /** Resolves when the server was closed, rejects when its listener failed. */
  readonly closed: Promise<void>;
  /** Stops listening and drops all clients. Idempotent. */
  close(): Promise<void>;
}

/** A request that is not granted; `status` is HTTP's. */
export class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.status = status;
  }
}

/** One client of a proxy server, for the protocol that it speaks. */
export class ProxyClient {
  readonly stream: Stream;
  readonly options: ProxyServerOptions;
  readonly name: string;
  readonly #local: Address;

  constructor(stream: Stream, local: Address, options: ProxyServerOptions) {
    this.stream = stream;
    this.options = options;
    this.name = formatAddress(stream.remote);
    this.#local = local;
  }

  tell(event: ProxyServerEvent): void {
    this.options.onEvent?.(event);
  }

  /** Connects for the client. @throws ProxyRefusal 403 for what is not allowed, 504 for what cannot be reached */
  async dial(target: InetAddress, request: string): Promise<Stream> {
    const { mayConnect, connect: open = connect, connectTimeoutMs = 10_000 } = this.options;
    const name = formatTarget(target);
    if (!(target.port >= 1 && target.port <= 65_535)) throw new ProxyRefusal(400, `${target.port} is no port`);
    if (mayConnect?.(target) === false) throw new ProxyRefusal(403, `connecting to ${name} is not allowed`);
    try {
      if (await this.#isOwn(target)) throw new ProxyRefusal(403, `${name} is this proxy itself`);
      const upstream = await open(target, { timeoutMs: connectTimeoutMs });
      this.tell({ type: "open", client: this.name, target: name, request });
      return upstream;
    } catch (error) {
      if (error instanceof ProxyRefusal || !JackfieldError.is(error)) throw error;
      throw new ProxyRefusal(504, error.message, error);
    }
  }

  /** Carries bytes both ways until both ends are done. */
  async tunnel(upstream: Stream, target: InetAddress): Promise<void> {
    const { bytesFromFirst, bytesFromSecond } = await relay(this.stream, upstream);
    this.tellClosed(target, bytesFromFirst, bytesFromSecond);
  }

  tellClosed(target: InetAddress, bytesSent: number, bytesReceived: number): void {
    this.tell({ type: "closed", client: this.name, target: formatTarget(target), bytesSent, bytesReceived });
  }

  /** A loop would open connections without end. */
  async #isOwn({ host, port }: InetAddress): Promise<boolean> {
    const own = this.#local;
    if (isUnixAddress(own) || own.port !== port) return false;
    const found = await resolveHost(host, "tcp");
    const here = new Set([own.host]);
    if (own.host === "0.0.0.0" || own.host === "::") {
      const { networkInterfaces } = await import("node:os");
      for (const address of Object.values(networkInterfaces()).flat()) here.add(address?.address ?? "");
    }
    return found.some(
      (one) => here.has(one.host) || one.host === "0.0.0.0" || one.host === "::" || isLoop(one.host, here),
    );
  }
}

/** All of 127/8 is this machine, when the proxy listens on any of its addresses. */
function isLoop(host: string, here: ReadonlySet<string>): boolean {
  return host.startsWith("127.") && here.size > 1;
}

type Protocol = (client: ProxyClient) => Promise<void>;

/** Serves a listener's clients, each on its own, by one protocol. */
export class StreamProxyServer implements ProxyServer {
  readonly local: Address;
  readonly closed: Promise<void>;
  readonly #listener: Listener;
  readonly #protocol: Protocol;
  readonly #options: ProxyServerOptions;
  readonly #clients: Map<Stream, Promise<void>> = new Map();
  #closing: Promise<void> | null = null;

  constructor(listener: Listener, protocol: Protocol, options: ProxyServerOptions) {
    this.local = listener.local;
    this.#listener = listener;
    this.#protocol = protocol;
    this.#options = options;
    this.closed = this.#run();
    this.closed.catch(() => undefined);
  }

  get connections(): number {
    return this.#clients.size;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    const { maxClients = 1_024, allow } = this.#options;
    for await (const stream of this.#listener) {
      if (this.#clients.size >= maxClients || allow?.(stream.remote) === false) {
        const reason =
          allow?.(stream.remote) === false ? "this client is not allowed" : `more than ${maxClients} clients`;
        this.#options.onEvent?.({ type: "refused", client: formatAddress(stream.remote), status: 403, reason });
        stream.reset();
        continue;
      }
      this.#clients.set(stream, this.#serve(stream));
    }
  }

  async #serve(stream: Stream): Promise<void> {
    const client = new ProxyClient(stream, this.local, this.#options);
    try {
      await this.#protocol(client);
    } catch (error) {
      if (this.#closing === null) client.tell({ type: "failed", client: client.name, error: error as Error });
      if (!SocketError.is(error, "ERR_TIMEOUT")) stream.reset();
    }
    await stream.close();
    this.#clients.delete(stream);
  }

  async #close(): Promise<void> {
    await this.#listener.close();
    for (const stream of this.#clients.keys()) stream.reset();
    await Promise.all(this.#clients.values());
  }
}
