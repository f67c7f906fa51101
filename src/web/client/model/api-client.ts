import { type ApiCalls, type ErrorAnswer, pathOf, type ProblemState, ROUTES } from "../../../api/index.ts";

/** What one call is given; nothing that it does not take. */
export interface CallInput<N extends keyof ApiCalls> {
  readonly params: ApiCalls[N]["params"];
  readonly query?: ApiCalls[N]["query"];
  /** JSON, or raw bytes where the call takes those. */
  readonly body?: ApiCalls[N]["body"] | Blob;
  readonly signal?: AbortSignal;
}

/** A call was answered with a problem. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: ProblemState;
  readonly status: number;

  constructor(problem: ProblemState, status: number) {
    super(problem.message);
    this.problem = problem;
    this.status = status;
  }
}

/** The problem behind anything that was thrown. */
export function problemFrom(error: unknown): ProblemState {
  if (error instanceof ApiProblem) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "ERR_CLOSED", message, remedy: "" };
}

async function failure(response: Response): Promise<ApiProblem> {
  try {
    const { error } = (await response.json()) as ErrorAnswer;
    return new ApiProblem(error, response.status);
  } catch {
    const message = `HTTP ${response.status}`;
    return new ApiProblem({ code: "ERR_INTERNAL", message, remedy: "" }, response.status);
  }
}

/**
 * Makes one call of the HTTP API.
 * @throws ApiProblem what the workbench answered; TypeError when it cannot be reached
 */
export async function callApi<N extends keyof ApiCalls>(name: N, input: CallInput<N>): Promise<ApiCalls[N]["answer"]> {
  const route = ROUTES[name];
  const { body, signal } = input;
  const raw = body instanceof Blob || body instanceof Uint8Array;
  const response = await fetch(pathOf(route, input.params, input.query ?? {}), {
    method: route.method,
    ...(body === undefined ? {} : { body: raw ? (body as Blob) : JSON.stringify(body) }),
    ...(body === undefined
      ? {}
      : { headers: { "content-type": raw ? "application/octet-stream" : "application/json" } }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw await failure(response);
  if (route.answer === null || response.status === 204) return null;
  if (typeof route.answer === "string") return new Uint8Array(await response.arrayBuffer());
  return (await response.json()) as ApiCalls[N]["answer"];
}
