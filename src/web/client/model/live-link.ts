import {
  type ClientMessage,
  decodeRowBatch,
  LIVE_PATH,
  type RowBatch,
  type ServerMessage,
} from "../../../api/index.ts";
import { Observable } from "./observable.ts";

/** `connecting` for the first time; `open`; `lost`, and trying again. */
export type LinkPhase = "connecting" | "open" | "lost";

/** What the link tells. */
export interface LinkListener {
  /** The link is open: say again what is wanted. */
  onOpen(): void;
  onMessage(message: ServerMessage): void;
  onBatch(batch: RowBatch): void;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/** The WebSocket to the workbench; it connects again on its own. */
export class LiveLink {
  readonly phase: Observable<LinkPhase> = new Observable<LinkPhase>("connecting");
  readonly #url: string;
  readonly #listener: LinkListener;
  #socket: WebSocket | null = null;
  #waitMs = FIRST_WAIT_MS;

  constructor(listener: LinkListener, url: string = liveUrl(location)) {
    this.#listener = listener;
    this.#url = url;
  }

  /** Begins to connect. */
  start(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#waitMs = FIRST_WAIT_MS;
      this.phase.set("open");
      this.#listener.onOpen();
    });
    socket.addEventListener("message", (event: MessageEvent<string | ArrayBuffer>) => this.#take(event.data));
    socket.addEventListener("close", () => this.#lose());
  }

  /** Says something; nothing happens while the link is not open, because `onOpen` says everything again. */
  send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data === "string") this.#listener.onMessage(JSON.parse(data) as ServerMessage);
    else this.#listener.onBatch(decodeRowBatch(new Uint8Array(data)));
  }

  #lose(): void {
    this.phase.set("lost");
    setTimeout(() => this.start(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** The address of the WebSocket beside a page. */
export function liveUrl(page: Pick<Location, "protocol" | "host">): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}${LIVE_PATH}`;
}
