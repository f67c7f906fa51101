import { Hono } from "hono";
import {
  type AnyShape,
  type ApiCall,
  check,
  type PlainRoute,
  plainRoutes,
  problem,
  problemOf,
  type ProblemState,
  statusOf,
} from "../../api/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import type { Access, AccessHeaders } from "./access.ts";
import { ALL_CALLS } from "./all-calls.ts";
import type { CallContext, CallHandler } from "./call.ts";
import { deniedPage } from "./denied-page.ts";
import type { PageFiles } from "./page-files.ts";
import { readJson } from "./read-json.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** What {@link createApp} is made of. */
export interface AppParts {
  readonly context: CallContext;
  readonly access: Access;
  readonly page: PageFiles;
  readonly maxJsonBytes: number;
  readonly onFault: (error: unknown) => void;
}

/** Serves the API and the page; `fetch` takes a request and gives the response. */
export interface App {
  fetch(request: Request): Response | Promise<Response>;
}

/** The headers of a request that decide about access. */
export function accessHeaders(headers: Headers): AccessHeaders {
  const get = (name: string): string | undefined => headers.get(name) ?? undefined;
  return {
    host: get("host"),
    origin: get("origin"),
    authorization: get("authorization"),
    cookie: get("cookie"),
    site: get("sec-fetch-site"),
  };
}

function problemAnswer(state: ProblemState): Response {
  const headers = state.code === "ERR_NOT_AUTHORIZED" ? { "www-authenticate": "Bearer" } : {};
  return Response.json({ error: state }, { status: statusOf(state.code), headers });
}

/** Texts of path and query as the values that their shape names. */
function valuesOf(shape: AnyShape, texts: Readonly<Record<string, string>>): Record<string, unknown> {
  const { properties = {} } = shape.schema as { readonly properties?: Readonly<Record<string, { type?: string }>> };
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      const type = properties[key]?.type;
      if ((type === "integer" || type === "number") && /^-?\d+(?:\.\d+)?$/.test(text)) return [key, Number(text)];
      if (type === "boolean" && (text === "true" || text === "false")) return [key, text === "true"];
      return [key, text];
    }),
  );
}

async function answerCall(
  id: keyof typeof ALL_CALLS,
  route: PlainRoute,
  parts: AppParts,
  request: Request,
  params: Record<string, string>,
): Promise<Response> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const input = {
    params: check(route.params as never, valuesOf(route.params, params)),
    query: check(route.query as never, valuesOf(route.query, query)),
    body: await bodyOf(route, request, parts.maxJsonBytes),
    request,
  };
  const handler = ALL_CALLS[id] as CallHandler<ApiCall>;
  const result = await handler(parts.context, input as never);
  if (result instanceof Response) return result;
  if (route.answer === null) return new Response(null, { status: 204 });
  return Response.json(result, { status: route.status ?? 200 });
}

async function bodyOf(route: PlainRoute, request: Request, maxJsonBytes: number): Promise<unknown> {
  if (route.body === null) return null;
  if (route.body === "bytes") return request.body ?? new Blob([]).stream();
  const value = await readJson(request, maxJsonBytes);
  const fault = route.body.fault(value, "");
  if (fault === null) return value;
  return check(route.body as never, value);
}

/** Everything is refused that has not the right name, origin and token; the answer is null when it may go on. */
function refusal(request: Request, access: Access, anonymous: boolean): ProblemState | null {
  const headers = accessHeaders(request.headers);
  const changes = request.method !== "GET" && request.method !== "HEAD";
  return (
    access.checkHost(headers.host) ??
    access.checkOrigin(headers, changes) ??
    (anonymous ? null : access.checkToken(headers))
  );
}

/** Makes the workbench's HTTP side. */
export function createApp(parts: AppParts): App {
  const { access, page, onFault } = parts;
  const app = new Hono();
  const anonymous = new Set(plainRoutes().flatMap(([, route]) => (route.anonymous === true ? [route.path] : [])));

  app.use(async (context, next) => {
    const { pathname, searchParams } = new URL(context.req.url);
    const token = searchParams.get("token");
    const entering = token !== null && context.req.method === "GET" && !pathname.startsWith("/api/");
    const state = refusal(context.req.raw, access, anonymous.has(pathname) || entering);
    if (state !== null) context.res = pathname.startsWith("/api/") ? problemAnswer(state) : deniedPage(state);
    else if (!entering) await next();
    else if (access.isToken(token)) {
      context.res = new Response(null, { status: 303, headers: { location: "/", "set-cookie": access.setCookie() } });
    } else context.res = deniedPage(problem("ERR_NOT_AUTHORIZED", "The token is wrong"));
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.res.headers.set(name, value);
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
  });

  for (const [id, route] of plainRoutes()) {
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ":$1"), (context) =>
      answerCall(id, route, parts, context.req.raw, context.req.param()),
    );
  }

  app.get("*", async (context) => {
    const { pathname } = new URL(context.req.url);
    const file = pathname.startsWith("/api/") ? null : await page.answer(pathname, context.req.raw.headers);
    return file ?? noSuchRoute(context.req.method, pathname);
  });
  app.notFound((context) => noSuchRoute(context.req.method, new URL(context.req.url).pathname));
  app.onError((error) => {
    if (!JackfieldError.is(error)) onFault(error);
    return problemAnswer(problemOf(error));
  });
  return { fetch: (request) => app.fetch(request) };
}

function noSuchRoute(method: string, path: string): Response {
  const allowed = plainRoutes()
    .filter(([, route]) => new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .map(([, route]) => route.method);
  const answer = problemAnswer(problem("ERR_NO_SUCH_ROUTE", `${method} ${path} is not in the API`));
  if (allowed.length === 0) return answer;
  return new Response(answer.body, { status: 405, headers: [...answer.headers, ["allow", allowed.join(", ")]] });
}
