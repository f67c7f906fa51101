import type { Backend } from "../backend.ts";
import { dialInetNode, dialUnixNode } from "./node-connect.ts";
import { bindInetNode } from "./node-datagrams.ts";
import { listenInetNode, listenUnixNode } from "./node-listener.ts";

/** Sockets of Node's `net` and `dgram`: every platform, a part of the Berkeley calls. */
export const NODE_BACKEND: Backend = {
  name: "node",
  dialInet: dialInetNode,
  dialUnix: dialUnixNode,
  listenInet: listenInetNode,
  listenUnix: listenUnixNode,
  bindInet: bindInetNode,
};
