import { JackfieldError } from "../../errors/index.ts";
import type { InetAddress } from "../address.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { type AuthChallenge, parseChallenges } from "./auth-challenge.ts";
import { answerDigest, canAnswerDigest, type HexHash } from "./digest-auth.ts";
import { contentLength, fieldValues, fieldWords, formatHttpHead, type HttpHead, readHttpHead } from "./http-head.ts";
import { proxyError } from "./proxy-error.ts";
import type { ProxySpec } from "./proxy-spec.ts";
import { formatTarget, proxyTarget } from "./proxy-target.ts";

/** The body of a refusal that is read away to use the connection again. */
const MAX_REFUSAL_BYTES = 65_536;

/** Opens another connection to the proxy, for one that ended with its refusal. */
export type Reopen = () => Promise<Stream>;

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6): first without credentials; when it wants some (407), with Digest if
 * it offers that, else with Basic. What comes behind the header stays to be read from the stream.
 */
export async function connectHttp(
  stream: Stream,
  destination: InetAddress,
  proxy: ProxySpec,
  wait: WaitOptions,
  reopen: Reopen | undefined,
): Promise<Stream> {
  const target = await proxyTarget(destination, proxy.dns);
  const authority = formatTarget(target);
  const first = await ask(stream, authority, undefined, wait);
  if (isSuccess(first)) return stream;
  if (statusOf(first) !== 407) throw refused(first);
  if (proxy.username === undefined) throw proxyError("ERR_PROXY_AUTH", proxy, target, "it wants a user name");
  const credentials = await answer(fieldValues(first, "proxy-authenticate"), proxy, authority);
  if (credentials === undefined) {
    const offered = challengesOf(fieldValues(first, "proxy-authenticate")).map(({ scheme }) => scheme);
    const reason = `it wants ${offered.join(" or ") || "nothing known"}, here there are Digest and Basic`;
    throw proxyError("ERR_PROXY_AUTH", proxy, target, reason);
  }
  const again = (await reuse(stream, first, wait)) ? stream : await another();
  const second = await ask(again, authority, credentials, wait).catch(async (error: unknown) => {
    if (again !== stream) await again.close();
    throw error;
  });
  if (isSuccess(second)) return again;
  if (again !== stream) await again.close();
  if (statusOf(second) === 407) {
    throw proxyError("ERR_PROXY_AUTH", proxy, target, `user name or password is wrong (${second.line})`);
  }
  throw refused(second);

  function refused(head: HttpHead): Error {
    return proxyError("ERR_PROXY", proxy, target, head.line.startsWith("HTTP/") ? head.line : "it speaks no HTTP");
  }

  async function another(): Promise<Stream> {
    if (reopen === undefined) {
      throw proxyError("ERR_PROXY_AUTH", proxy, target, "it closes the connection with its challenge");
    }
    await stream.close();
    return reopen();
  }

  async function ask(
    to: Stream,
    at: string,
    authorization: string | undefined,
    waiting: WaitOptions,
  ): Promise<HttpHead> {
    const fields: (readonly [string, string])[] = [["Host", at]];
    if (authorization !== undefined) fields.push(["Proxy-Authorization", authorization]);
    await to.write(formatHttpHead({ line: `CONNECT ${at} HTTP/1.1`, fields }));
    const head = await readHttpHead(to, waiting).catch((error: unknown) => {
      throw JackfieldError.is(error, "ERR_BAD_FRAME") || JackfieldError.is(error, "ERR_FRAME_TOO_LONG")
        ? proxyError("ERR_PROXY", proxy, target, "it speaks no HTTP")
        : error;
    });
    if (head === null) throw proxyError("ERR_PROXY", proxy, target, "it closed the connection without an answer");
    return head;
  }
}

function statusOf({ line }: HttpHead): number {
  return Number(/^HTTP\/\d+(?:\.\d+)? (\d{3})/.exec(line)?.[1] ?? 0);
}

function isSuccess(head: HttpHead): boolean {
  const status = statusOf(head);
  return status >= 200 && status < 300;
}

function challengesOf(values: readonly string[]): AuthChallenge[] {
  return values.flatMap(parseChallenges);
}

async function answer(
  values: readonly string[],
  { username = "", password = "" }: ProxySpec,
  uri: string,
): Promise<string | undefined> {
  const challenges = challengesOf(values);
  const digests = challenges.filter(canAnswerDigest);
  const stronger = digests.find(({ params }) => params.get("algorithm")?.toLowerCase().startsWith("sha-256") === true);
  const digest = stronger ?? digests[0];
  if (digest !== undefined) {
    const { createHash, randomBytes } = await import("node:crypto");
    const hash: HexHash = (algorithm, text) => createHash(algorithm).update(text).digest("hex");
    return answerDigest(digest, { username, password, method: "CONNECT", uri }, randomBytes(16).toString("hex"), hash);
  }
  if (!challenges.some(({ scheme }) => scheme === "basic")) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Reads the refusal away; false when the proxy ends the connection with it. */
async function reuse(stream: Stream, head: HttpHead, wait: WaitOptions): Promise<boolean> {
  const length = contentLength(head);
  const words = [...fieldWords(head, "connection"), ...fieldWords(head, "proxy-connection")];
  const stays = head.line.startsWith("HTTP/1.1") ? !words.includes("close") : words.includes("keep-alive");
  if (!stays || length === null || !(length <= MAX_REFUSAL_BYTES)) return false;
  await stream.exactly(length, wait);
  return true;
}
