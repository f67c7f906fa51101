import type { Backend } from "./backend.ts";
import { NODE_BACKEND } from "./node/node-backend.ts";

/** The backend that `connect`, `listen` and `bindDatagrams` use. */
export function chooseBackend(): Backend {
  return NODE_BACKEND;
}
