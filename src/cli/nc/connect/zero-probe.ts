import { Socket } from "node:net";
import { dialFailure, dialReason } from "./dial-failure.ts";
import type { NcSession } from "../session/nc-session.ts";
import { resolveOrQuit } from "../address/resolve.ts";

/**
 * `-z` on TCP and Unix streams: connects and closes. On Node's own sockets, because loading the others takes longer than
 * this whole run.
 * @throws NcExit 1 when nobody answers, 2 when the name is unknown
 */
export async function probeStream(session: NcSession): Promise<void> {
  const { options, log } = session;
  if (options.network === "unix") {
    await tryConnect({ path: options.host ?? "" }, options.connectMs).catch((error: unknown) => {
      throw dialFailure(session, error);
    });
    log.tell(`Connected to ${options.host ?? ""}.`);
    return;
  }
  const targets = await resolveOrQuit(session.resolve, options.host ?? "", "hostname");
  const source = options.source === null ? [] : await resolveOrQuit(session.resolve, options.source, "source address");
  for (const [index, { host, family }] of targets.entries()) {
    const from = source.find((item) => item.family === family)?.host;
    const target = {
      host,
      port: options.port,
      ...(from === undefined ? {} : { localAddress: from }),
      ...(options.sourcePort === null ? {} : { localPort: options.sourcePort }),
    };
    try {
      await tryConnect(target, options.connectMs);
      log.tell(`Connected to ${family === 6 ? `[${host}]` : host}:${options.port}.`);
      return;
    } catch (error) {
      if (index === targets.length - 1) throw dialFailure(session, error);
      log.tell(`Connection to ${host} failed: ${dialReason(error)}.`);
      log.tell("Trying next address...");
    }
  }
}

/** Where to connect to. */
export type ProbeTarget =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly localAddress?: string; readonly localPort?: number };

/** Connects and closes at once. @throws the system's error, or one with the code `ERR_TIMEOUT` (0 ms waits for the system) */
export function tryConnect(target: ProbeTarget, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    const late = (): void => {
      socket.destroy();
      reject(Object.assign(new Error("timed out"), { code: "ERR_TIMEOUT" }));
    };
    const timer = timeoutMs === 0 ? undefined : setTimeout(late, timeoutMs);
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.connect(target, () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    });
  });
}
