import type { Listener } from "../../net/index.ts";
import { Hub } from "./chat-hub.ts";
import type { ConnectionLimit } from "./connection-limit.ts";
import { FirstEnd } from "./first-end.ts";
import { watchIdle } from "./idle-watch.ts";
import { acceptAll, isSocketError, welcome } from "./listen-mode.ts";
import { NcExit } from "./nc-exit.ts";
import type { NcSession } from "./nc-session.ts";
import { peerName } from "./peer-name.ts";
import { systemReason } from "./system-reason.ts";

/** `--broker` and `--chat`: what one says goes to all others, and the host's input to all. */
export function serveBroker(
  session: NcSession,
  listeners: readonly Listener[],
  limit: ConnectionLimit,
): Promise<number> {
  const end = new FirstEnd<number>();
  const hub = new Hub(session, 3 + listeners.length);
  acceptAll(listeners, end, (stream) => {
    void welcome(session, stream, limit, false)
      .then(async (channel) => {
        if (channel === null) return;
        hub.readInput(end);
        try {
          await hub.serve(channel);
        } finally {
          limit.leave();
        }
      })
      .catch((error: unknown) => {
        if (isSocketError(error)) session.log.debug(`${peerName(stream.remote)}: ${systemReason(error)}.`);
        else end.fail(error);
      });
  });
  const { options, activity, io } = session;
  if (options.idleMs > 0) {
    const signal = new AbortController().signal;
    const counts = (): boolean => limit.count > 0;
    void watchIdle({ idleMs: options.idleMs, activity, clock: io.clock, signal, counts }).then((idle) => {
      if (idle) end.fail(new NcExit(2, `Idle timeout expired (${options.idleMs} ms). QUITTING.`));
    });
  }
  return end.promise;
}
