import { connectNode } from "../../../src/net/node/node-connect.ts";
import { bindDatagramsNode } from "../../../src/net/node/node-datagrams.ts";
import { listenNode } from "../../../src/net/node/node-listener.ts";
import type { NetBackend } from "./backend.ts";

export const NODE_BACKEND: NetBackend = {
  name: "node",
  connect: connectNode,
  listen: listenNode,
  bindDatagrams: bindDatagramsNode,
};
