import { JackfieldError } from "../../../errors/index.ts";
import type { InetAddress } from "../../address.ts";
import { within } from "../../deadline.ts";
import type { Listener } from "../../listener.ts";
import { fieldValues, formatHttpHead, type HttpHead, HttpHeadTooLong, readHttpHead } from "../http-head.ts";
import { forwardHttp } from "./http-forward.ts";
import { ProxyAuth } from "./proxy-auth.ts";
import {
  type ProxyClient,
  ProxyRefusal,
  type ProxyServer,
  type ProxyServerOptions,
  StreamProxyServer,
} from "./proxy-server.ts";

const METHODS = ["CONNECT", "GET", "HEAD", "POST"];
const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  405: "Method Not Allowed",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  411: "Length Required",
  413: "Content Too Large",
  414: "URI Too Long",
  502: "Bad Gateway",
  504: "Gateway Timeout",
};

/**
 * Serves an HTTP proxy on a listener, which it takes over: CONNECT (tunnels), GET, HEAD and POST of `http://` URLs, one
 * request per connection, with Basic and Digest when a user name is asked for. What it will not or cannot do it answers
 * with 400, 403 (not allowed, or a loop to itself), 405, 407, 408, 411, 413, 414, 502 or 504 and a sentence.
 * @example
 * await using proxy = await serveHttpProxy(await listen({ host: "127.0.0.1", port: 3128 }));
 */
export async function serveHttpProxy(listener: Listener, options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const { username, password = "" } = options;
  const auth = username === undefined ? null : new ProxyAuth(await import("node:crypto"), username, password);
  return new StreamProxyServer(listener, (client) => serveHttp(client, auth), options);
}

async function serveHttp(client: ProxyClient, auth: ProxyAuth | null): Promise<void> {
  let head: HttpHead | null = null;
  try {
    head = await readRequest(client);
    if (head === null) return;
    await grant(client, head, auth);
  } catch (error) {
    if (!(error instanceof ProxyRefusal)) throw error;
    client.tell({ type: "refused", client: client.name, status: error.status, reason: error.message });
    const challenges = error.status === 407 ? (auth?.challenges(error.message === STALE) ?? []) : [];
    await client.stream.write(refusal(error, challenges, head?.line.startsWith("HEAD ") ?? false));
  }
}

const STALE = "the nonce is too old";

async function readRequest(client: ProxyClient): Promise<HttpHead | null> {
  const { requestTimeoutMs = 30_000, maxLineBytes, maxHeadBytes } = client.options;
  const late = (): Error => new ProxyRefusal(408, `no whole request within ${requestTimeoutMs} ms`);
  try {
    return await within({ timeoutMs: requestTimeoutMs }, late, (signal) =>
      readHttpHead(client.stream, {
        ...(signal === undefined ? {} : { signal }),
        ...(maxLineBytes === undefined ? {} : { maxLineBytes }),
        ...(maxHeadBytes === undefined ? {} : { maxHeadBytes }),
      }),
    );
  } catch (error) {
    if (error instanceof HttpHeadTooLong)
      throw new ProxyRefusal(error.part === "line" ? 414 : 413, error.message, error);
    if (JackfieldError.is(error, "ERR_BAD_FRAME")) throw new ProxyRefusal(400, error.message, error);
    throw error;
  }
}

async function grant(client: ProxyClient, head: HttpHead, auth: ProxyAuth | null): Promise<void> {
  const [, method, target, minor] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.([01])$/.exec(head.line) ?? [];
  if (method === undefined || target === undefined)
    throw new ProxyRefusal(400, "the request line is no HTTP/1 request");
  const verdict = auth?.check(fieldValues(head, "proxy-authorization")[0], method, target) ?? "good";
  if (verdict !== "good") {
    throw new ProxyRefusal(407, verdict === "stale" ? STALE : "a user name and its password are needed");
  }
  if (!METHODS.includes(method)) throw new ProxyRefusal(405, `${method} is not one of ${METHODS.join(", ")}`);
  if (method !== "CONNECT") {
    await forwardHttp(client, head, { method, url: target, version: `HTTP/1.${minor}` });
    return;
  }
  const place = authorityOf(target);
  await using upstream = await client.dial(place, head.line);
  await client.stream.write(formatHttpHead({ line: "HTTP/1.1 200 Connection established", fields: [] }));
  await client.tunnel(upstream, place).catch((error: unknown) => {
    upstream.reset();
    throw error;
  });
}

function authorityOf(text: string): InetAddress {
  const [, bracketed, name, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]/@]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? name;
  if (host === undefined) throw new ProxyRefusal(400, `CONNECT takes host:port, got "${text}"`);
  return { host, port: Number(port) };
}

function refusal(error: ProxyRefusal, challenges: readonly string[], bare: boolean): Uint8Array {
  const body = Buffer.from(`${error.status} ${REASONS[error.status] ?? "Error"}: ${error.message}\n`, "utf8");
  const fields: (readonly [string, string])[] = [
    ...challenges.map((challenge) => ["Proxy-Authenticate", challenge] as const),
    ...(error.status === 405 ? [["Allow", METHODS.join(", ")] as const] : []),
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(body.length)],
    ["Connection", "close"],
  ];
  const head = formatHttpHead({ line: `HTTP/1.1 ${error.status} ${REASONS[error.status] ?? "Error"}`, fields });
  return Uint8Array.from(bare ? head : Buffer.concat([head, body]));
}
