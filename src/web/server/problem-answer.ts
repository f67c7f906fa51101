import { type ProblemState, statusOf } from "../../api/index.ts";

/** A problem as the API answers it. */
export function problemAnswer(state: ProblemState): Response {
  const headers = state.code === "ERR_NOT_AUTHORIZED" ? { "www-authenticate": "Bearer" } : {};
  return Response.json({ error: state }, { status: statusOf(state.code), headers });
}
