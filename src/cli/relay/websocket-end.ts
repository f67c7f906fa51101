import type { WebSocket } from "ws";
import { type Address, formatAddress } from "../../net/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import type { WebSocketEndpoint } from "./endpoint.ts";
import { MessageQueue } from "./message-queue.ts";
import type { RelayEnd, SocketFacts } from "./relay-end.ts";

/** A WebSocket has no half-close: once the other side has finished, silence is the end. */
const SILENT_PEER_MS = 1000;
/** The socket is not read from while so many bytes wait. */
const HIGH_WATER_BYTES = 1_048_576;
/** A peer that does not answer our Close is left after this long. */
const CLOSE_TIMEOUT_MS = 2000;
const NORMAL_CLOSURE = 1000;
/** Codes of a good end (RFC 6455, 7.4.1): normal, going away, none given. */
const GOOD_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** Where a WebSocket is. */
export interface WebSocketSite {
  readonly local: Address;
  readonly remote: Address;
  readonly secure: boolean;
}

/** An open WebSocket as one end of a relay: a message is a message, text or binary alike. */
export class WebSocketEnd implements RelayEnd {
  readonly name: string;
  readonly network = "tcp";
  readonly address: string;
  readonly keepsMessages = true;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs: number = SILENT_PEER_MS;
  readonly stream = null;
  readonly pipes = null;
  readonly gone = null;
  readonly facts: SocketFacts;
  readonly #socket: WebSocket;
  readonly #queue = new MessageQueue(Number.POSITIVE_INFINITY);
  readonly #closed: Promise<void>;
  /** Only for text: characters may come in pieces. */
  readonly #decoder: InstanceType<typeof TextDecoder> | null;
  #outcome: CliError | null = null;
  #isClosing = false;
  #isPaused = false;

  constructor(socket: WebSocket, { message }: Pick<WebSocketEndpoint, "message">, site: WebSocketSite) {
    this.#socket = socket;
    this.address = formatAddress(site.remote);
    this.name = `${site.secure ? "wss" : "ws"} ${this.address}`;
    this.facts = { protocol: site.secure ? "WSS" : "WS", local: site.local, remote: site.remote };
    this.#decoder = message === "text" ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }) : null;
    socket.on("message", (data: Buffer) => this.#received(data));
    this.#closed = new Promise((resolve) => {
      socket.once("close", (code: number, reason: Buffer) => {
        this.#ended(code, reason.toString());
        resolve();
      });
    });
    // `close` follows, and says what is known.
    socket.on("error", (error) => {
      this.#outcome ??= this.#failure(error.message);
    });
  }

  get outcome(): CliError | null {
    return this.#outcome;
  }

  async read(): Promise<Uint8Array | null> {
    const message = await this.#queue.take();
    if (this.#isPaused && this.#queue.bytes < HIGH_WATER_BYTES / 2) {
      this.#isPaused = false;
      this.#socket.resume();
    }
    return message;
  }

  write(bytes: Uint8Array): Promise<void> {
    const data = this.#decoder === null ? bytes : this.#text(bytes, true);
    if (data === null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#socket.send(data, { binary: this.#decoder === null }, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(this.#outcome ?? this.#failure(error.message));
      });
    });
  }

  /** A Close would end both directions, and lose what is still to come. */
  async finish(): Promise<void> {
    if (this.#decoder !== null) this.#text(new Uint8Array(0), false);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#isPaused) this.#socket.resume();
    this.#socket.close(NORMAL_CLOSURE);
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS);
    await this.#closed;
    clearTimeout(timer);
  }

  abort(): void {
    this.#isClosing = true;
    this.#socket.terminate();
  }

  #received(data: Uint8Array): void {
    this.#queue.put(data);
    if (this.#queue.bytes < HIGH_WATER_BYTES || this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #ended(code: number, reason: string): void {
    if (!GOOD_CODES.has(code) && !this.#isClosing) {
      this.#outcome ??= new CliError(EXIT.failed, (m) => m.relay.webSocketClosed(this.name, code, reason));
    }
    this.#queue.end();
  }

  #text(bytes: Uint8Array, stream: boolean): string | null {
    try {
      const text = this.#decoder?.decode(bytes, { stream }) ?? "";
      // Half a character alone is not sent as an empty message.
      return text === "" && bytes.length > 0 ? null : text;
    } catch (cause) {
      throw new CliError(EXIT.failed, (m) => m.relay.notText(this.name), { cause });
    }
  }

  #failure(reason: string): CliError {
    return new CliError(EXIT.failed, (m) => m.relay.webSocketFailed(this.name, reason));
  }
}
