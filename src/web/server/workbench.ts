import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { type ErrorCode, LocalProtocolError, SocketError } from "../../errors/index.ts";
import { explainAddressInUse } from "../../net/index.ts";
import { Access, hostAndPort } from "./access.ts";
import { type App, createApp } from "./app.ts";
import { LiveServer } from "./live/live-server.ts";
import type { Workbench, WorkbenchOptions } from "./options.ts";
import { PageFiles } from "./page-files.ts";
import { SystemInfo } from "./system-info.ts";
import { makeToken, MIN_TOKEN_LENGTH } from "./token.ts";
import { Uploads } from "./uploads.ts";

/** The port when none is asked for and it is free. */
const DEFAULT_PORT = 7070;

const DEFAULTS = {
  host: "127.0.0.1",
  maxJsonBytes: 16 * 1024 * 1024,
  maxUploadBytes: 4 * 1024 * 1024 * 1024,
  maxLiveClients: 64,
} as const;

/** A connection on which nothing moves for this long is closed. */
const IDLE_MS = 120_000;
const MAX_CONNECTIONS = 512;
const HEADERS_MS = 10_000;

/**
 * Serves the workbench: its page, its HTTP API and its WebSocket.
 * @throws SocketError `ERR_ADDRESS_IN_USE`, `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS`; LocalProtocolError `ERR_BAD_OPTION`
 *   for a weak token
 * @example
 * await using workbench = await startWorkbench({ engine, pageFolder: "dist/page", version: "1.0.0" });
 * console.log(workbench.url);
 */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const token = checkedToken(options.token ?? makeToken());
  const { host = DEFAULTS.host, maxJsonBytes = DEFAULTS.maxJsonBytes } = options;
  // The real one needs the port, which is known once the server listens; no request can come before it is set.
  let app: App = { fetch: () => new Response(null, { status: 503 }) };
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    createServer,
    serverOptions: { headersTimeout: HEADERS_MS, requestTimeout: 0, connectionsCheckingInterval: 5_000 },
    overrideGlobalObjects: false,
  }) as Server;
  server.timeout = IDLE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const bound = await listenOrNext(server, host, options.port);
  const access = new Access({ token, host: bound.address, port: bound.port, names: options.allowedNames ?? [] });
  const uploads = new Uploads(options.maxUploadBytes ?? DEFAULTS.maxUploadBytes);
  const system = new SystemInfo({
    version: options.version,
    host: bound.address,
    port: bound.port,
    maxJsonBytes,
    maxUploadBytes: uploads.maxBytes,
  });
  const { engine, version, services = null, onFault = () => undefined } = options;
  const page = new PageFiles(options.pageFolder);
  app = createApp({ context: { engine, uploads, system, services }, access, page, maxJsonBytes, onFault });
  const maxClients = options.maxLiveClients ?? DEFAULTS.maxLiveClients;
  const live = new LiveServer(server, { engine, services, access, version, maxClients });

  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= closeAll(server, live, uploads));
  return {
    url: `http://${urlHost(bound)}/?token=${token}`,
    token,
    host: bound.address,
    port: bound.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Where a browser on this machine reaches it; a wildcard address is reached by loopback. */
function urlHost({ address, port }: AddressInfo): string {
  const reachable = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return hostAndPort(reachable, port);
}

function checkedToken(token: string): string {
  if (token.length >= MIN_TOKEN_LENGTH && /^[\w.~-]+$/.test(token)) return token;
  throw new LocalProtocolError(
    "ERR_BAD_OPTION",
    `The token is weak, want at least ${MIN_TOKEN_LENGTH} characters of A-Z a-z 0-9 - _ . ~`,
  );
}

async function listenOrNext(server: Server, host: string, port: number | undefined): Promise<AddressInfo> {
  if (port !== undefined) return await listen(server, host, port);
  try {
    return await listen(server, host, DEFAULT_PORT);
  } catch (error) {
    if (!SocketError.is(error, "ERR_ADDRESS_IN_USE")) throw error;
    return await listen(server, host, 0);
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  EADDRINUSE: "ERR_ADDRESS_IN_USE",
  EADDRNOTAVAIL: "ERR_ADDRESS_NOT_AVAILABLE",
  EACCES: "ERR_ACCESS",
  ENOTFOUND: "ERR_HOST_UNKNOWN",
};

async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  try {
    server.listen({ host, port });
    await once(server, "listening");
    return server.address() as AddressInfo;
  } catch (error) {
    const name = (error as NodeJS.ErrnoException).code ?? "";
    const advice = name === "EADDRINUSE" ? await explainAddressInUse("tcp", { host, port }) : {};
    throw new SocketError(CODES[name] ?? "ERR_SYSTEM", {
      op: "listen",
      network: "tcp",
      local: hostAndPort(host, port),
      ...(name === "" ? {} : { errnoName: name }),
      ...advice,
      cause: error,
    });
  }
}

async function closeAll(server: Server, live: LiveServer, uploads: Uploads): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await live.close();
  server.closeAllConnections();
  await stopped;
  await uploads.close();
}
