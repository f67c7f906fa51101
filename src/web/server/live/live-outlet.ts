import type { WebSocket } from "ws";
import type { ServerMessage } from "../../../api/index.ts";

/** More than this waiting to be sent, and the client is behind: what changes is told later, as it is then. */
const HIGH_WATER_BYTES = 1024 * 1024;

const LOOK_AGAIN_MS = 20;

/** The sending side of one WebSocket. It never holds more than the high water and one message more. */
export class LiveOutlet {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** The client does not take what was sent as fast as it was sent. */
  get behind(): boolean {
    return this.#socket.bufferedAmount > HIGH_WATER_BYTES;
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a message. */
  send(message: ServerMessage): void {
    if (this.open) this.#socket.send(JSON.stringify(message));
  }

  /** Sends a row batch; the bytes must not change any more. */
  sendBatch(bytes: Uint8Array): void {
    if (this.open) this.#socket.send(bytes, { binary: true });
  }

  /** Waits until the client is no longer behind, or gone. */
  async drained(): Promise<void> {
    while (this.open && this.behind) {
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_AGAIN_MS);
      });
    }
  }
}
