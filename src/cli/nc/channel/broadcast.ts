import type { Clock } from "../../context.ts";

/** One of those that get what is said to all. */
export interface Listening {
  /** How a line about it calls it. */
  readonly name: string;
  /** Bytes that wait to be sent to it. */
  readonly queuedBytes: number;
  /** Queues the bytes, which nobody changes any more; resolves when they are the kernel's. Never rejects. */
  send(bytes: Uint8Array): Promise<void>;
  /** It is too far behind: it is cut off. */
  drop(): void;
}

interface Member {
  readonly to: Listening;
  sent: number;
  taken: number;
  movedAtMs: number;
  stalled: boolean;
  last: Promise<void>;
}

/** Above this a speaker waits for a listener that still reads. */
const SOFT_BYTES = 1_048_576;
/** Above this a listener that does not read is cut off. */
const HARD_BYTES = 16_777_216;
/** A listener that has read nothing for so long is not waited for any more. */
const STALL_MS = 200;
const LOOK_MS = 20;

/**
 * Says things to many. A slow listener slows the speakers, so that nothing is lost; one that does not read at all does
 * not, as long as there is another one: what it is sent is kept for it up to 16 MiB, then it is cut off.
 */
export class Broadcast {
  readonly #members: Map<Listening, Member> = new Map();
  readonly #clock: Clock;
  readonly #onDrop: (who: Listening, bytes: number) => void;

  /** @param onDrop is told whom it cut off, and how much waited for it */
  constructor(clock: Clock, onDrop: (who: Listening, bytes: number) => void) {
    this.#clock = clock;
    this.#onDrop = onDrop;
  }

  get size(): number {
    return this.#members.size;
  }

  [Symbol.iterator](): IterableIterator<Listening> {
    return this.#members.keys();
  }

  add(to: Listening): void {
    const movedAtMs = this.#clock.nowMs();
    this.#members.set(to, { to, sent: 0, taken: 0, movedAtMs, stalled: false, last: Promise.resolve() });
  }

  delete(to: Listening): void {
    this.#members.delete(to);
  }

  /** Says it to all but one, without waiting for anybody. */
  post(bytes: Uint8Array, except: Listening | null = null): void {
    for (const member of this.#members.values()) {
      if (member.to === except) continue;
      if (member.to.queuedBytes > HARD_BYTES) {
        this.#members.delete(member.to);
        this.#onDrop(member.to, member.to.queuedBytes);
        member.to.drop();
        continue;
      }
      member.sent += bytes.length;
      member.last = member.to.send(bytes);
    }
  }

  /** Says it to all but one, and resolves when the speaker may go on. */
  async say(bytes: Uint8Array, except: Listening | null = null): Promise<void> {
    this.post(bytes, except);
    for (let behind = this.#behind(except); behind.length > 0; behind = this.#behind(except)) {
      await Promise.race([...behind.map(({ last }) => last), this.#clock.sleep(LOOK_MS)]);
    }
  }

  /** Those that a speaker has to wait for. */
  #behind(except: Listening | null): readonly Member[] {
    const now = this.#clock.nowMs();
    const others = [...this.#members.values()].filter(({ to }) => to !== except);
    const behind = others.filter((member) => {
      const taken = member.sent - member.to.queuedBytes;
      if (taken !== member.taken || member.to.queuedBytes <= SOFT_BYTES) {
        member.taken = taken;
        member.movedAtMs = now;
        member.stalled = false;
      } else if (now - member.movedAtMs >= STALL_MS) member.stalled = true;
      return member.to.queuedBytes > SOFT_BYTES;
    });
    // With nobody else to talk to, waiting harms nobody.
    if (behind.length === others.length) return behind;
    return behind.filter(({ stalled }) => !stalled);
  }
}
