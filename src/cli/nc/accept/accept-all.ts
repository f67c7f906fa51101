import type { Listener, Stream } from "../../../net/index.ts";
import type { Channel } from "../channel/channel.ts";
import type { Doorman } from "./doorman.ts";
import type { FirstEnd } from "../session/first-end.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { systemReason } from "../report/system-reason.ts";

/** Accepts from all listeners at once, and handles each connection that may stay until it ends. */
export function acceptAll(
  session: NcSession,
  listeners: readonly Listener[],
  doorman: Doorman,
  end: FirstEnd<number>,
  handle: (channel: Channel) => Promise<void>,
): void {
  const { log } = session;
  const one = async (stream: Stream): Promise<void> => {
    const channel = await doorman.receive(stream, false);
    if (channel === null) return;
    try {
      await handle(channel);
    } catch (error) {
      // One connection's failure is not the server's.
      if (isSocketError(error)) log.debug(`${peerName(stream.remote)}: ${systemReason(error)}.`);
      else if (error instanceof NcExit && session.options.program !== null) log.say(error.line ?? "");
      else throw error;
    } finally {
      doorman.limit.leave();
    }
  };
  for (const listener of listeners) {
    const run = async (): Promise<void> => {
      for await (const stream of listener) one(stream).catch(end.fail);
    };
    run().catch(end.fail);
  }
}

/** Whether a connection failed, rather than this program. */
export function isSocketError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && code.startsWith("ERR_") && error instanceof Error && error.name === "SocketError";
}
