import { type CharsetName, decodeText, encodeText } from "../../bytes/index.ts";
import { LocalProtocolError } from "../../errors/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../handler.ts";
import { splitAddressed } from "./inbox-text.ts";

/** Options of {@link Inbox}. */
export interface InboxOptions {
  /** @default utf-8, as the original has it */
  readonly charset?: CharsetName;
  /** Answer every message with this text at once. @default none: an operator answers */
  readonly autoAnswer?: string;
  /** Messages that may wait; a further one is answered at once, in words. @default 1000 */
  readonly maxWaiting?: number;
  /** Messages of one sender that may wait. @default 100 */
  readonly maxWaitingOfOne?: number;
  /** Bytes of one answer: what the original client reads. @default 1024 */
  readonly maxAnswerBytes?: number;
}

/** A message that waits for its answer. */
export interface InboxMessage {
  /** From 1, never used again. */
  readonly number: number;
  readonly peer: HandlerPeer;
  /** Whom the sender wrote to; null when the text does not say. */
  readonly to: string | null;
  readonly text: string;
}

/** The one datagram that answers a message; whoever asked for it sends it to the message's peer. */
export interface InboxAnswer {
  readonly message: InboxMessage;
  readonly bytes: Uint8Array;
}

const FULL = "留言太多，请稍后再发 / too many messages are waiting";
const EMPTY = new Uint8Array(0);

/**
 * The answering side of the contacts chat: messages of many senders queue, and each datagram gets exactly one answer,
 * because its sender waits for it. What still waits when the inbox stops is answered with an empty datagram, the
 * original's own way to say nothing.
 */
export class Inbox implements Handler {
  readonly #options: Required<Omit<InboxOptions, "autoAnswer">>;
  readonly #autoAnswer: Uint8Array | null;
  readonly #waiting = new Map<number, InboxMessage>();
  readonly #listeners = new Set<(message: InboxMessage) => void>();
  readonly #watchers = new Set<() => void>();
  #next = 1;

  /** @throws LocalProtocolError `ERR_UNENCODABLE`, `ERR_LIMIT` for an automatic answer that cannot be sent */
  constructor({ autoAnswer, ...options }: InboxOptions = {}) {
    this.#options = { charset: "utf-8", maxWaiting: 1000, maxWaitingOfOne: 100, maxAnswerBytes: 1024, ...options };
    this.#autoAnswer = autoAnswer === undefined ? null : this.#encode(autoAnswer);
  }

  /** Whether somebody has to answer: there is no automatic answer. */
  get hasOperator(): boolean {
    return this.#autoAnswer === null;
  }

  /** The messages without an answer, oldest first. */
  get waiting(): readonly InboxMessage[] {
    return [...this.#waiting.values()];
  }

  /** Hears of every message that begins to wait; returns the function that ends it. */
  subscribe(listener: (message: InboxMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back whenever the queue is another; returns the function that ends it. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /**
   * Takes a message off the queue and makes its answer; null stands for the oldest.
   * @returns null when no such message waits
   * @throws LocalProtocolError `ERR_UNENCODABLE`, `ERR_LIMIT`; the message then waits on
   */
  answer(number: number | null, text: string): InboxAnswer | null {
    const [oldest] = this.#waiting.keys();
    const message = this.#waiting.get(number ?? oldest ?? 0);
    if (message === undefined) return null;
    const bytes = this.#encode(text);
    this.#waiting.delete(message.number);
    this.#changed();
    return { message, bytes };
  }

  *handle(event: HandlerEvent): Iterable<HandlerCommand> {
    if (event.type === "data") yield* this.#receive(event.peer, event.bytes);
    else if (event.type === "eof") yield { type: "close", peer: event.peer, how: "fin" };
    else if (event.type === "close") this.#forget(event.peer);
    else if (event.type === "stop") {
      for (const { peer } of this.#waiting.values()) yield { type: "send", peer, bytes: EMPTY };
      this.#waiting.clear();
      this.#changed();
    }
  }

  *#receive(peer: HandlerPeer, bytes: Uint8Array): Iterable<HandlerCommand> {
    const { charset, maxWaiting, maxWaitingOfOne } = this.#options;
    if (this.#autoAnswer !== null) {
      yield { type: "send", peer, bytes: this.#autoAnswer };
      return;
    }
    const ofOne = [...this.#waiting.values()].filter((message) => message.peer === peer).length;
    if (this.#waiting.size >= maxWaiting || ofOne >= maxWaitingOfOne) {
      const limit = ofOne >= maxWaitingOfOne ? "maxWaitingOfOne" : "maxWaiting";
      yield { type: "note", kind: "limit", peer, detail: { limit, value: this.#options[limit] } };
      yield { type: "send", peer, bytes: this.#encode(FULL, "question") };
      return;
    }
    const message = {
      number: this.#next++,
      peer,
      ...splitAddressed(decodeText(bytes, charset, { badBytes: "mark" })),
    };
    this.#waiting.set(message.number, message);
    const detail = { text: `message ${message.number} waits for an answer`, number: message.number, to: message.to };
    yield { type: "note", kind: "note", peer, detail };
    for (const listener of this.#listeners) listener(message);
    this.#changed();
  }

  #forget(peer: HandlerPeer): void {
    for (const message of this.#waiting.values()) if (message.peer === peer) this.#waiting.delete(message.number);
    this.#changed();
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #encode(text: string, onUnencodable: "throw" | "question" = "throw"): Uint8Array {
    const { charset, maxAnswerBytes } = this.#options;
    const bytes = encodeText(text.trim(), charset, { onUnencodable });
    if (bytes.length <= maxAnswerBytes) return bytes;
    const message = `The answer is ${bytes.length} bytes long; the asker reads at most ${maxAnswerBytes}`;
    throw new LocalProtocolError("ERR_LIMIT", message);
  }
}
