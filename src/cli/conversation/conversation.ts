import type { CaptureEvent } from "../../capture/index.ts";
import type { Session } from "../../engine/index.ts";
import { type ErrorCode, ERROR_CODES, JackfieldError, SocketError, type SocketNetwork } from "../../errors/index.ts";
import { CliError } from "../cli-error.ts";
import { OutputClosed } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import type { Activity } from "../pipe/activity.ts";
import type { ChecksumWatch } from "./checksum-watch.ts";
import type { ExpectationWatch } from "./expectation-watch.ts";
import type { ReceiveLimit } from "./receive-limit.ts";

/** What a conversation is: one connection made, connections taken, or datagrams. */
export type Role = "client" | "server" | "udp";

/** Options of {@link Conversation}. */
export interface ConversationOptions {
  readonly role: Role;
  /** It ends with its first connection. */
  readonly once: boolean;
  /** What fails before it is open is told as an event too, not only by the error that opening ends with. */
  readonly tellOpening: boolean;
  readonly expectation: ExpectationWatch | null;
  /** How much is received before it ends. @default no limit */
  readonly limit?: ReceiveLimit | null;
  /** @default checksums are not looked at */
  readonly checksums?: ChecksumWatch | null;
  /** Hears that a peer is there before anything is read from it, and may hold that back. */
  readonly onPeer?: (event: CaptureEvent) => Promise<void> | undefined;
  /** Opening is tried again when it fails: it ends nothing. @default false */
  readonly retries?: boolean;
  /** UDP: a datagram that is refused ends it, until the peer has answered. @default false */
  readonly endsRefused?: boolean;
  readonly activity: Activity;
  /** Shows an event; its promise holds back the peer. */
  readonly show: (event: CaptureEvent) => Promise<void> | undefined;
}

/** Follows the events of a session: shows them, looks for what is expected, and knows when and how it has ended. */
export class Conversation {
  /** Resolves when it has ended well, rejects with the reason when not. */
  readonly ended: Promise<void>;
  readonly #options: ConversationOptions;
  readonly #open = new Set<number>();
  readonly #remotes = new Map<number, string>();
  readonly #waiting = new Set<() => void>();
  #resolve: () => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #failure: Error | null = null;
  #matched = false;
  #isOver = false;
  #hasOpened = false;
  #hasAnswered = false;
  #network: SocketNetwork = "tcp";
  /** Peers whose FIN came. */
  readonly finished: Set<number> = new Set();

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who waits for it comes later.
    this.ended.catch(() => undefined);
  }

  /** Whether it is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Open peers, in order of appearance. */
  get peers(): ReadonlySet<number> {
    return this.#open;
  }

  /** Whether this error ends it, and so is told at its end. */
  isFailedBy({ detail }: CaptureEvent): boolean {
    return this.#options.endsRefused === true && !this.#hasAnswered && detail?.["code"] === "ERR_REFUSED";
  }

  /** Hears an event of the session. */
  onEvent(event: CaptureEvent): Promise<void> | undefined {
    const opens = event.kind === "listen" || event.kind === "open" || event.kind === "accept";
    this.#hasOpened ||= opens;
    const isTold = this.#hasOpened || this.#options.tellOpening;
    const { limit = null, onPeer, retries = false } = this.#options;
    // An attempt that failed: another one may follow, and who opens tells of it.
    if (retries && !this.#hasOpened) return undefined;
    const counted = limit !== null && isReceived(event) ? limit.take(event) : event;
    if (counted === null) return undefined;
    const shown = isTold ? this.#show(counted) : undefined;
    this.#follow(counted);
    if (limit !== null && limit.reached !== null) this.finish();
    const ready = event.kind === "open" || event.kind === "accept" ? onPeer?.(event) : undefined;
    return shown !== undefined && ready !== undefined
      ? Promise.all([shown, ready]).then(() => undefined)
      : (ready ?? shown);
  }

  /** Resolves when a peer is open, or when it is all over. */
  async somebody(): Promise<void> {
    while (this.#open.size === 0 && !this.#isOver) await this.change();
  }

  /** Resolves at the next event that changes who is there. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** Ends it: well, or for a reason. */
  finish(reason?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    const { expectation, checksums = null } = this.#options;
    checksums?.end();
    const failure = reason ?? this.#failure;
    if (failure instanceof OutputClosed) this.#reject(failure);
    else if (this.#matched) this.#resolve();
    else if (failure !== null && failure !== undefined) this.#reject(failure);
    else if (expectation !== null) {
      this.#reject(new CliError(EXIT.expectation, (m) => m.problem.unfinishedExpectation(expectation.source)));
    } else if (checksums !== null && checksums.wrong > 0) {
      const { wrong, all } = checksums;
      this.#reject(new CliError(EXIT.expectation, (m) => m.flow.wrongChecksums(wrong, all)));
    } else this.#resolve();
  }

  /** Whom to send to when nobody was named. */
  get target(): number | "all" | "last" {
    if (this.#options.role === "udp") return "last";
    return this.#options.role === "server" && !this.#options.once ? "all" : (this.#open.values().next().value ?? 1);
  }

  #show(event: CaptureEvent): Promise<void> | undefined {
    const shown = this.#options.show(event);
    return shown?.catch((error: unknown) => this.finish(error));
  }

  #follow(event: CaptureEvent): void {
    const { kind, peer, direction, detail } = event;
    const { activity, once: ends } = this.#options;
    if (kind === "data") {
      if (direction === "out") activity.sent(event.bytes.length);
      else this.#received(event);
    } else if (kind === "open" || kind === "accept") {
      this.#network = (detail?.["network"] ?? "tcp") as SocketNetwork;
      this.#remotes.set(peer, String(detail?.["remote"] ?? ""));
      this.#open.add(peer);
      activity.peers += 1;
      this.#wake();
    } else if (kind === "eof" && direction === "in") {
      this.finished.add(peer);
      this.#wake();
    } else if (kind === "reset" && direction === "in") {
      if (ends) this.#failure ??= this.#resetError(peer);
    } else if (kind === "error" && detail?.["unanswered"] === true) {
      // Shown: a rule could not answer what came; the connection goes on.
    } else if (kind === "error" && peer > 0) {
      if (ends) this.#failure ??= errorOf(detail);
    } else if (kind === "error" && detail?.["code"] === "ERR_REFUSED") {
      this.#refused();
    } else if (kind === "drop") {
      activity.dropped += Number(detail?.["count"] ?? 0);
    } else if (kind === "close") {
      this.#closed(peer, ends);
    }
  }

  #received(event: CaptureEvent): void {
    this.#options.activity.received(event.bytes.length);
    this.#options.checksums?.push(event.peer, event.bytes, event.timeUs / 1000);
    if (event.peer === 1) this.#hasAnswered = true;
    try {
      if (this.#options.expectation?.push(event.peer, event.bytes) !== true) return;
      this.#matched = true;
      this.finish();
    } catch (error) {
      this.finish(error);
    }
  }

  /** UDP: nobody is at the peer's port. */
  #refused(): void {
    const remote = this.#remotes.get(1);
    if (this.#options.role !== "udp" || remote === undefined || this.#hasAnswered) return;
    this.#failure ??= new SocketError("ERR_REFUSED", { op: "send", network: "udp", remote });
    if (this.#options.endsRefused === true) this.finish();
  }

  #closed(peer: number, ends: boolean): void {
    if (peer > 0) this.#options.checksums?.end(peer);
    this.#open.delete(peer);
    this.finished.delete(peer);
    this.#remotes.delete(peer);
    this.#options.expectation?.forget(peer);
    this.#wake();
    if (peer === 0 || ends) this.finish();
  }

  #resetError(peer: number): SocketError {
    const remote = this.#remotes.get(peer);
    const site = { op: "recv", network: this.#network } as const;
    return new SocketError("ERR_RESET", remote === undefined ? site : { ...site, remote });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function errorOf(detail: CaptureEvent["detail"]): Error {
  const code = String(detail?.["code"] ?? "");
  const message = String(detail?.["message"] ?? code);
  return code in ERROR_CODES ? new JackfieldError(code as ErrorCode, message) : new Error(message);
}

function isReceived({ kind, direction }: CaptureEvent): boolean {
  return kind === "data" && direction !== "out";
}

/** Closes a session, but waits for a peer that does not answer only this long. */
export async function closeSession(session: Session, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([session.close().catch(() => undefined), late]);
  clearTimeout(timer);
}
