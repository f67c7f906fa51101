import type { Session } from "../../engine/index.ts";
import type { Clock } from "../context.ts";

/** What is known of the last byte that was sent. */
export type Delivery =
  /** The peer's system acknowledged it, and closed in order afterwards. */
  | { readonly type: "closed" }
  | { readonly type: "acknowledged" }
  /** So many bytes are not acknowledged. */
  | { readonly type: "missing"; readonly bytes: number }
  | { readonly type: "unknown" };

const POLL_MS = 20;

/**
 * Waits until all that was sent to a peer has arrived: its system acknowledged it, its program may still have to read it.
 * To be asked before our FIN: afterwards the connection may be gone before the last acknowledgement is seen.
 * @param silentMs when nothing more was acknowledged for so long, it gives up
 * @param isOver whether there is a reason to give up at once
 */
export async function awaitDelivery(
  session: Session,
  peer: number,
  clock: Clock,
  silentMs: number,
  isOver: () => boolean,
): Promise<Delivery> {
  let before = Number.POSITIVE_INFINITY;
  for (let since = clock.nowMs(); ; ) {
    const left = session.unacknowledged(peer);
    if (left === null) return { type: "unknown" };
    if (left === 0) return { type: "acknowledged" };
    if (left < before) since = clock.nowMs();
    else if (isOver() || clock.nowMs() - since >= silentMs) return { type: "missing", bytes: left };
    before = left;
    await clock.sleep(POLL_MS);
  }
}
