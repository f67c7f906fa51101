import { WebSocket } from "ws";
import {
  type ClientMessage,
  decodeRowBatch,
  LIVE_PATH,
  type RowBatch,
  type ServerMessage,
} from "../../src/api/index.ts";
import type { Workbench } from "../../src/web/server/index.ts";

type Of<T extends ServerMessage["type"]> = Extract<ServerMessage, { readonly type: T }>;

/** A client of the live API that keeps all it hears and waits for what a test wants. */
export class LivePeer {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly batches: RowBatch[] = [];
  bytes = 0;
  #waiting: (() => void)[] = [];

  constructor(workbench: Pick<Workbench, "host" | "port" | "token">) {
    this.socket = new WebSocket(`ws://${workbench.host}:${workbench.port}${LIVE_PATH}`, {
      headers: { authorization: `Bearer ${workbench.token}` },
      perMessageDeflate: false,
    });
    this.socket.on("message", (data: Buffer, isBinary) => {
      this.bytes += data.length;
      if (isBinary) this.batches.push(decodeRowBatch(data));
      else this.messages.push(JSON.parse(data.toString()) as ServerMessage);
      for (const look of this.#waiting.splice(0)) look();
    });
    this.socket.on("error", () => undefined);
  }

  say(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits until `find` gives something. */
  async until<T>(find: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits for a message of a type that `holds`. */
  message<T extends ServerMessage["type"]>(type: T, holds: (message: Of<T>) => boolean = () => true): Promise<Of<T>> {
    return this.until(() =>
      this.messages.find((message): message is Of<T> => message.type === type && holds(message as Of<T>)),
    );
  }

  /** Waits for a batch that `holds`. */
  batch(holds: (batch: RowBatch) => boolean): Promise<RowBatch> {
    return this.until(() => this.batches.find(holds));
  }

  async closed(): Promise<void> {
    this.socket.close();
    if (this.socket.readyState === this.socket.CLOSED) return;
    await new Promise((resolve) => this.socket.once("close", resolve));
  }
}
