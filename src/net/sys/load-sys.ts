import { SocketError } from "../../errors/index.ts";
import { type Koffi, requireKoffi } from "./koffi.ts";
import { KoffiLinux } from "./koffi-linux.ts";
import type { Sys } from "./sys.ts";

/** The backend of this thread, or why there is none. */
export type SysOutcome = { readonly sys: Sys } | { readonly reason: string };

// One per thread: it owns the scratch structures of the calls. Not state of the program, only of the binding.
let outcome: SysOutcome | undefined;

/**
 * The operating system's socket calls for this thread, loaded at the first use. `JACKFIELD_NET=node` in the environment
 * refuses them, so that Node's own `net` and `dgram` serve.
 */
export function trySys(): SysOutcome {
  outcome ??= open();
  return outcome;
}

/** The same, for callers who cannot do without. @throws SocketError `ERR_UNSUPPORTED` with the reason */
export function loadSys(): Sys {
  const found = trySys();
  if ("sys" in found) return found.sys;
  throw new SocketError("ERR_UNSUPPORTED", { op: "socket", network: "socket", hint: found.reason });
}

function open(): SysOutcome {
  if (process.env["JACKFIELD_NET"] === "node") return { reason: "JACKFIELD_NET=node asks for Node's own sockets" };
  if (process.platform !== "linux") return { reason: `no backend for the socket calls of ${process.platform} yet` };
  if (process.arch !== "x64" && process.arch !== "arm64") {
    return { reason: `no backend for the socket calls of Linux on ${process.arch} yet` };
  }
  let koffi: Koffi;
  try {
    koffi = requireKoffi();
  } catch (error) {
    return { reason: `the optional package koffi cannot be loaded (${firstLine(error)})` };
  }
  try {
    return { sys: new KoffiLinux(koffi) };
  } catch (error) {
    return { reason: `a call is missing in this system's C library (${firstLine(error)})` };
  }
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
