import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { fileResponse, indexHtml, indexJson } from "../../handlers/index.ts";
import { DigestCache } from "./digest-cache.ts";
import type { PeerDuplex } from "./peer-duplex.ts";
import { Refusal, type RefusalReason, type ServedFolder } from "./served-folder.ts";
import { receiveUpload, type UploadOptions } from "./upload.ts";

/** One request as it is told when it is over. */
export interface HttpOutcome {
  readonly peer: number;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  readonly ms: number;
  /** Why it was refused, or why it did not reach its end. */
  readonly problem: string | null;
}

/** Options of {@link HttpFiles}. */
export interface HttpFilesOptions {
  readonly folder: ServedFolder;
  /** Null refuses uploads. */
  readonly uploads: UploadOptions | null;
  readonly onOutcome: (outcome: HttpOutcome) => void;
}

/** A file up to this size is hashed for every answer. */
const HASHED_BYTES = 1024 * 1024;
const IDLE_MS = 60_000;
const HEADERS_MS = 30_000;

const STATUS: Readonly<Record<RefusalReason, number>> = {
  "bad-name": 400,
  missing: 404,
  folder: 301,
  outside: 403,
  "not-a-file": 403,
  forbidden: 403,
  unreadable: 500,
};

/** One answer in the making. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly duplex: PeerDuplex;
  readonly method: string;
  sent: number;
  problem: string | null;
}

/** Answers HTTP/1.1 on connections that the engine accepted. */
export class HttpFiles {
  readonly #options: HttpFilesOptions;
  readonly #digests = new DigestCache();
  readonly #server: Server;

  constructor(options: HttpFilesOptions) {
    this.#options = options;
    this.#server = createServer(
      { headersTimeout: HEADERS_MS, requestTimeout: 0, keepAliveTimeout: IDLE_MS, maxHeaderSize: 16_384 },
      (request, response) => void this.#handle(request, response),
    );
    this.#server.timeout = IDLE_MS;
    // A client may end its sending behind the request, as `printf | nc` does.
    (this.#server as Server & { httpAllowHalfOpen?: boolean }).httpAllowHalfOpen = true;
    this.#server.on("checkContinue", (request, response) => void this.#handle(request, response));
    this.#server.on("clientError", (error: NodeJS.ErrnoException, duplex) =>
      this.#badRequest(error, duplex as PeerDuplex),
    );
    // It never listens itself, but this is what starts its clock for slow headers.
    this.#server.emit("listening");
  }

  /** The connection's requests come through this stream from now on. */
  serve(duplex: PeerDuplex): void {
    this.#server.emit("connection", duplex);
  }

  close(): void {
    this.#server.close(() => undefined);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now();
    const duplex = request.socket as unknown as PeerDuplex;
    const exchange: Exchange = { request, response, duplex, method: request.method ?? "", sent: 0, problem: null };
    const over = new Promise<void>((resolve) => response.once("close", () => resolve()));
    duplex.exchanges++;
    try {
      await this.#answer(exchange);
    } catch (error) {
      this.#failed(exchange, error);
    }
    if (!duplex.destroyed) await over;
    duplex.exchanges--;
    if (exchange.problem === null && !response.writableFinished) exchange.problem = "left-early";
    this.#options.onOutcome({
      peer: duplex.link.id,
      method: exchange.method,
      target: request.url ?? "",
      status: response.statusCode,
      bytes: exchange.sent,
      ms: performance.now() - startedMs,
      problem: exchange.problem,
    });
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { request, response, method } = exchange;
    response.setHeader("Server", "jackfield");
    if (!isOurName(request.headers.host, exchange.duplex.link.remote)) {
      return refuse(exchange, 421, "foreign-host", "This server is asked for by address or as localhost.\n");
    }
    const name = nameOf(request.url ?? "");
    if (name === null) return refuse(exchange, 400, "bad-name", "The path is not UTF-8 in percent-encoding.\n");
    if (method === "PUT" && this.#options.uploads !== null) return this.#put(exchange, name, this.#options.uploads);
    if (method !== "GET" && method !== "HEAD") {
      response.setHeader("Allow", this.#options.uploads === null ? "GET, HEAD" : "GET, HEAD, PUT");
      return refuse(exchange, 405, "method", "Only GET and HEAD are answered here.\n");
    }
    try {
      if (name === "" || name.endsWith("/")) await this.#index(exchange, name.replace(/\/$/, ""));
      else await this.#file(exchange, method, name);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.reason === "folder") response.setHeader("Location", `${encodePath(name)}/`);
      refuse(exchange, STATUS[error.reason], error.reason, `${error.reason}\n`);
    }
  }

  async #file(exchange: Exchange, method: "GET" | "HEAD", name: string): Promise<void> {
    const { request, response, duplex } = exchange;
    const { handle, ...facts } = await this.#options.folder.openFile(name);
    const file = { handle, ...facts };
    try {
      const wanted = /\bsha-256\b/.test(String(request.headers["want-repr-digest"] ?? ""));
      const hashes = wanted || facts.size <= HASHED_BYTES;
      const sha256 = hashes ? await this.#digests.of(file) : this.#digests.peek(file);
      const fields = request.headers as Readonly<Record<string, string | undefined>>;
      const answer = fileResponse(method, name, { ...facts, sha256 }, fields);
      response.writeHead(answer.status, { ...answer.fields });
      if (answer.body === null || answer.body.end === answer.body.start) return void response.end();
      response.flushHeaders();
      // A request that came early waits until the answers before it are out.
      if (response.socket === null) await once(response, "socket");
      await duplex.link.sendPart(handle, answer.body, (bytes) => {
        exchange.sent = bytes;
        duplex.touch();
      });
      response.end();
    } finally {
      await handle.close();
    }
  }

  async #index(exchange: Exchange, name: string): Promise<void> {
    const { request, response, method } = exchange;
    const entries = await this.#options.folder.list(name);
    const json = /\bapplication\/json\b/.test(request.headers.accept ?? "");
    const path = name === "" ? "/" : `/${name}/`;
    const body = Buffer.from(json ? indexJson(path, entries) : indexHtml(path, entries));
    response.writeHead(200, {
      "Content-Type": json ? "application/json" : "text/html; charset=utf-8",
      "Content-Length": body.length,
      "Cache-Control": "no-cache",
      Vary: "Accept",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
      "X-Content-Type-Options": "nosniff",
    });
    if (method === "HEAD") return void response.end();
    exchange.sent = body.length;
    response.end(body);
  }

  async #put(exchange: Exchange, name: string, options: UploadOptions): Promise<void> {
    const { request, response } = exchange;
    const result = await receiveUpload(this.#options.folder, name, request, response, options);
    exchange.sent = result.bytes;
    if (result.tag === null) return refuse(exchange, result.status, result.problem, `${result.problem}\n`);
    response.writeHead(result.status, {
      ETag: `"${result.tag}"`,
      "Repr-Digest": `sha-256=:${result.sha256}:`,
      Location: encodePath(name),
      "Content-Length": 0,
    });
    response.end();
  }

  #failed(exchange: Exchange, error: unknown): void {
    exchange.problem ??= exchange.duplex.link.gone ? "left-early" : (error as Error).message;
    // A body that is not complete can only be told by breaking the connection.
    if (exchange.response.headersSent) exchange.duplex.destroy();
    else refuse(exchange, 500, exchange.problem, "The file could not be read.\n");
  }

  #badRequest(error: NodeJS.ErrnoException, duplex: PeerDuplex): void {
    if (duplex.link.gone || error.code === "ECONNRESET") return;
    const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
    this.#options.onOutcome({
      peer: duplex.link.id,
      method: "",
      target: "",
      status,
      bytes: 0,
      ms: 0,
      problem: error.message,
    });
    duplex.write(`HTTP/1.1 ${status} Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    duplex.destroySoon();
  }
}

/** Refuses; a body that was not read cannot stay in front of a next request. */
function refuse(exchange: Exchange, status: number, problem: string, text: string): void {
  exchange.problem = problem;
  const { response, request, method } = exchange;
  if (!request.complete) response.setHeader("Connection", "close");
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "X-Content-Type-Options": "nosniff",
  });
  response.end(method === "HEAD" ? undefined : text);
}

/** The file's name in a request target; null when its encoding is broken. */
function nameOf(target: string): string | null {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  try {
    return decodeURIComponent(path).replace(/^\//, "");
  } catch {
    return null;
  }
}

function encodePath(name: string): string {
  return `/${name.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * On loopback a page of a stranger could reach us through a name of its own that leads here (DNS rebinding); such a
 * request carries that name.
 */
function isOurName(host: string | undefined, remote: string): boolean {
  if (host === undefined || !/^(127\.|\[::1\]|\[::ffff:127\.)/.test(remote)) return true;
  const name = host.replace(/:\d*$/, "").replace(/^\[|\]$/g, "");
  return isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost");
}
