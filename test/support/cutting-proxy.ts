import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Options of {@link CuttingProxy.start}. */
export interface CutOptions {
  /** The first connection that carries so many bytes of answers is ended there, as by a network that broke. */
  readonly afterBytes: number;
  /** Called before the client sees it. */
  readonly onCut?: () => Promise<void>;
}

/** Stands before an HTTP server, notes the heads of requests and answers, and cuts one connection half-way. */
export class CuttingProxy implements AsyncDisposable {
  /** From each chunk of a client that begins one, up to the empty line. */
  readonly requests: string[] = [];
  /** Of the answers. */
  readonly answers: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  readonly #options: CutOptions;
  #hasCut = false;

  private constructor(target: number, options: CutOptions) {
    this.#target = target;
    this.#options = options;
    this.#server = createServer((client) => this.#carry(client));
  }

  static async start(target: number, options: CutOptions): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target, options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #carry(client: Socket): void {
    const server = connect(this.#target, "127.0.0.1");
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
    }
    let seen = 0;
    client.on("data", (bytes) => {
      note(this.requests, bytes, /^[A-Z]+ /);
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      note(this.answers, bytes, /^HTTP\/1\.1 /);
      seen += bytes.length;
      if (this.#hasCut || seen < this.#options.afterBytes) return void client.write(bytes);
      this.#hasCut = true;
      server.destroy();
      void (this.#options.onCut?.() ?? Promise.resolve()).then(() => client.end());
    });
    server.on("end", () => client.end());
    client.on("close", () => server.destroy());
  }
}

function note(heads: string[], bytes: Buffer, begin: RegExp): void {
  const text = bytes.subarray(0, 8192).toString("latin1");
  if (begin.test(text)) heads.push(text.split("\r\n\r\n")[0] ?? "");
}
