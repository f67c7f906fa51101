import { JackfieldError, RemoteProtocolError, SocketError } from "../../../errors/index.ts";
import type { InetAddress } from "../../address.ts";
import type { Stream } from "../../stream.ts";
import { contentLength, fieldValues, fieldWords, formatHttpHead, type HttpHead, readHttpHead } from "../http-head.ts";
import { formatTarget } from "../proxy-target.ts";
import { type ProxyClient, ProxyRefusal } from "./proxy-server.ts";

/** For one hop only (RFC 9110 §7.6.1), and never passed on. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);
const CHUNK_BYTES = 65_536;

/** A request for a URL. */
export interface ForwardRequest {
  readonly method: string;
  readonly url: string;
  /** `HTTP/1.0` or `HTTP/1.1`, which the server is spoken to with: it must not answer what the client cannot read. */
  readonly version: string;
}

/**
 * Passes a request on, and its answer back. Bodies are exactly as long as their `Content-Length` says; an answer without
 * one ends with the connection.
 * @throws ProxyRefusal while nothing of the answer has been sent
 */
export async function forwardHttp(client: ProxyClient, head: HttpHead, request: ForwardRequest): Promise<void> {
  const { target, path } = splitUrl(request.url);
  const length = bodyLength(head);
  const upstream = await client.dial(target, head.line);
  let sent = 0;
  let received = 0;
  try {
    const fields = [
      ...passedOn(head).filter(([name]) => name.toLowerCase() !== "host"),
      ["Connection", "close"] as const,
    ];
    const host = formatTarget(target).replace(/:80$/, "");
    await upstream.write(
      formatHttpHead({ line: `${request.method} ${path} ${request.version}`, fields: [["Host", host], ...fields] }),
    );
    // The server may answer before it has the body.
    const sending = copy(client.stream, upstream, length, true).then((bytes) => (sent = bytes));
    const receiving = answer(client, upstream, request.method);
    sending.catch(() => undefined);
    // A client that leaves in the middle of its body ends the request, whatever the server says.
    received = await Promise.race([receiving, sending.then(() => receiving)]);
    client.tellClosed(target, sent, received);
  } catch (error) {
    upstream.reset();
    throw error;
  } finally {
    await upstream.close();
  }
}

async function answer(client: ProxyClient, upstream: Stream, method: string): Promise<number> {
  const { responseTimeoutMs = 60_000 } = client.options;
  for (;;) {
    const head = await readHttpHead(upstream, { timeoutMs: responseTimeoutMs }).catch(asRefusal);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head?.line ?? "")?.[1] ?? 0);
    if (head === null || status === 0) throw new ProxyRefusal(502, "the server's answer is no HTTP");
    const length = contentLength(head);
    if (Number.isNaN(length)) throw new ProxyRefusal(502, "the server's answer has two lengths");
    if (status >= 100 && status < 200 && status !== 101) {
      await client.stream.write(formatHttpHead(head));
      continue;
    }
    await client.stream.write(
      formatHttpHead({ line: head.line, fields: [...passedOn(head), ["Connection", "close"]] }),
    );
    const bodyless = method === "HEAD" || status === 204 || status === 304;
    // Chunks go as they are: only their end is the connection's.
    const chunked = fieldValues(head, "transfer-encoding").length > 0;
    return copy(upstream, client.stream, bodyless ? 0 : chunked || length === null ? Infinity : length);
  }
}

function asRefusal(error: unknown): never {
  if (SocketError.is(error, "ERR_TIMEOUT")) throw new ProxyRefusal(504, "the server has not answered in time", error);
  if (JackfieldError.is(error)) throw new ProxyRefusal(502, error.message, error);
  throw error;
}

/** Copies this many bytes; with `Infinity` until the end. A receiver that has `heardEnough` may end before. */
async function copy(from: Stream, to: Stream, length: number, heardEnough = false): Promise<number> {
  let copied = 0;
  while (copied < length) {
    const chunk = await from.read(Math.min(CHUNK_BYTES, length - copied));
    if (chunk === null) {
      if (length === Infinity) break;
      throw new RemoteProtocolError("ERR_BAD_FRAME", `HTTP: the body ends after ${copied} of ${length} bytes`);
    }
    try {
      await to.write(chunk);
    } catch (error) {
      if (heardEnough) return copied;
      throw error;
    }
    copied += chunk.length;
  }
  return copied;
}

function passedOn(head: HttpHead): HttpHead["fields"] {
  const named = new Set([...fieldWords(head, "connection"), ...fieldWords(head, "proxy-connection")]);
  // How the body is framed and where it belongs are no matter of the connection, whoever says so.
  for (const kept of ["content-length", "transfer-encoding", "host"]) named.delete(kept);
  return head.fields.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase()));
}

function bodyLength(head: HttpHead): number {
  const length = contentLength(head);
  if (Number.isNaN(length)) throw new ProxyRefusal(400, "the request has no valid Content-Length");
  if (fieldValues(head, "transfer-encoding").length > 0) {
    if (length !== null) throw new ProxyRefusal(400, "the request has both Content-Length and Transfer-Encoding");
    throw new ProxyRefusal(411, "a body needs a Content-Length here");
  }
  return length ?? 0;
}

function splitUrl(url: string): { readonly target: InetAddress; readonly path: string } {
  const [, scheme, authority, rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^#]*)/.exec(url) ?? [];
  if (scheme?.toLowerCase() !== "http" || authority === undefined) {
    throw new ProxyRefusal(400, `a URL with http:// is needed, got "${url.slice(0, 80)}"`);
  }
  const place = authority.slice(authority.lastIndexOf("@") + 1);
  const [, bracketed, name, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d{0,5}))?$/.exec(place) ?? [];
  const host = bracketed ?? name;
  if (host === undefined) throw new ProxyRefusal(400, `"${place}" is no host`);
  const number = port === undefined || port === "" ? 80 : Number(port);
  return { target: { host, port: number }, path: rest.startsWith("/") ? rest : `/${rest}` };
}
