import type { FileHandle } from "node:fs/promises";
import type { ByteRange } from "../../handlers/index.ts";
import type { Session } from "../../engine/index.ts";
import { SocketError } from "../../errors/index.ts";

/** A peer that takes nothing for so long is reset. */
export const STALL_MS = 60_000;
/** Two pieces are in memory for each transfer, smaller ones when there are many. */
const PIECE_BYTES = 256 * 1024;
const SMALL_PIECE_BYTES = 32 * 1024;
const MANY = 32;
const PEER_LEFT: ReadonlySet<string> = new Set(["ERR_RESET", "ERR_BROKEN_PIPE"]);

let transfers = 0;

/** One connection of a session, as the file service drives it. */
export class PeerLink {
  readonly id: number;
  readonly remote: string;
  readonly #session: () => Session;
  #gone = false;

  constructor(session: () => Session, id: number, remote: string) {
    this.#session = session;
    this.id = id;
    this.remote = remote;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** The session told that the connection is over. */
  lost(): void {
    this.#gone = true;
  }

  /** Resolves when the operating system has the bytes. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#gone) throw new Error("the peer has left");
    const stall = setTimeout(() => this.reset(), STALL_MS);
    try {
      const { failed } = await this.#session().send(bytes, this.id);
      if (failed[0] !== undefined) throw failed[0].error;
    } catch (error) {
      this.#notice(error);
      throw error;
    } finally {
      clearTimeout(stall);
    }
  }

  /**
   * Sends a part of a file, at the peer's pace and in constant memory.
   * @param onSent called with the bytes sent so far
   */
  async sendPart(file: FileHandle, { start, end }: ByteRange, onSent: (bytes: number) => void): Promise<void> {
    if (await this.#sendUnseen(file, start, end - start, onSent)) return;
    transfers++;
    try {
      const pieceBytes = Math.min(end - start, transfers > MANY ? SMALL_PIECE_BYTES : PIECE_BYTES);
      const buffers = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)] as const;
      let sending: Promise<void> = Promise.resolve();
      for (let at = start, turn = 0; at < end; turn++) {
        const buffer = buffers[turn % 2 === 0 ? 0 : 1];
        const reading = file.read(buffer, 0, Math.min(pieceBytes, end - at), at);
        const [{ bytesRead }] = await Promise.all([reading, sending]);
        if (bytesRead === 0) throw new Error("the file became shorter while it was sent");
        at += bytesRead;
        const sent = at - start;
        sending = this.send(buffer.subarray(0, bytesRead)).then(() => onSent(sent));
        sending.catch(() => undefined);
      }
      await sending;
    } finally {
      transfers--;
    }
  }

  /** In the kernel, when nobody wants to see the bytes. */
  async #sendUnseen(
    file: FileHandle,
    offset: number,
    length: number,
    onSent: (bytes: number) => void,
  ): Promise<boolean> {
    if (length === 0) return true;
    if (this.#gone) throw new Error("the peer has left");
    const stall = setTimeout(() => this.reset(), STALL_MS);
    const onProgress = (bytes: number): void => {
      stall.refresh();
      onSent(bytes);
    };
    try {
      return await this.#session().sendUnseen(this.id, file, { offset, length, onProgress });
    } catch (error) {
      this.#notice(error);
      throw error;
    } finally {
      clearTimeout(stall);
    }
  }

  /** A write can meet the peer's RST before the session tells that the connection is over. */
  #notice(error: unknown): void {
    if (error instanceof SocketError && PEER_LEFT.has(error.code)) this.#gone = true;
  }

  /** Sends FIN; reading goes on. */
  async shutdown(): Promise<void> {
    if (!this.#gone)
      await this.#session()
        .shutdown(this.id)
        .catch(() => undefined);
  }

  /** Sends what is queued, then closes. */
  async close(): Promise<void> {
    if (!this.#gone)
      await this.#session()
        .disconnect(this.id)
        .catch(() => undefined);
  }

  /** Says by RST that what came is not all. */
  reset(): void {
    if (this.#gone) return;
    try {
      this.#session().reset(this.id);
    } catch {
      // It has just gone.
    }
  }
}
