import type { ApiCall, ApiCalls } from "../../api/index.ts";
import type { Engine } from "../../engine/index.ts";
import type { Services } from "../../services/index.ts";
import type { SystemInfo } from "./system-info.ts";
import type { Uploads } from "./uploads.ts";

/** What every call works on. */
export interface CallContext {
  readonly engine: Engine;
  readonly uploads: Uploads;
  readonly system: SystemInfo;
  /** The services of the engine; null when it has none. */
  readonly services: Services | null;
}

/** One request, checked: params, query and body have the shapes that the route names. */
export interface CallInput<C extends ApiCall> {
  readonly params: C["params"];
  readonly query: C["query"];
  /** A raw body is a stream. */
  readonly body: C["body"] extends Uint8Array ? ReadableStream<Uint8Array> : C["body"];
  readonly request: Request;
}

/** What a call gives: its answer, sent as JSON, or a whole response. */
export type CallResult<C extends ApiCall> = C["answer"] extends Uint8Array ? Response : C["answer"] | Response;

/** Carries out one call; what it throws is answered as a problem. */
export type CallHandler<C extends ApiCall> = (
  context: CallContext,
  input: CallInput<C>,
) => CallResult<C> | Promise<CallResult<C>>;

/** Handlers of some of the calls. */
export type CallHandlers<N extends keyof ApiCalls> = { readonly [K in N]: CallHandler<ApiCalls[K]> };
