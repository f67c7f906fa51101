import { networkInterfaces } from "node:os";
import { problem, type ProblemState } from "../../api/index.ts";
import { sameToken } from "./token.ts";

/** The part of a request's headers that access is decided on; values as they came, undefined when missing. */
export interface AccessHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  /** `Sec-Fetch-Site`: what the browser says of the page that asks. */
  readonly site: string | undefined;
}

/** Options of {@link Access}. */
export interface AccessOptions {
  readonly token: string;
  /** The bound address, numeric. */
  readonly host: string;
  readonly port: number;
  /** Further names by which the workbench may be reached, without port. */
  readonly names: readonly string[];
}

const WILDCARDS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** Whether other machines can reach what is bound to this address. */
export function isLan(host: string): boolean {
  return host !== "::1" && host !== "localhost" && !/^127\.\d+\.\d+\.\d+$/.test(host);
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Decides who may talk to the workbench. A page of somewhere else can make a browser send requests here, so a request
 * must come by one of our own names (else a foreign name was pointed at this machine: DNS rebinding), from our own page
 * or from no page at all, and must carry the token.
 */
export class Access {
  /** Cookies do not know ports, so that its name has the port in it. */
  readonly cookieName: string;
  readonly #token: string;
  readonly #host: string;
  readonly #port: number;
  readonly #names: readonly string[];

  constructor(options: AccessOptions) {
    this.#token = options.token;
    this.#host = options.host;
    this.#port = options.port;
    this.#names = options.names;
    this.cookieName = `jackfield-${options.port}`;
  }

  /** Refuses a request that came by another name. */
  checkHost(host: string | undefined): ProblemState | null {
    if (host !== undefined && this.#isOwn(host)) return null;
    return problem("ERR_FOREIGN_ORIGIN", `Host "${host ?? ""}" is not this workbench`);
  }

  /** Refuses a request that a foreign page sent. `changes` is false for requests that only read. */
  checkOrigin({ origin, site, authorization }: AccessHeaders, changes: boolean): ProblemState | null {
    if (origin !== undefined && !(origin.startsWith("http://") && this.#isOwn(origin.slice("http://".length)))) {
      return problem("ERR_FOREIGN_ORIGIN", `Origin "${origin}" is not this workbench`);
    }
    if (site === "cross-site" || site === "same-site") {
      return problem("ERR_FOREIGN_ORIGIN", "A page of another origin sent this request");
    }
    // Browsers always name the origin of what changes something; programs that do not send one show the token themselves.
    if (changes && origin === undefined && authorization === undefined) {
      return problem("ERR_FOREIGN_ORIGIN", "The request has neither Origin nor Authorization");
    }
    return null;
  }

  /** Refuses a request without the token. */
  checkToken({ authorization, cookie }: AccessHeaders): ProblemState | null {
    const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const given = authorization === undefined ? this.#fromCookie(cookie) : bearer;
    if (given !== undefined && this.isToken(given)) return null;
    return problem("ERR_NOT_AUTHORIZED", given === undefined ? "The token is missing" : "The token is wrong");
  }

  /** Whether this is the token. */
  isToken(given: string): boolean {
    return sameToken(given, this.#token);
  }

  /** The `Set-Cookie` that lets a browser in. */
  setCookie(): string {
    return `${this.cookieName}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  #fromCookie(header: string | undefined): string | undefined {
    const prefix = `${this.cookieName}=`;
    return header
      ?.split(";")
      .map((part) => part.trim())
      .find((part) => part.startsWith(prefix))
      ?.slice(prefix.length);
  }

  #isOwn(hostHeader: string): boolean {
    const given = hostHeader.toLowerCase();
    const own = (name: string): boolean => {
      const bare = name.includes(":") ? `[${name}]` : name;
      return given === `${bare}:${this.#port}` || (this.#port === 80 && given === bare);
    };
    if (["127.0.0.1", "localhost", "::1", this.#host, ...this.#names].some((name) => own(name.toLowerCase())))
      return true;
    if (!WILDCARDS.has(this.#host)) return false;
    return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => own(address)) === true);
  }
}
