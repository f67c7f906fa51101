import type { WebSocket } from "ws";
import {
  type AskRange,
  check,
  type ClientMessage,
  clientMessageShape,
  LIVE_PROTOCOL,
  MAX_VIEWS,
  type OpenView,
  problemOf,
  type WatchDesk,
} from "../../../api/index.ts";
import { JackfieldError, LocalProtocolError } from "../../../errors/index.ts";
import type { Engine } from "../../../engine/index.ts";
import type { Services } from "../../../services/index.ts";
import { findDesk } from "../find-desk.ts";
import { findSession } from "../find-session.ts";
import { DeskSource } from "./desk-source.ts";
import { LiveOutlet } from "./live-outlet.ts";
import type { LiveSource } from "./live-source.ts";
import { PeersSource } from "./peers-source.ts";
import { SessionsSource } from "./sessions-source.ts";
import { FRAME_MS, ViewSource } from "./view-source.ts";

/** Ranges that may wait to be answered. */
const MAX_WAITING_RANGES = 64;

/** What a {@link LiveClient} needs. */
export interface LiveClientOptions {
  readonly engine: Engine;
  /** The services of the engine; null when it has none. */
  readonly services: Services | null;
  readonly version: string;
}

/** One page, or program, at the other end of a WebSocket: what it watches, and what it asked for. */
export class LiveClient {
  readonly #engine: Engine;
  readonly #services: Services | null;
  readonly #desks = new Map<string, DeskSource>();
  readonly #outlet: LiveOutlet;
  readonly #peers = new Map<string, PeersSource>();
  readonly #views = new Map<number, ViewSource>();
  readonly #ranges: AskRange[] = [];
  readonly #stopEngine: () => void;
  #sessions: SessionsSource | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timerMs = 0;
  #answering = false;

  constructor(socket: WebSocket, { engine, services, version }: LiveClientOptions) {
    this.#engine = engine;
    this.#services = services;
    this.#outlet = new LiveOutlet(socket);
    this.#stopEngine = engine.onChange(() => this.#dropGone());
    socket.on("message", (data, isBinary) => {
      this.#receive(isBinary ? null : (data as Buffer).toString());
      if (this.#outlet.behind) void this.#rest(socket);
    });
    // ws answers by itself.
    socket.on("ping", () => {
      if (this.#outlet.behind) void this.#rest(socket);
    });
    socket.on("close", () => this.close());
    // "close" follows.
    socket.on("error", () => undefined);
    this.#outlet.send({ type: "hello", protocol: LIVE_PROTOCOL, version });
  }

  /** Ends everything that the client watches. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stopEngine();
    for (const source of this.#sources()) source.close();
    this.#sessions = null;
    this.#peers.clear();
    this.#desks.clear();
    this.#views.clear();
    this.#ranges.length = 0;
  }

  /** A client that takes no answers is asked for no more questions, or the answers would fill the memory. */
  async #rest(socket: WebSocket): Promise<void> {
    if (socket.isPaused) return;
    socket.pause();
    await this.#outlet.drained();
    socket.resume();
  }

  #receive(text: string | null): void {
    let message: ClientMessage | null = null;
    try {
      if (text === null) throw new LocalProtocolError("ERR_BAD_OPTION", "Messages are JSON in text frames");
      message = check(clientMessageShape, parse(text));
      this.#obey(message);
    } catch (error) {
      const view = message !== null && "view" in message ? message.view : null;
      const request = message !== null && "request" in message ? message.request : null;
      this.#outlet.send({ type: "problem", view, request, problem: problemOf(error) });
    }
  }

  #obey(message: ClientMessage): void {
    switch (message.type) {
      case "watchSessions":
        this.#sessions?.close();
        this.#sessions = message.on ? new SessionsSource(this.#engine, this.#outlet, this.#wake) : null;
        break;
      case "watchPeers":
        this.#peers.get(message.session)?.close();
        this.#peers.delete(message.session);
        if (message.on) {
          const session = findSession(this.#engine, message.session);
          this.#peers.set(session.id, new PeersSource(session, this.#outlet, this.#wake));
        }
        break;
      case "watchDesk":
        this.#watchDesk(message);
        break;
      case "openView":
        this.#openView(message);
        break;
      case "setTail":
        this.#view(message.view).setTail(message.tail);
        break;
      case "askRange":
        this.#askRange(message);
        break;
      case "askRank": {
        const { view, request, row } = message;
        this.#outlet.send({ type: "rank", view, request, rank: this.#view(view).rankOf(row) });
        break;
      }
      case "closeView":
        this.#views.get(message.view)?.close();
        this.#views.delete(message.view);
        break;
    }
    this.#wake();
  }

  #watchDesk({ session, on, name }: WatchDesk): void {
    this.#desks.get(session)?.close();
    this.#desks.delete(session);
    if (!on) return;
    const desk = findDesk(this.#services, session);
    this.#desks.set(session, new DeskSource(desk, name ?? null, this.#outlet, this.#wake));
  }

  #openView(message: OpenView): void {
    if (this.#views.has(message.view)) throw new LocalProtocolError("ERR_BAD_OPTION", `View ${message.view} is open`);
    if (this.#views.size >= MAX_VIEWS) throw new JackfieldError("ERR_LIMIT", `More than ${MAX_VIEWS} views`);
    const session = findSession(this.#engine, message.session);
    this.#views.set(message.view, new ViewSource(session, message, this.#outlet, this.#wake));
  }

  #view(number: number): ViewSource {
    const view = this.#views.get(number);
    if (view === undefined) throw new LocalProtocolError("ERR_BAD_OPTION", `View ${number} is not open`);
    return view;
  }

  #askRange(message: AskRange): void {
    this.#view(message.view);
    if (this.#ranges.length >= MAX_WAITING_RANGES) {
      throw new JackfieldError("ERR_LIMIT", `More than ${MAX_WAITING_RANGES} ranges wait`);
    }
    this.#ranges.push(message);
    if (!this.#answering) void this.#answerRanges();
  }

  async #answerRanges(): Promise<void> {
    this.#answering = true;
    for (let next = this.#ranges.shift(); next !== undefined; next = this.#ranges.shift()) {
      await this.#outlet.drained();
      // A view that was closed meanwhile is not missed.
      await this.#views.get(next.view)?.sendRange(next);
    }
    this.#answering = false;
  }

  #dropGone(): void {
    this.#dropDesks();
    for (const [number, view] of this.#views) {
      if (this.#engine.sessions.has(view.session.id)) continue;
      view.close();
      this.#views.delete(number);
      this.#outlet.send({ type: "viewGone", view: number });
    }
    for (const [id, source] of this.#peers) {
      if (this.#engine.sessions.has(id)) continue;
      source.close();
      this.#peers.delete(id);
    }
  }

  #dropDesks(): void {
    for (const [id, source] of this.#desks) {
      if (this.#services?.deskOf(id) !== null) continue;
      source.close();
      this.#desks.delete(id);
    }
  }

  *#sources(): Generator<LiveSource> {
    if (this.#sessions !== null) yield this.#sessions;
    yield* this.#peers.values();
    yield* this.#desks.values();
    yield* this.#views.values();
  }

  /** Sees to it that a frame comes when the first of the sources is due. */
  readonly #wake = (): void => {
    let due = Number.POSITIVE_INFINITY;
    for (const source of this.#sources()) due = Math.min(due, source.dueMs ?? due);
    if (due === Number.POSITIVE_INFINITY) return;
    const nowMs = performance.now();
    const atMs = this.#outlet.behind ? nowMs + FRAME_MS : Math.max(nowMs, due);
    if (this.#timer !== null && this.#timerMs <= atMs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerMs = atMs;
    this.#timer = setTimeout(this.#frame, atMs - nowMs);
  };

  readonly #frame = (): void => {
    this.#timer = null;
    const nowMs = performance.now();
    // A client that is behind gets nothing now and the newest when it has caught up.
    if (!this.#outlet.behind) {
      for (const source of this.#sources()) {
        if (source.dueMs !== null && source.dueMs <= nowMs) source.tell(nowMs);
      }
    }
    this.#wake();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new LocalProtocolError("ERR_BAD_OPTION", "The message is not JSON");
  }
}
