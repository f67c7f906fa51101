import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { createServer, type ListenOptions as NodeListenOptions, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { SocketError } from "../../errors/index.ts";
import { type Address, formatAddress, type InetAddress, isUnixAddress } from "../address.ts";
import { within } from "../deadline.ts";
import { toSocketError } from "../errno-table.ts";
import type { Listener } from "../listener.ts";
import type { ListenOptions } from "../options.ts";
import { plainHost } from "../resolve.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { unixError } from "../unix-path.ts";
import { Waiter } from "../waiter.ts";
import { nodePath } from "./abstract-name.ts";
import { endsOf } from "./node-connect.ts";
import { NodeStream } from "./node-stream.ts";
import { refuseOptions } from "./refuse-options.ts";

const DEFAULT_BACKLOG = 511;
/** Connections that wait for `accept` on this side of the kernel; what comes above is reset. */
const ACCEPT_QUEUE_MAX = 4_096;

/**
 * A {@link Listener} over `net.Server`. libuv accepts at once and cannot be told to wait, so the backlog only covers the
 * time until the event loop turns; accepted connections that nobody has asked for wait here, unread.
 */
export class NodeListener implements Listener {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly #server: Server;
  readonly #queue: Stream[] = [];
  #failure: SocketError | null = null;
  #acceptor: Waiter<Stream> | null = null;
  #closing: Promise<void> | null = null;

  /** Takes over a server that listens and has accepted nothing yet. */
  constructor(server: Server, local: Address) {
    this.network = isUnixAddress(local) ? "unix" : "tcp";
    this.local = local;
    this.#server = server;
    server.on("connection", (socket) => this.#onConnection(socket));
    server.on("error", (error) => this.#onError(error));
  }

  accept(options?: WaitOptions): Promise<Stream> {
    if (options === undefined) return this.#next(undefined);
    return within(
      options,
      (limit) => new SocketError("ERR_TIMEOUT", { ...this.#site(), hint: `nobody came within ${limit} ms` }),
      (signal) => this.#next(signal),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Stream, void, undefined> {
    while (this.#closing === null) {
      const stream = await this.accept().catch((error: unknown) => {
        if (this.#closing === null) throw error;
      });
      if (stream !== undefined) yield stream;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #next(signal: AbortSignal | undefined): Promise<Stream> {
    if (this.#closing !== null) return Promise.reject(this.#error("ERR_CLOSED"));
    if (this.#acceptor !== null) return Promise.reject(this.#error("ERR_BUSY"));
    const stream = this.#queue.shift();
    if (stream !== undefined) return Promise.resolve(stream);
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.#failure = null;
      return Promise.reject(failure);
    }
    this.#acceptor = new Waiter<Stream>(signal, () => (this.#acceptor = null));
    return this.#acceptor.promise;
  }

  #onConnection(socket: Socket): void {
    const unix = isUnixAddress(this.local);
    const ends = unix ? { local: this.local, remote: { path: "" } } : endsOf(socket);
    const stream = new NodeStream(socket, { network: this.network, ...ends });
    const acceptor = this.#acceptor;
    if (acceptor !== null) {
      this.#acceptor = null;
      acceptor.resolve(stream);
    } else if (this.#queue.length < ACCEPT_QUEUE_MAX) this.#queue.push(stream);
    else stream.reset();
  }

  #onError(error: Error): void {
    const failure = toSocketError(error, this.#site());
    const acceptor = this.#acceptor;
    this.#acceptor = null;
    if (acceptor === null) this.#failure = failure;
    else acceptor.reject(failure);
  }

  async #close(): Promise<void> {
    // The handle closes now (and removes the socket file); the event waits for the last connection, so do not wait.
    this.#server.close();
    const acceptor = this.#acceptor;
    this.#acceptor = null;
    acceptor?.reject(this.#error("ERR_CLOSED"));
    // As the kernel does with connections that nobody has accepted.
    for (const stream of this.#queue.splice(0)) stream.reset();
    await new Promise((resolve) => setImmediate(resolve));
  }

  #site(): { readonly op: "accept"; readonly network: "tcp" | "unix"; readonly local: string } {
    return { op: "accept", network: this.network, local: formatAddress(this.local) };
  }

  #error(code: "ERR_CLOSED" | "ERR_BUSY"): SocketError {
    return new SocketError(code, this.#site());
  }
}

/** `Backend.listenInet` of Node. */
export async function listenInetNode(at: InetAddress, options: ListenOptions): Promise<Listener> {
  const { host, port } = at;
  const site = { op: "listen", network: "tcp", local: formatAddress(at) } as const;
  if (options.reusePort === true) {
    throw new SocketError("ERR_UNSUPPORTED", { ...site, hint: "Node's net has no SO_REUSEPORT on all its versions" });
  }
  refuseOptions(options.socket, [], site);
  const server = await start({ host, port, ipv6Only: options.ipv6Only ?? false }, options).catch((error: unknown) => {
    throw toSocketError(error, { ...site });
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("a listening server has an address");
  return new NodeListener(server, { host: plainHost(bound.address), port: bound.port });
}

/** `Backend.listenUnix` of Node. */
export async function listenUnixNode(path: string, options: ListenOptions): Promise<Listener> {
  const name = nodePath(path, "listen");
  const mode = options.mode ?? 0o600;
  // Node binds inside this call, so the mask holds for the file that it makes and for nothing else. Workers cannot set it.
  const mask = setMask(~mode & 0o777);
  let starting: Promise<Server>;
  try {
    starting = start({ path: name }, options);
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
  const server = await starting.catch((error: unknown) => {
    throw explainUnix(error, path);
  });
  const listener = new NodeListener(server, { path });
  if (!path.startsWith("@") && process.platform !== "win32") await chmod(path, mode);
  return listener;
}

/** libuv turns a missing folder into EACCES. */
function explainUnix(error: unknown, path: string): SocketError {
  const folder = dirname(path);
  if ((error as NodeJS.ErrnoException).code === "EACCES" && !existsSync(folder)) {
    return unixError("ERR_PATH_NOT_FOUND", "listen", path, `there is no folder ${folder}`);
  }
  return toSocketError(error, { op: "listen", network: "unix", local: path });
}

function setMask(mask: number): number | undefined {
  try {
    return process.umask(mask);
  } catch {
    return undefined;
  }
}

function start(where: NodeListenOptions, options: ListenOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    server.once("error", reject);
    server.listen({ ...where, backlog: options.backlog ?? DEFAULT_BACKLOG }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}
