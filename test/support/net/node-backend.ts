import { bindDatagramsOver } from "../../../src/net/bind-datagrams.ts";
import { connectOver } from "../../../src/net/connect.ts";
import { listenOver } from "../../../src/net/listen.ts";
import { NODE_BACKEND as NODE } from "../../../src/net/node/node-backend.ts";
import type { NetBackend } from "./backend.ts";

export const NODE_BACKEND: NetBackend = {
  name: "node",
  connect: (address, options) => connectOver(NODE, address, options),
  listen: (address, options) => listenOver(NODE, address, options),
  bindDatagrams: (address, options) => bindDatagramsOver(NODE, address, options),
};
