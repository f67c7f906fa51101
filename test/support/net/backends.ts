import type { Backend } from "../../../src/net/backend.ts";
import { bindDatagramsOver } from "../../../src/net/bind-datagrams.ts";
import { capabilities } from "../../../src/net/capabilities.ts";
import { connectOver } from "../../../src/net/connect.ts";
import { listenOver } from "../../../src/net/listen.ts";
import { NATIVE_BACKEND } from "../../../src/net/native/native-backend.ts";
import { NODE_BACKEND } from "../../../src/net/node/node-backend.ts";
import { serveOver } from "../../../src/net/serve.ts";
import type { NetBackend } from "./backend.ts";

/** The public calls over one backend. */
function over(backend: Backend): NetBackend {
  return {
    name: backend.name,
    connect: (address, options) => connectOver(backend, address, options),
    listen: (address, options) => listenOver(backend, address, options),
    serve: (address, handlers, options) => serveOver(backend, address, handlers, options),
    bindDatagrams: (address, options) => bindDatagramsOver(backend, address, options),
  };
}

export const NODE: NetBackend = over(NODE_BACKEND);

/** The backends that work here. */
export const BACKENDS: readonly NetBackend[] = capabilities().berkeley ? [NODE, over(NATIVE_BACKEND)] : [NODE];
