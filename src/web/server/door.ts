import { plainRoutes, problem, type ProblemState } from "../../api/index.ts";
import type { Access, AccessHeaders } from "./access.ts";
import { deniedPage } from "./denied-page.ts";
import { problemAnswer } from "./problem-answer.ts";

const ANONYMOUS: ReadonlySet<string> = new Set(
  plainRoutes().flatMap(([, route]) => (route.anonymous === true ? [route.path] : [])),
);

/** The headers of a request that decide about access. */
function accessHeaders(headers: Headers): AccessHeaders {
  const get = (name: string): string | undefined => headers.get(name) ?? undefined;
  return {
    host: get("host"),
    origin: get("origin"),
    authorization: get("authorization"),
    cookie: get("cookie"),
    site: get("sec-fetch-site"),
  };
}

/** A person follows a link or types an address: the page opens by itself, nobody else's script gets to see it. */
function isVisit({ method, headers }: Request): boolean {
  return (
    method === "GET" && headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document"
  );
}

/**
 * Decides about a request before anything else looks at it. Null lets it go on; a response is the answer: a refusal, or
 * for `/?token=…` the cookie that lets a browser in.
 */
export function answerAtDoor(request: Request, access: Access): Response | null {
  const { pathname, searchParams } = new URL(request.url);
  const isApi = pathname.startsWith("/api/");
  const refuse = isApi ? problemAnswer : deniedPage;
  const headers = accessHeaders(request.headers);
  const changes = request.method !== "GET" && request.method !== "HEAD";
  const visit = !isApi && isVisit(request);
  const foreign =
    access.checkHost(headers.host) ?? access.checkOrigin(visit ? { ...headers, site: undefined } : headers, changes);
  if (foreign !== null) return refuse(foreign);
  const token = isApi || request.method !== "GET" ? null : searchParams.get("token");
  if (token !== null) return access.isToken(token) ? welcome(headers.site, access) : refuse(wrongToken());
  const missing = ANONYMOUS.has(pathname) ? null : access.checkToken(headers);
  return missing === null ? null : refuse(missing);
}

function wrongToken(): ProblemState {
  return problem("ERR_NOT_AUTHORIZED", "The token is wrong");
}

function welcome(site: string | undefined, access: Access): Response {
  const cookie = { "set-cookie": access.setCookie() };
  if (site === undefined || site === "none" || site === "same-origin") {
    return new Response(null, { status: 303, headers: { ...cookie, location: "/" } });
  }
  // A link on a page of elsewhere led here. A browser that is redirected still counts as coming from there and keeps the
  // strict cookie back; going on from a page of ours, it sends it.
  const html =
    '<!doctype html><meta charset="utf-8"><title>Jackfield</title><meta http-equiv="refresh" content="0;url=/">';
  return new Response(html, { headers: { ...cookie, "content-type": "text/html; charset=utf-8" } });
}
