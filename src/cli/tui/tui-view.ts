import type { SessionSpec } from "../../api/index.ts";
import type { CaptureRow, CaptureView, Session } from "../../engine/index.ts";
import { type CliContext, OutputClosed } from "../context.ts";
import type { Conversation, Role } from "../conversation/conversation.ts";
import type { ConversationPlan } from "../conversation/plan.ts";
import { Interrupted } from "../exit-codes.ts";
import type { Action, Effect } from "./action.ts";
import { draw } from "./draw.ts";
import { fitting, titleOf } from "./view-options.ts";
import { PART_BYTES } from "./inspect-pane.ts";
import { paintScreen } from "./paint-screen.ts";
import { RateMeter } from "./rate-meter.ts";
import { reduce } from "./reducer.ts";
import { RowSource } from "./row-source.ts";
import { RowFinder } from "./row-finder.ts";
import { wantedRange } from "./scroll.ts";
import type { Screen } from "./screen.ts";
import { type CommandParts, problemLine, SessionCommands } from "./session-commands.ts";
import { initialState, type Notice, type TuiState } from "./state.ts";
import { TerminalMode } from "./terminal-mode.ts";

/** At most 30 pictures a second. */
const FRAME_MS = 1000 / 30;
/** A slow terminal gets fewer: drawing takes at most a part of the time. */
const FRAME_SHARE = 4;
const PEERS_MS = 200;
/** Nobody reads thousands of counters five times a second. */
const MANY_PEERS = 500;
const MANY_PEERS_MS = 1000;
const RATE_MS = 1000;
/** Peers that are gone and still shown. */
const GONE_PEERS = 20;

/** What the view needs. */
export interface TuiViewOptions {
  readonly context: CliContext;
  readonly role: Role;
  readonly plan: ConversationPlan;
  readonly spec: SessionSpec;
}

/** What sends for the view. */
export type TuiSending = Pick<CommandParts, "outgoing" | "repeat">;

/** The full-screen view of a session: a reader of its capture, as the page is. */
export class TuiView {
  readonly #context: CliContext;
  readonly #options: TuiViewOptions;
  #state: TuiState | null = null;
  #session: Session | null = null;
  #conversation: Conversation | null = null;
  #terminal: TerminalMode | null = null;
  #commands: SessionCommands | null = null;
  #source: RowSource | null = null;
  #finder: RowFinder | null = null;
  readonly #rates = new RateMeter();
  #shown: Screen | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ticker: NodeJS.Timeout | null = null;
  #isDrawing = false;
  #isMarked = false;
  #frameEndMs = 0;
  #frameCostMs = 0;
  #peersMs = 0;
  /** What the rows on the screen were read from; another: they must be read again. */
  #readKey = "";
  #isClosed = false;
  /** The person has asked to leave. */
  #left: (() => void) | null = null;
  #isLeaving = false;
  /** What was said before there was a screen. */
  #early: Notice | null = null;
  #peersTimer: NodeJS.Timeout | null = null;
  readonly #stops: (() => void)[] = [];

  constructor(options: TuiViewOptions) {
    this.#options = options;
    this.#context = options.context;
  }

  /** Shows a session until its conversation is over. */
  async run(session: Session, conversation: Conversation, sending: TuiSending): Promise<void> {
    const { terminal } = this.#context;
    if (terminal === null) return;
    this.#session = session;
    this.#conversation = conversation;
    const { role, plan, spec } = this.#options;
    this.#terminal = new TerminalMode(terminal, {
      input: (input) => this.#dispatch({ type: "input", input }),
      resize: () => this.#resized(),
      lost: () => this.#lost(),
      closed: () => conversation.finish(new OutputClosed("the terminal has gone")),
    });
    this.#state = initialState({
      role,
      title: titleOf(spec, session.state()),
      size: this.#terminal.size,
      session: session.state(),
      ...fitting(plan),
    });
    this.#commands = new SessionCommands({
      ...sending,
      session,
      conversation,
      state: () => this.#known,
      dispatch: (action) => this.#dispatch(action),
      change: (change, query) => {
        this.#state = { ...this.#known, ...change };
        if (query === true) this.#openSource();
        this.#mark();
      },
      find: (text) => {
        this.#state = { ...this.#known, search: text };
        this.#find(true, true);
      },
    });
    this.#openSource();
    this.#dispatch({ type: "notice", notice: this.#early });
    this.#stops.push(session.onChange(() => this.#mark()));
    const stopRows = session.capture?.onRows(() => this.#mark());
    if (stopRows !== undefined) this.#stops.push(stopRows);
    this.#ticker = setInterval(() => this.#tick(), RATE_MS);
    this.#terminal.open();
    while (!conversation.isOver) await conversation.change();
  }

  /**
   * The conversation has ended, well or with `failure`: what it was stays to be looked at until the person leaves.
   * Resolves at once when that was what ended it.
   */
  async stay(failure: unknown): Promise<void> {
    if (this.#terminal === null || this.#isLeaving || this.#isClosed || failure instanceof OutputClosed) return;
    const tone = failure === undefined ? "plain" : "error";
    this.#dispatch({
      type: "ended",
      notice: {
        tone,
        say: (m) => (failure === undefined ? m.tui.ended : m.tui.failed(problemLine(failure, m))),
      },
    });
    const { signal } = this.#context;
    await new Promise<void>((resolve) => {
      this.#left = resolve;
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Says something that is no row, until the next key. */
  async print(text: string): Promise<void> {
    const notice: Notice = { tone: "plain", say: () => text.trim() };
    if (this.#state === null) this.#early = notice;
    else this.#dispatch({ type: "notice", notice });
  }

  /** Gives the terminal back. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#ticker !== null) clearInterval(this.#ticker);
    if (this.#peersTimer !== null) clearTimeout(this.#peersTimer);
    for (const stop of this.#stops) stop();
    this.#source?.close();
    this.#finder?.close();
    this.#terminal?.close();
  }

  get #known(): TuiState {
    if (this.#state === null) throw new Error("the view has not begun");
    return this.#state;
  }

  get #capture(): CaptureView | null {
    return this.#session?.capture ?? null;
  }

  #dispatch(action: Action): void {
    if (this.#state === null || this.#isClosed) return;
    const { state, effects } = reduce(this.#state, action);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#mark();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "send":
        return this.#commands?.send(effect.bytes, effect.to);
      case "command":
        return this.#commands?.run(effect.line);
      case "peer":
        return this.#commands?.peer(effect.how, effect.peer);
      case "query":
        return this.#openSource();
      case "find":
        return this.#find(effect.backwards, effect.here);
      case "inspect":
        return void this.#inspect(effect.rank);
      case "load":
        return void this.#load(effect.row, effect.offset);
      case "leave":
        return this.#leave(effect.how);
      case "mouse":
        this.#terminal?.setMouse(effect.on);
        return this.#dispatch({
          type: "notice",
          notice: { tone: "plain", say: (m) => m.tui.mouse(effect.on) },
        });
      case "suspend":
        return this.#terminal?.suspend();
      default:
        return this.#lost();
    }
  }

  #leave(how: "quit" | "interrupt" | "endOfInput"): void {
    if (this.#known.ended !== null) {
      this.#left?.();
      return;
    }
    if (how === "endOfInput") return this.#commands?.endOfInput();
    this.#isLeaving = true;
    this.#conversation?.finish(how === "interrupt" ? new Interrupted("SIGINT") : undefined);
  }

  #openSource(): void {
    const capture = this.#capture;
    if (capture === null) return;
    const { filter, only, session } = this.#known;
    const charset = session.spec.charset ?? { in: "utf-8", out: "utf-8" };
    this.#source?.close();
    this.#finder?.close();
    this.#finder = null;
    this.#source = new RowSource(capture, { filter, only }, charset);
    this.#source.onProgress(() => this.#mark());
    this.#readKey = "";
    this.#dispatch({ type: "counts", ...this.#counts() });
  }

  #counts(): { total: number; scanned: number; all: number } {
    return {
      total: this.#source?.total ?? 0,
      scanned: this.#source?.scanned ?? 0,
      all: this.#capture?.rows ?? 0,
    };
  }

  #find(backwards: boolean, here: boolean): void {
    const capture = this.#capture;
    const source = this.#source;
    if (capture === null || source === null) return;
    const { search, session } = this.#known;
    const charset = session.spec.charset ?? { in: "utf-8", out: "utf-8" };
    if (this.#finder?.text !== search) {
      this.#finder?.close();
      this.#finder = new RowFinder(capture, source, search, charset);
    }
    const { rows } = this.#known;
    const from = rows.cursor ?? rows.bottom ?? rows.total - 1;
    void this.#finder.next(from, backwards, here).then((found) => {
      if (found === null) return;
      if (found.rank === null) {
        return this.#dispatch({
          type: "notice",
          notice: { tone: "warning", say: (m) => m.tui.nothingFound(search) },
        });
      }
      const notice: Notice | null = found.wrapped ? { tone: "plain", say: (m) => m.tui.wrapped } : null;
      return this.#dispatch({ type: "found", rank: found.rank, notice });
    }, this.#fault);
  }

  async #inspect(rank: number): Promise<void> {
    try {
      const [row] = (await this.#source?.read(rank, 1)) ?? [];
      if (row === undefined) return;
      const bytes = (await this.#capture?.payload(row.index, 0, PART_BYTES)) ?? new Uint8Array(0);
      this.#dispatch({ type: "inspect", inspect: { rank, row, offset: 0, bytes, top: 0 } });
    } catch (error) {
      this.#fault(error);
    }
  }

  async #load(row: number, offset: number): Promise<void> {
    try {
      const bytes = (await this.#capture?.payload(row, offset, PART_BYTES)) ?? new Uint8Array(0);
      this.#dispatch({ type: "loaded", row, offset, bytes });
    } catch (error) {
      this.#fault(error);
    }
  }

  readonly #fault = (error: unknown): void => {
    this.#dispatch({ type: "notice", notice: { tone: "error", say: (m) => problemLine(error, m) } });
  };

  #resized(): void {
    const size = this.#terminal?.size;
    if (size !== undefined) this.#dispatch({ type: "resize", ...size });
  }

  #lost(): void {
    this.#shown = null;
    this.#mark();
  }

  /** Rates and counters change by themselves when nothing else does. */
  #tick(): void {
    const session = this.#session;
    if (session === null) return;
    if (this.#rates.measure(session.state().counters, performance.now())) this.#mark();
  }

  /** Something changed: a picture is due, but not more often than a person sees. */
  #mark(): void {
    this.#isMarked = true;
    if (this.#timer !== null || this.#isDrawing || this.#isClosed || this.#terminal === null) return;
    const pause = Math.max(FRAME_MS, this.#frameCostMs * FRAME_SHARE);
    const waitMs = Math.max(0, this.#frameEndMs + pause - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#frame();
    }, waitMs);
  }

  async #frame(): Promise<void> {
    this.#isDrawing = true;
    this.#isMarked = false;
    try {
      this.#refresh();
      await this.#readRows();
      this.#paint();
    } catch (error) {
      this.#conversation?.finish(error);
    }
    this.#isDrawing = false;
    this.#frameEndMs = performance.now();
    if (this.#isMarked) this.#mark();
  }

  #refresh(): void {
    const session = this.#session;
    if (session === null || this.#state === null) return;
    const now = performance.now();
    const apply = (action: Action): void => {
      this.#state = reduce(this.#known, action).state;
    };
    const before = this.#known.session;
    apply({ type: "session", session: session.state(), rates: this.#rates.rates });
    const { charset } = this.#known.session.spec;
    if (JSON.stringify(before.spec.charset) !== JSON.stringify(charset)) this.#openSource();
    const open = this.#known.session.peersOpen;
    if (now - this.#peersMs >= (open > MANY_PEERS ? MANY_PEERS_MS : PEERS_MS)) {
      this.#peersMs = now;
      apply({ type: "peers", peers: shownPeers(session) });
    } else this.#laterPeers();
    apply({ type: "counts", ...this.#counts() });
    const { problem } = this.#source ?? { problem: null };
    if (problem !== null && this.#known.notice === null) this.#fault(problem);
  }

  #laterPeers(): void {
    this.#peersTimer ??= setTimeout(() => {
      this.#peersTimer = null;
      this.#mark();
    }, PEERS_MS).unref();
  }

  async #readRows(): Promise<void> {
    const source = this.#source;
    const capture = this.#capture;
    if (source === null || capture === null) return;
    const { from, to } = wantedRange(this.#known);
    const { window, bottom } = this.#known.rows;
    const end = window.from + window.rows.length;
    const framed = Math.min(capture.framed, (window.rows.at(-1)?.index ?? -1) + 1);
    const { charset, framing } = this.#known.session.spec;
    const key = JSON.stringify([source.query, charset, framing, framed]);
    if (key === this.#readKey && from >= window.from && to <= end) return;
    const wasFollowing = this.#readKey !== "" && bottom === null;
    const rows: readonly CaptureRow[] = await source.read(from, to - from);
    if (source !== this.#source) return;
    const shown = Math.min(capture.framed, (rows.at(-1)?.index ?? -1) + 1);
    this.#readKey = JSON.stringify([source.query, charset, framing, shown]);
    const passed = wasFollowing ? Math.max(0, from - end) : 0;
    this.#state = reduce(this.#known, { type: "window", from, rows, passed }).state;
  }

  #paint(): void {
    const terminal = this.#terminal;
    if (terminal === null || !terminal.isOn || this.#isClosed) return;
    const begin = performance.now();
    const next = draw(this.#known, this.#context.messages);
    terminal.write(paintScreen(this.#shown, next, this.#options.plan.color));
    this.#shown = next;
    this.#frameCostMs = performance.now() - begin;
  }
}

/** Peers that are there, and the last that are not any more. */
function shownPeers(session: Session): TuiState["peers"] {
  const all = session.peers();
  const gone = all.filter(({ phase }) => phase === "gone").length;
  let skip = Math.max(0, gone - GONE_PEERS);
  if (skip === 0) return all;
  return all.filter(({ phase }) => phase !== "gone" || skip-- <= 0);
}
