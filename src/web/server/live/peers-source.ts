import { type PeerState, samePeer } from "../../../api/index.ts";
import type { Session } from "../../../engine/index.ts";
import type { LiveOutlet } from "./live-outlet.ts";
import { LiveSource } from "./live-source.ts";

const PERIOD_MS = 200;
/** Peers told at the most: the last ones. A session's state says how many there are. */
const MAX_PEERS = 10_000;
/** When so many change at a time, all of them are told less often: nobody reads ten thousand counters five times a second. */
const MANY = 500;
const MANY_PERIOD_MS = 1000;

/** Tells the peers of one session: all of them first, then those that changed. */
export class PeersSource extends LiveSource {
  readonly session: Session;
  readonly #outlet: LiveOutlet;
  readonly #stop: () => void;
  #told: Map<number, PeerState> | null = null;

  constructor(session: Session, outlet: LiveOutlet, wake: () => void) {
    super(PERIOD_MS, wake);
    this.session = session;
    this.#outlet = outlet;
    this.#stop = session.onChange(this.mark);
  }

  close(): void {
    this.#stop();
  }

  protected flush(): void {
    const full = this.#told === null;
    const before = this.#told ?? new Map<number, PeerState>();
    const peers = this.session.peers().slice(-MAX_PEERS);
    const changed = peers.filter((peer) => !samePeer(before.get(peer.id), peer));
    const after = new Map(peers.map((peer) => [peer.id, peer]));
    const gone = [...before.keys()].filter((id) => !after.has(id));
    this.#told = after;
    this.periodMs = changed.length < MANY ? PERIOD_MS : MANY_PERIOD_MS;
    if (!full && changed.length === 0 && gone.length === 0) return;
    this.#outlet.send({ type: "peers", session: this.session.id, full, changed, gone });
  }
}
