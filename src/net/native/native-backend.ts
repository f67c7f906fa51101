import type { Backend } from "../backend.ts";
import { bindInetNative } from "./native-bind.ts";
import { dialInetNative, dialUnixNative } from "./native-connect.ts";
import { listenInetNative, listenUnixNative } from "./native-listener.ts";

/** Sockets of the operating system's own calls; needs `capabilities().berkeley`. */
export const NATIVE_BACKEND: Backend = {
  name: "native",
  dialInet: dialInetNative,
  dialUnix: dialUnixNative,
  listenInet: listenInetNative,
  listenUnix: listenUnixNative,
  bindInet: bindInetNative,
};
