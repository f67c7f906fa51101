import type { Listener } from "../../net/index.ts";
import { Hub } from "./chat-hub.ts";
import type { Doorman } from "./doorman.ts";
import { FirstEnd } from "./first-end.ts";
import { watchListener } from "./idle-watch.ts";
import { acceptAll } from "./listen-mode.ts";
import type { NcSession } from "./nc-session.ts";

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
