import type * as Crypto from "node:crypto";
import { parseCredentials, quote } from "../auth-challenge.ts";
import { digestResponse, type HexHash } from "../digest-auth.ts";

const REALM = "Jackfield";
/** After this long a client has to ask for another nonce, which it does by itself. */
const NONCE_MS = 300_000;

/** What a client's credentials are worth. */
export type AuthVerdict = "good" | "bad" | "stale";

/** Asks for a user and password by Basic and Digest (RFC 7617, RFC 7616), and checks what comes. */
export class ProxyAuth {
  readonly #crypto: typeof Crypto;
  readonly #username: string;
  readonly #password: string;
  readonly #secret: Uint8Array;

  /** The nonces are good for this object only. */
  constructor(crypto: typeof Crypto, username: string, password: string) {
    this.#crypto = crypto;
    this.#username = username;
    this.#password = password;
    this.#secret = crypto.randomBytes(32);
  }

  /**
   * The challenges, for as many `Proxy-Authenticate` fields. MD5 stands first: ncat looks at the first Digest only, and who
   * knows SHA-256 chooses it anyway.
   */
  challenges(stale: boolean, now: number = Date.now()): readonly string[] {
    const digest = `Digest realm=${quote(REALM)}, qop="auth", nonce="${this.#nonce(now)}"${stale ? ", stale=true" : ""}`;
    return [`${digest}, algorithm=MD5`, `${digest}, algorithm=SHA-256`, `Basic realm=${quote(REALM)}, charset="UTF-8"`];
  }

  /** Checks the value of `Proxy-Authorization`. */
  check(value: string | undefined, method: string, target: string, now: number = Date.now()): AuthVerdict {
    if (value === undefined) return "bad";
    const basic = /^basic +([A-Za-z0-9+/=]+)$/i.exec(value)?.[1];
    if (basic !== undefined) {
      const given = Buffer.from(basic, "base64").toString("utf8");
      return this.#same(given, `${this.#username}:${this.#password}`) ? "good" : "bad";
    }
    const given = parseCredentials(value);
    if (given?.scheme !== "digest") return "bad";
    const param = (name: string): string => given.params.get(name) ?? "";
    const uri = param("uri");
    // Of a request by URL some clients sign the path alone.
    if (uri !== target && (uri === "" || !target.endsWith(uri))) return "bad";
    const quality = given.params.get("qop");
    if (quality !== undefined && quality !== "auth") return "bad";
    const expected = digestResponse(
      {
        username: this.#username,
        password: this.#password,
        realm: REALM,
        nonce: param("nonce"),
        method,
        uri,
        algorithm: given.params.get("algorithm"),
        quality,
        count: param("nc"),
        clientNonce: param("cnonce"),
      },
      this.#hash,
    );
    if (param("username") !== this.#username || !this.#same(param("response"), expected)) return "bad";
    return this.#isFresh(param("nonce"), now) ? "good" : "stale";
  }

  readonly #hash: HexHash = (algorithm, text) => this.#crypto.createHash(algorithm).update(text).digest("hex");

  #nonce(now: number): string {
    const time = now.toString(16);
    return `${time}-${this.#sign(time)}`;
  }

  #isFresh(nonce: string, now: number): boolean {
    const [time = "", signature = ""] = nonce.split("-");
    const age = now - Number.parseInt(time, 16);
    return this.#same(signature, this.#sign(time)) && age >= 0 && age <= NONCE_MS;
  }

  #sign(time: string): string {
    return this.#crypto.createHmac("sha256", this.#secret).update(time).digest("hex").slice(0, 32);
  }

  /** Takes the same time whatever is given. */
  #same(given: string, expected: string): boolean {
    const of = (text: string): Uint8Array => this.#crypto.createHmac("sha256", this.#secret).update(text).digest();
    return this.#crypto.timingSafeEqual(of(given), of(expected));
  }
}
