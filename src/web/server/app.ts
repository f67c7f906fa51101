import { Hono } from "hono";
import {
  type AnyShape,
  type ApiCall,
  check,
  type PlainRoute,
  plainRoutes,
  problem,
  problemOf,
} from "../../api/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import type { Access } from "./access.ts";
import { ALL_CALLS } from "./all-calls.ts";
import type { CallContext, CallHandler } from "./call.ts";
import { answerAtDoor } from "./door.ts";
import type { PageFiles } from "./page-files.ts";
import { problemAnswer } from "./problem-answer.ts";
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

/** Makes the workbench's HTTP side. */
export function createApp(parts: AppParts): App {
  const { access, page, onFault } = parts;
  const app = new Hono();

  app.use(async (context, next) => {
    const atDoor = answerAtDoor(context.req.raw, access);
    if (atDoor === null) await next();
    else context.res = atDoor;
    // Hono answers HEAD by GET and drops the body: what it reads from must be let go.
    if (context.req.raw.method === "HEAD") await context.res.body?.cancel();
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
