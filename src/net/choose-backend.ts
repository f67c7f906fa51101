import { SocketError } from "../errors/index.ts";
import type { Backend } from "./backend.ts";
import { NATIVE_BACKEND } from "./native/native-backend.ts";
import { NODE_BACKEND } from "./node/node-backend.ts";
import { trySys } from "./sys/load-sys.ts";

/**
 * The backend that `connect`, `listen` and `bindDatagrams` use: the operating system's own calls where they can be made,
 * Node's `net` and `dgram` elsewhere. `JACKFIELD_NET=node` in the environment forces the latter, `JACKFIELD_NET=native`
 * fails where the former is missing.
 * @throws SocketError `ERR_UNSUPPORTED` with the reason
 */
export function chooseBackend(): Backend {
  const found = trySys();
  if ("sys" in found) return NATIVE_BACKEND;
  if (process.env["JACKFIELD_NET"] !== "native") return NODE_BACKEND;
  throw new SocketError("ERR_UNSUPPORTED", { op: "socket", network: "socket", hint: found.reason });
}
