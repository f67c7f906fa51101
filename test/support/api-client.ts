import { type ApiCalls, pathOf, plainRoutes, type ProblemState } from "../../src/api/index.ts";
import type { Workbench } from "../../src/web/server/index.ts";

const ROUTE = new Map(plainRoutes());

/** What a call is given; left out means nothing. */
export interface CallOptions<N extends keyof ApiCalls> {
  readonly params?: ApiCalls[N]["params"];
  readonly query?: ApiCalls[N]["query"];
  readonly body?: ApiCalls[N]["body"];
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A failure that the API told. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly problem: ProblemState;

  constructor(status: number, problem: ProblemState) {
    super(`${status} ${problem.code}: ${problem.message}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Calls the API by the table of routes, and holds every answer against the shape that the table promises. */
export class ApiClient {
  readonly #workbench: Pick<Workbench, "host" | "port" | "token">;

  constructor(workbench: Pick<Workbench, "host" | "port" | "token">) {
    this.#workbench = workbench;
  }

  /** The whole response of a call. */
  async response<N extends keyof ApiCalls>(name: N, options: CallOptions<N> = {}): Promise<Response> {
    const route = ROUTE.get(name);
    if (route === undefined) throw new Error(`no route ${name}`);
    const { params = {}, query = {}, body, headers = {}, signal } = options;
    const raw = route.body === "bytes";
    const answer = await fetch(
      `http://${this.#workbench.host}:${this.#workbench.port}${pathOf(route, params, query)}`,
      {
        method: route.method,
        headers: {
          authorization: `Bearer ${this.#workbench.token}`,
          ...(body === undefined ? {} : { "content-type": raw ? "application/octet-stream" : "application/json" }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: raw ? new Blob([body as Uint8Array<ArrayBuffer>]) : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    if (answer.status >= 400 && answer.status !== 416) {
      throw new ApiFailure(answer.status, ((await answer.json()) as { error: ProblemState }).error);
    }
    return answer;
  }

  /** The JSON answer of a call, null when it has none. */
  async call<N extends keyof ApiCalls>(name: N, options: CallOptions<N> = {}): Promise<ApiCalls[N]["answer"]> {
    const route = ROUTE.get(name);
    const response = await this.response(name, options);
    if (route?.answer === null) {
      if (response.status !== 204) throw new Error(`${name} answered ${response.status}`);
      return null;
    }
    if (response.status !== (route?.status ?? 200)) throw new Error(`${name} answered ${response.status}`);
    const answer: unknown = await response.json();
    const fault = typeof route?.answer === "object" ? route.answer.fault(answer, "") : null;
    if (fault !== null)
      throw new Error(`${name} answered what its route does not promise: ${fault.path} ${fault.message}`);
    return answer as ApiCalls[N]["answer"];
  }

  /** The problem that a call fails with. */
  async problem<N extends keyof ApiCalls>(name: N, options: CallOptions<N> = {}): Promise<ApiFailure> {
    try {
      await this.response(name, options);
    } catch (error) {
      if (error instanceof ApiFailure) return error;
      throw error;
    }
    throw new Error(`${name} did not fail`);
  }
}
