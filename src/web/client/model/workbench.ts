import {
  applyPeers,
  applySessions,
  type CharsetSpec,
  type ClientMessage,
  type PeerState,
  type ProblemState,
  type RowBatch,
  type ServerMessage,
  type SessionSpec,
  type SessionState,
  type SystemAnswer,
} from "../../../api/index.ts";
import { ApiProblem, callApi, problemFrom } from "./api-client.ts";
import { LiveLink } from "./live-link.ts";
import { Observable } from "./observable.ts";
import { ProxyPasswords } from "./proxy-passwords.ts";
import type { RowQuery } from "./row-view.ts";
import { RowView } from "./row-view.ts";
import { ServiceDesk } from "./service-desk.ts";
import { type RowLayout, SessionDesk } from "./session-desk.ts";

const UTF8: CharsetSpec = { in: "utf-8", out: "utf-8" };

/** Everything that the page knows: the sessions of the workbench, which one is looked at, and what failed. */
export class Workbench {
  readonly sessions: Observable<ReadonlyMap<string, SessionState>> = new Observable<ReadonlyMap<string, SessionState>>(
    new Map(),
  );
  /** Whether the list of sessions has come. */
  readonly ready: Observable<boolean> = new Observable(false);
  /** The desk of the session that is looked at; null is the form for a new one. */
  readonly desk: Observable<SessionDesk | null> = new Observable<SessionDesk | null>(null);
  /** Peers of that session. */
  readonly peers: Observable<ReadonlyMap<number, PeerState>> = new Observable<ReadonlyMap<number, PeerState>>(
    new Map(),
  );
  readonly system: Observable<SystemAnswer | null> = new Observable<SystemAnswer | null>(null);
  /** What failed last, until it is closed. */
  readonly trouble: Observable<ProblemState | null> = new Observable<ProblemState | null>(null);
  /** Whether the workbench does not know this page (no token). */
  readonly refused: Observable<boolean> = new Observable(false);
  readonly link: LiveLink;
  readonly #passwords = new ProxyPasswords();
  readonly #desks = new Map<string, SessionDesk>();
  readonly #views = new Map<number, RowView>();
  #nextView = 1;
  /** A session that was opened here but has not been heard of yet. */
  #awaited: string | null = null;

  constructor() {
    this.link = new LiveLink({
      onOpen: () => this.#resume(),
      onMessage: (message) => this.#take(message),
      onBatch: (batch) => this.#takeBatch(batch),
    });
  }

  /** Connects and asks what the workbench can do. */
  async start(): Promise<void> {
    this.link.start();
    await this.refreshSystem();
  }

  /** Asks anew for this machine's addresses. */
  async refreshSystem(): Promise<void> {
    try {
      this.system.set(await callApi("system", { params: {} }));
      this.refused.set(false);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) this.refused.set(true);
    }
  }

  /** The state of the session that is looked at. */
  current(): SessionState | null {
    const desk = this.desk.get();
    return desk === null ? null : (this.sessions.get().get(desk.session) ?? null);
  }

  /** Looks at a session, or at the form for a new one. */
  select(id: string | null): void {
    const before = this.desk.get();
    if (before?.session === id) return;
    if (before !== null) {
      before.deactivate();
      this.#say({ type: "watchPeers", session: before.session, on: false });
    }
    this.peers.set(new Map());
    const desk = id === null ? null : this.#deskOf(id);
    if (desk !== null) {
      this.#say({ type: "watchPeers", session: desk.session, on: true });
      desk.activate();
    }
    this.desk.set(desk);
  }

  /**
   * Opens a session and looks at it.
   * @throws ApiProblem why it could not be opened
   */
  async open(spec: SessionSpec): Promise<void> {
    const state = await callApi("openSession", { params: {}, body: { spec: this.#passwords.fill(spec) } });
    this.#show(state);
  }

  /** Opens a capture file of the person's machine. */
  async openCapture(file: File): Promise<void> {
    await this.attempt(async () => {
      this.#show(await callApi("uploadCapture", { params: {}, query: { name: file.name }, body: file }));
    });
  }

  /** Does something that may fail; a failure is shown. Answers whether it went well. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.trouble.set(problemFrom(error));
      return false;
    }
  }

  /** Closes a session and forgets it. */
  async remove(id: string): Promise<void> {
    await this.attempt(() => callApi("removeSession", { params: { session: id } }));
  }

  /** Changes the charset of a session; rows are shown anew. */
  async setCharset(id: string, charset: CharsetSpec): Promise<void> {
    await this.attempt(() => callApi("setView", { params: { session: id }, body: { charset } }));
  }

  #show(state: SessionState): void {
    if (this.sessions.get().has(state.id)) {
      this.select(state.id);
      return;
    }
    this.#awaited = state.id;
    this.sessions.set(new Map([...this.sessions.get(), [state.id, state]]));
    this.select(state.id);
  }

  #deskOf(id: string): SessionDesk {
    let desk = this.#desks.get(id);
    if (desk === undefined) {
      const spec = this.sessions.get().get(id)?.spec;
      const opener = {
        open: (query: RowQuery) => this.#openView(query),
        close: (view: RowView) => this.#closeView(view),
      };
      const service = new ServiceDesk(id, (message) => this.#say(message));
      desk = new SessionDesk(id, spec?.charset ?? UTF8, opener, { service, layout: firstLayout(spec) });
      this.#desks.set(id, desk);
    }
    return desk;
  }

  #openView(query: RowQuery): RowView {
    const view = new RowView(this.#nextView++, query, (message) => this.#say(message));
    this.#views.set(view.id, view);
    view.open();
    return view;
  }

  #closeView(view: RowView): void {
    this.#views.delete(view.id);
    view.close();
  }

  #say(message: ClientMessage): void {
    this.link.send(message);
  }

  /** Says again what is wanted: the link is new. */
  #resume(): void {
    this.#say({ type: "watchSessions", on: true });
    const desk = this.desk.get();
    if (desk !== null) this.#say({ type: "watchPeers", session: desk.session, on: true });
    for (const view of this.#views.values()) view.open();
    for (const known of this.#desks.values()) known.service.resume();
    if (this.system.get() === null || this.refused.get()) void this.refreshSystem();
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case "hello":
        break;
      case "sessions":
        this.#takeSessions(message);
        break;
      case "peers":
        if (message.session === this.desk.get()?.session) this.peers.set(applyPeers(this.peers.get(), message));
        break;
      case "room":
      case "inbox":
      case "reply":
        this.#desks.get(message.session)?.service.take(message);
        break;
      case "problem":
        if (message.view === null) this.trouble.set(message.problem);
        else this.#views.get(message.view)?.take(message);
        break;
      default:
        this.#views.get(message.view)?.take(message);
    }
  }

  #takeSessions(message: Extract<ServerMessage, { readonly type: "sessions" }>): void {
    const sessions = applySessions(this.sessions.get(), message);
    this.sessions.set(sessions);
    this.ready.set(true);
    if (this.#awaited !== null && sessions.has(this.#awaited)) this.#awaited = null;
    for (const [id, desk] of this.#desks) {
      const state = sessions.get(id);
      if (state !== undefined) desk.setCharset(state.spec.charset ?? UTF8);
      else if (id !== this.#awaited) this.#forgetDesk(id);
    }
  }

  #forgetDesk(id: string): void {
    if (this.desk.get()?.session === id) this.select([...this.sessions.get().keys()].at(-1) ?? null);
    this.#desks.delete(id);
  }

  #takeBatch(batch: RowBatch): void {
    this.#views.get(batch.view)?.takeBatch(batch);
  }
}

/** People take part in a room and in an inbox; what they do there comes first, the bytes second. */
function firstLayout(spec: SessionSpec | undefined): RowLayout {
  const service = spec !== undefined && "service" in spec ? spec.service?.type : undefined;
  return service === "room" || service === "inbox" ? "service" : "list";
}
