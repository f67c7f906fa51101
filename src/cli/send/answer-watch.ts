import { createFramer, type Framer, type FramingSpec } from "../../bytes/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { ChecksumWatch } from "../conversation/checksum-watch.ts";
import type { ReceiveLimit } from "../conversation/receive-limit.ts";
import type { Activity } from "../pipe/activity.ts";
import { type ErrorCode, ERROR_CODES, JackfieldError, SocketError, type SocketNetwork } from "../../errors/index.ts";

/** Options of {@link AnswerWatch}. */
export interface AnswerWatchOptions {
  readonly framing: FramingSpec;
  /** The first datagram is a whole answer. */
  readonly isUdp: boolean;
  /** Told of what is received and sent. */
  readonly activity: Activity;
  /** How much is received before it ends. */
  readonly limit: ReceiveLimit | null;
  readonly checksums: ChecksumWatch | null;
  /** Opening is tried again when it fails: it ends nothing. */
  readonly retries: boolean;
  /** Prints what belongs to the answer; its promise holds back the peer. */
  readonly print: (event: CaptureEvent) => Promise<void> | undefined;
}

/** Follows one peer's events and knows when an answer is whole. */
export class AnswerWatch {
  readonly #options: AnswerWatchOptions;
  readonly #framer: Framer;
  readonly #waiting = new Set<() => void>();
  #hasOpened = false;
  #network: SocketNetwork = "tcp";
  #remote: string | undefined;
  /** Reads since the answer began. */
  #reads = 0;
  #whole = 0;
  #isOver = false;
  #failure: Error | null = null;

  constructor(options: AnswerWatchOptions) {
    this.#options = options;
    this.#framer = createFramer(options.framing);
  }

  /** The connection has ended: no more answers come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Why it ended badly; null when it did not. */
  get failure(): Error | null {
    return this.#failure;
  }

  get hasBegun(): boolean {
    return this.#reads > 0;
  }

  /** A whole answer has come. */
  get isWhole(): boolean {
    return this.#options.framing.type === "read" ? this.#options.isUdp && this.#reads > 0 : this.#whole > 0;
  }

  /** Reads so far: whether it is quiet. */
  get reads(): number {
    return this.#reads;
  }

  /** The next answer begins. A message that came with the one before belongs to it. */
  next(): void {
    this.#reads = 0;
    this.#whole = Math.max(0, this.#whole - 1);
    if (this.#whole > 0) this.#reads = 1;
  }

  onEvent(given: CaptureEvent): Promise<void> | undefined {
    const { limit, activity, retries } = this.#options;
    this.#hasOpened ||= given.kind === "open" || given.kind === "listen";
    // An attempt that failed: another one may follow, and who opens tells of it.
    if (retries && !this.#hasOpened) return undefined;
    const isAnswer = given.kind === "data" && given.direction === "in" && given.peer <= 1;
    const event = isAnswer && limit !== null ? limit.take(given) : given;
    if (event === null) return undefined;
    if (event.kind === "data" && event.direction === "out") activity.sent(event.bytes.length);
    const { kind, direction, detail, peer } = event;
    if (kind === "drop") activity.dropped += Number(detail?.["count"] ?? 0);
    if (kind === "open" || kind === "accept") {
      activity.peers += 1;
      this.#network = (detail?.["network"] ?? "tcp") as SocketNetwork;
      this.#remote ??= String(detail?.["remote"] ?? "");
    }
    // Over UDP others may write too; only the one that was asked can answer.
    if (peer > 1) return undefined;
    if (kind === "data" && direction === "in") {
      this.#reads += 1;
      activity.received(event.bytes.length);
      this.#options.checksums?.push(peer, event.bytes, event.timeUs / 1000);
      if (limit !== null && limit.reached !== null) this.#isOver = true;
      this.#whole += this.#framer.push(event.bytes, event.timeUs / 1000).ends.length;
    } else if (kind === "eof" && direction === "in") this.#isOver = true;
    else if (kind === "reset" && direction === "in") this.#fail(this.#socketError("ERR_RESET"));
    else if (kind === "error" && detail?.["unanswered"] !== true) this.#fail(this.#errorOf(detail));
    else if (kind === "close") this.#isOver = true;
    const printed = this.#options.print(event);
    this.#wake();
    return printed;
  }

  /** Fails from outside: the output is gone, or the user interrupts. */
  abort(reason: unknown): void {
    this.#fail(reason instanceof Error ? reason : new Error(String(reason)));
    this.#wake();
  }

  /** Resolves at the next event, or after this long. */
  async change(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#isOver = true;
  }

  #errorOf(detail: CaptureEvent["detail"]): Error {
    const code = String(detail?.["code"] ?? "");
    if (code === "ERR_REFUSED") return this.#socketError(code);
    const message = String(detail?.["message"] ?? code);
    return code in ERROR_CODES ? new JackfieldError(code as ErrorCode, message) : new Error(message);
  }

  #socketError(code: "ERR_RESET" | "ERR_REFUSED"): SocketError {
    const site = { op: code === "ERR_RESET" ? "recv" : "send", network: this.#network } as const;
    return new SocketError(code, this.#remote === undefined ? site : { ...site, remote: this.#remote });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
  }
}
