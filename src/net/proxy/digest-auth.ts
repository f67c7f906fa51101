import { type AuthChallenge, quote } from "./auth-challenge.ts";

/** A hash of text as lower-case hexadecimal. */
export type HexHash = (algorithm: "md5" | "sha256", text: string) => string;

/** Who asks for what. */
export interface DigestRequest {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  /** The request target: `host:port` of CONNECT, else the URI. */
  readonly uri: string;
}

const ALGORITHMS: Readonly<Record<string, "md5" | "sha256">> = {
  md5: "md5",
  "md5-sess": "md5",
  "sha-256": "sha256",
  "sha-256-sess": "sha256",
};

/** Whether this challenge can be answered here (RFC 7616: MD5, SHA-256, their sessions; `auth` or no quality). */
export function canAnswerDigest({ scheme, params }: AuthChallenge): boolean {
  const qualities = params
    .get("qop")
    ?.toLowerCase()
    .split(/[\s,]+/) ?? ["auth"];
  const algorithm = (params.get("algorithm") ?? "md5").toLowerCase();
  return scheme === "digest" && params.has("nonce") && qualities.includes("auth") && algorithm in ALGORITHMS;
}

/** The `Authorization` value that answers a Digest challenge (RFC 7616 §3.4). */
export function answerDigest(
  { params }: AuthChallenge,
  request: DigestRequest,
  clientNonce: string,
  hash: HexHash,
): string {
  const algorithm = params.get("algorithm");
  const [realm = "", nonce = "", opaque] = ["realm", "nonce", "opaque"].map((name) => params.get(name));
  const quality = params.has("qop") ? "auth" : undefined;
  const response = digestResponse(
    { ...request, realm, nonce, algorithm, quality, count: "00000001", clientNonce },
    hash,
  );
  const parts = [
    `username=${quote(request.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(quality === undefined ? [] : [`qop=${quality}`, "nc=00000001", `cnonce=${quote(clientNonce)}`]),
  ];
  return `Digest ${parts.join(", ")}`;
}

/** Everything that a response is made of. */
export interface DigestParts extends DigestRequest {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string | undefined;
  readonly quality: string | undefined;
  readonly count: string;
  readonly clientNonce: string;
}

/** The `response` of a Digest answer (RFC 7616 §3.4.1; without a quality RFC 2069's). */
export function digestResponse(parts: DigestParts, hash: HexHash): string {
  const { username, password, realm, nonce, method, uri, quality, count, clientNonce } = parts;
  const name = (parts.algorithm ?? "md5").toLowerCase();
  const of = (text: string): string => hash(ALGORITHMS[name] ?? "md5", text);
  const user = of(`${username}:${realm}:${password}`);
  const first = name.endsWith("-sess") ? of(`${user}:${nonce}:${clientNonce}`) : user;
  const second = of(`${method}:${uri}`);
  if (quality === undefined) return of(`${first}:${nonce}:${second}`);
  return of(`${first}:${nonce}:${count}:${clientNonce}:${quality}:${second}`);
}
