import type { PeerTarget, Session } from "../../engine/index.ts";
import type { Conversation, Role } from "./conversation.ts";
import type { Pacer } from "./pacer.ts";

/** The largest datagram that UDP over IPv4 carries. */
export const MAX_DATAGRAM_BYTES = 65_507;

/** What is needed to send. */
export interface OutgoingOptions {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly role: Role;
  /** A failed send ends the conversation; where several peers are, it is their own affair. */
  readonly once: boolean;
  readonly pacer: Pacer | null;
}

/** Sends bytes to whom the conversation goes, at its pace. */
export class Outgoing {
  readonly #options: OutgoingOptions;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /**
   * One message, or a piece of a stream. Resolves when the operating system has taken it.
   * @param to @default whom the conversation goes to, waiting until somebody is there
   * @throws SocketError
   */
  async send(bytes: Uint8Array, to?: PeerTarget): Promise<void> {
    const { pacer, role } = this.#options;
    if (pacer === null) return this.#send(bytes, to);
    const step = role === "udp" ? Math.max(1, bytes.length) : pacer.pieceBytes;
    for (let at = 0; at < bytes.length || at === 0; at += step) {
      const piece = bytes.subarray(at, at + step);
      await pacer.take(piece.length);
      await this.#send(piece, to);
      if (this.#options.conversation.isOver) return;
    }
  }

  async #send(bytes: Uint8Array, to: PeerTarget | undefined): Promise<void> {
    const { session, conversation, role, once } = this.#options;
    if (to === undefined) {
      await conversation.somebody();
      if (conversation.isOver) return;
    }
    const { failed } = await session.send(bytes, to ?? conversation.target);
    const [first] = failed;
    if (first === undefined) return;
    if (to !== undefined) throw first.error;
    if (role === "server" && !once) return;
    // What the session knows of the connection's end comes as an event and says more.
    if (role !== "udp") await Promise.race([conversation.ended, conversation.change()]);
    if (!conversation.isOver) throw first.error;
  }
}
