import type { Listener } from "../../../net/index.ts";
import { acceptAll } from "../accept/accept-all.ts";
import { Hub } from "./chat-hub.ts";
import type { Doorman } from "../accept/doorman.ts";
import { FirstEnd } from "../session/first-end.ts";
import { watchListener } from "../session/idle-watch.ts";
import type { NcSession } from "../session/nc-session.ts";

/** `--broker` and `--chat`: what one says goes to all others, and the host's input to all. */
export function serveBroker(session: NcSession, listeners: readonly Listener[], doorman: Doorman): Promise<number> {
  const end = new FirstEnd<number>();
  const hub = new Hub(session, 3 + listeners.length);
  void watchListener(session, () => doorman.limit.count > 0, end.fail);
  acceptAll(session, listeners, doorman, end, async (channel) => {
    hub.readInput(end);
    await hub.serve(channel);
  });
  return end.promise;
}
