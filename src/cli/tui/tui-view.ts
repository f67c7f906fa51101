import type { SessionSpec } from "../../api/index.ts";
import type { Session } from "../../engine/index.ts";
import { type CliContext, OutputClosed } from "../context.ts";
import type { Conversation, Role } from "../conversation/conversation.ts";
import type { ConversationPlan } from "../conversation/plan.ts";
import { Interrupted } from "../exit-codes.ts";
import type { Action, Effect } from "./action.ts";
import { draw } from "./draw.ts";
import { FrameTimer } from "./frame-timer.ts";
import { PART_BYTES } from "./inspect-pane.ts";
import { paintScreen } from "./paint-screen.ts";
import { PeerWatch } from "./peer-watch.ts";
import { RateMeter } from "./rate-meter.ts";
import { reduce } from "./reducer.ts";
import { RowWindow } from "./row-window.ts";
import type { Screen } from "./screen.ts";
import { type CommandParts, problemLine, SessionCommands } from "./session-commands.ts";
import { initialState, type Notice, type TuiState } from "./state.ts";
import { TerminalMode } from "./terminal-mode.ts";
import { fitting, titleOf } from "./view-options.ts";

const RATE_MS = 1000;
const NO_BYTES = new Uint8Array(0);

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
  readonly #options: TuiViewOptions;
  readonly #rates = new RateMeter();
  readonly #frames = new FrameTimer(() => this.#frame());
  readonly #stops: (() => void)[] = [];
  #running: Running | null = null;
  #state: TuiState | null = null;
  #shown: Screen | null = null;
  /** What was said before there was a screen. */
  #early: Notice | null = null;
  /** The person has asked to leave, which is what ends the conversation. */
  #isLeaving = false;
  #left: () => void = () => undefined;
  #isClosed = false;

  constructor(options: TuiViewOptions) {
    this.#options = options;
  }

  /** Shows a session until its conversation is over. */
  async run(session: Session, conversation: Conversation, sending: TuiSending): Promise<void> {
    const { context, role, plan, spec } = this.#options;
    if (context.terminal === null || session.capture === null) return;
    const terminal = new TerminalMode(context.terminal, {
      input: (input) => this.#dispatch({ type: "input", input }),
      resize: () => this.#dispatch({ type: "resize", ...terminal.size }),
      lost: () => this.#redraw(),
      closed: () => conversation.finish(new OutputClosed("the terminal has gone")),
    });
    const state = initialState({
      role,
      title: titleOf(spec, session.state()),
      size: terminal.size,
      session: session.state(),
      ...fitting(plan),
    });
    this.#state = { ...state, notice: this.#early };
    const mark = (): void => this.#frames.mark();
    const commands = new SessionCommands({
      ...sending,
      session,
      conversation,
      state: () => this.#known,
      dispatch: (action) => this.#dispatch(action),
      change: (change, query) => this.#change(change, query === true),
      find: (search) => {
        this.#change({ search }, false);
        this.#perform({ type: "find", backwards: true, here: true });
      },
    });
    const rows = new RowWindow(session.capture, this.#state, mark);
    this.#running = { session, conversation, terminal, commands, rows, peers: new PeerWatch(session, mark) };
    this.#watch(this.#running, mark);
    terminal.open();
    mark();
    while (!conversation.isOver) await conversation.change();
  }

  /**
   * The conversation has ended, well or with `failure`: what it was stays to be looked at until the person leaves.
   * Resolves at once when that was what ended it.
   */
  async stay(failure: unknown): Promise<void> {
    if (this.#running === null || this.#isLeaving || this.#isClosed || failure instanceof OutputClosed) return;
    const notice: Notice =
      failure === undefined
        ? { tone: "plain", say: (m) => m.tui.ended }
        : { tone: "error", say: (m) => m.tui.failed(problemLine(failure, m)) };
    this.#dispatch({ type: "ended", notice });
    const { signal } = this.#options.context;
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
    this.#frames.close();
    for (const stop of this.#stops) stop();
    this.#running?.peers.close();
    this.#running?.rows.close();
    this.#running?.terminal.close();
  }

  get #known(): TuiState {
    if (this.#state === null) throw new Error("the view has not begun");
    return this.#state;
  }

  #watch({ session }: Running, mark: () => void): void {
    this.#stops.push(session.onChange(mark));
    const stopRows = session.capture?.onRows(mark);
    if (stopRows !== undefined) this.#stops.push(stopRows);
    // Rates change by themselves when nothing else does.
    const ticker = setInterval(() => {
      if (this.#rates.measure(session.state().counters, performance.now())) mark();
    }, RATE_MS);
    this.#stops.push(() => clearInterval(ticker));
  }

  #dispatch(action: Action): void {
    if (this.#state === null || this.#isClosed) return;
    const { state, effects } = reduce(this.#state, action);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#frames.mark();
  }

  #change(change: Partial<TuiState>, query: boolean): void {
    this.#state = { ...this.#known, ...change };
    if (query) this.#perform({ type: "query" });
    this.#frames.mark();
  }

  #perform(effect: Effect): void {
    const running = this.#running;
    if (running === null) return;
    switch (effect.type) {
      case "send":
        return running.commands.send(effect.bytes, effect.to);
      case "command":
        return running.commands.run(effect.line);
      case "peer":
        return running.commands.peer(effect.how, effect.peer);
      case "query":
        return this.#reopen(running);
      case "find":
        return this.#later(running.rows.find(this.#known, effect.backwards, effect.here));
      case "inspect":
        return this.#later(this.#inspect(running, effect.rank));
      case "load":
        return this.#later(this.#load(running, effect.row, effect.offset));
      case "leave":
        return this.#leave(running, effect.how);
      case "mouse":
        running.terminal.setMouse(effect.on);
        return this.#dispatch({ type: "notice", notice: { tone: "plain", say: (m) => m.tui.mouse(effect.on) } });
      case "suspend":
        return running.terminal.suspend();
      default:
        return this.#redraw();
    }
  }

  #leave({ commands, conversation }: Running, how: "quit" | "interrupt" | "endOfInput"): void {
    if (this.#known.ended !== null) return this.#left();
    if (how === "endOfInput") return commands.endOfInput();
    this.#isLeaving = true;
    conversation.finish(how === "interrupt" ? new Interrupted("SIGINT") : undefined);
  }

  #reopen({ rows }: Running): void {
    try {
      rows.reopen(this.#known);
      this.#dispatch({ type: "counts", ...rows.counts });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #inspect({ session, rows }: Running, rank: number): Promise<Action | null> {
    const row = await rows.row(rank);
    if (row === null) return null;
    const bytes = (await session.capture?.payload(row.index, 0, PART_BYTES)) ?? NO_BYTES;
    return { type: "inspect", inspect: { rank, row, offset: 0, bytes, top: 0 } };
  }

  async #load({ session }: Running, row: number, offset: number): Promise<Action | null> {
    const bytes = (await session.capture?.payload(row, offset, PART_BYTES)) ?? NO_BYTES;
    return { type: "loaded", row, offset, bytes };
  }

  /** Takes up what something that takes its time comes to. */
  #later(work: Promise<Action | null>): void {
    void this.#takeUp(work);
  }

  async #takeUp(work: Promise<Action | null>): Promise<void> {
    try {
      const action = await work;
      if (action !== null) this.#dispatch(action);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#dispatch({ type: "notice", notice: { tone: "error", say: (m) => problemLine(error, m) } });
  }

  /** What the terminal shows is not known any more. */
  #redraw(): void {
    this.#shown = null;
    this.#frames.mark();
  }

  async #frame(): Promise<number> {
    const running = this.#running;
    if (running === null || this.#isClosed) return 0;
    try {
      this.#refresh(running);
      const rows = await running.rows.read(this.#known);
      if (rows !== null) this.#take(rows);
      return this.#paint(running);
    } catch (error) {
      running.conversation.finish(error);
      return 0;
    }
  }

  /** Looks at the session as it is now. */
  #refresh(running: Running): void {
    const { session, rows } = running;
    const before = this.#known.session.spec.charset;
    this.#take({ type: "session", session: session.state(), rates: this.#rates.rates });
    // Texts are looked for in the charset.
    if (JSON.stringify(before) !== JSON.stringify(this.#known.session.spec.charset)) this.#reopen(running);
    const peers = running.peers.look(this.#known.session.peersOpen);
    if (peers !== null) this.#take({ type: "peers", peers });
    this.#take({ type: "counts", ...rows.counts });
    if (rows.problem !== null && this.#known.notice === null) this.#fail(rows.problem);
  }

  /** Takes up what is only looked at, in the frame that shows it. */
  #take(action: Action): void {
    this.#state = reduce(this.#known, action).state;
  }

  #paint({ terminal }: Running): number {
    if (!terminal.isOn || this.#isClosed) return 0;
    const begin = performance.now();
    const next = draw(this.#known, this.#options.context.messages);
    terminal.write(paintScreen(this.#shown, next, this.#options.plan.color));
    this.#shown = next;
    return performance.now() - begin;
  }
}

/** The parts of a view that shows a session. */
interface Running {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly terminal: TerminalMode;
  readonly commands: SessionCommands;
  readonly rows: RowWindow;
  readonly peers: PeerWatch;
}
