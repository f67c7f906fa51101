import type { JoinResult, LeaveReason, RoomHub, RoomMember, RoomMessage, RoomNews, RoomUtterance } from "./room-hub.ts";

/** Bounds of {@link LocalRoomHub}. */
export interface LocalRoomHubOptions {
  /** @default 10_000 */
  readonly maxMembers?: number;
  /** Public messages kept for those who ask. @default 100 */
  readonly historySize?: number;
}

/** A room within this process. */
export class LocalRoomHub implements RoomHub {
  readonly #maxMembers: number;
  readonly #historySize: number;
  readonly #members = new Map<string, RoomMember>();
  readonly #names = new Set<string>();
  readonly #history: RoomMessage[] = [];
  readonly #listeners = new Set<(news: RoomNews) => void>();
  #seq = 0;

  constructor(options: LocalRoomHubOptions = {}) {
    this.#maxMembers = options.maxMembers ?? 10_000;
    this.#historySize = options.historySize ?? 100;
  }

  join(wanted: Omit<RoomMember, "joinedMs">, nowMs: number): JoinResult {
    if (this.#members.size >= this.#maxMembers) return { ok: false, reason: "full" };
    const member = { ...wanted, name: this.#uniqueName(wanted.name), joinedMs: nowMs };
    this.#members.set(member.id, member);
    this.#names.add(member.name);
    this.#tell({ type: "joined", member });
    return { ok: true, member };
  }

  leave(id: string, reason: LeaveReason): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    this.#members.delete(id);
    this.#names.delete(member.name);
    this.#tell({ type: "left", member, reason });
  }

  post(id: string, utterance: RoomUtterance, nowMs: number): void {
    const from = this.#members.get(id);
    if (from === undefined) return;
    this.#seq += 1;
    const message: RoomMessage = { seq: this.#seq, atMs: nowMs, from, ...utterance };
    if (message.to === null && this.#historySize > 0) {
      // Kept messages outlive the buffer that they came in.
      this.#history.push({ ...message, bytes: message.bytes.slice() });
      if (this.#history.length > this.#historySize) this.#history.shift();
    }
    this.#tell({ type: "message", message });
  }

  isTaken(name: string): boolean {
    return this.#names.has(name);
  }

  members(): readonly RoomMember[] {
    return [...this.#members.values()];
  }

  history(): readonly RoomMessage[] {
    return this.#history;
  }

  subscribe(listener: (news: RoomNews) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #uniqueName(wanted: string): string {
    if (!this.#names.has(wanted)) return wanted;
    let count = 2;
    while (this.#names.has(`${wanted}#${count}`)) count += 1;
    return `${wanted}#${count}`;
  }

  #tell(news: RoomNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}
