import type { SessionSpec } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { Handler } from "../../handlers/index.ts";
import type { CliContext } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import type { SaveArgs } from "../options/save-args.ts";
import type { EventFormatter } from "../output/event-formatter.ts";
import { eventSentence } from "../output/event-sentence.ts";
import { JsonFormatter } from "../output/json-formatter.ts";
import { PlainFormatter } from "../output/plain-formatter.ts";
import { RowFormatter } from "../output/row-formatter.ts";
import { Activity } from "../pipe/activity.ts";
import { withLimits } from "../pipe/limits.ts";
import { Prompt } from "../terminal/prompt.ts";
import type { TuiView } from "../tui/tui-view.ts";
import { PromptDriver } from "../terminal/prompt-driver.ts";
import { SLASH_COMMANDS } from "../terminal/slash-command.ts";
import { ChecksumWatch } from "./checksum-watch.ts";
import { closeSession, Conversation, type Role } from "./conversation.ts";
import { tellEnd } from "./end-of-conversation.ts";
import { ExpectationWatch } from "./expectation-watch.ts";
import { pumpInput } from "./input-pump.ts";
import { Notices } from "./notices.ts";
import { openSession } from "./open-session.ts";
import { Outgoing } from "./outgoing.ts";
import { Pacer } from "./pacer.ts";
import { ReceiveLimit } from "./receive-limit.ts";
import { RepeatedSend } from "./repeated-send.ts";
import { SavedFiles } from "./saved-files.ts";
import { SilenceTicker } from "./silence-ticker.ts";
import type { ConversationArgs, ConversationPlan } from "./plan.ts";

/** A conversation may take this long to close its connections. */
const CLOSE_TIMEOUT_MS = 2000;

/** What a command gives. */
export interface ConversationSetup {
  readonly role: Role;
  readonly spec: SessionSpec;
  readonly plan: ConversationPlan;
  readonly args: ConversationArgs & Partial<SaveArgs> & { readonly noShutdown?: boolean };
  /** It ends with its first connection. */
  readonly once: boolean;
  /** UDP: a peer was named. */
  readonly hasPeer: boolean;
  /** What is done when opening fails. @default it ends */
  readonly retry?: RetryPlan | null;
  /** Answers what comes. @default nobody */
  readonly handler?: Handler | null;
}

/** Opens a session, joins it with the terminal or with standard input and output, and stays until it ends. */
export async function runConversation(context: CliContext, setup: ConversationSetup): Promise<ExitCode> {
  const { plan, args } = setup;
  const activity = new Activity();
  const begin = context.clock.nowMs();
  const view = plan.tui ? await openView(context, setup) : null;
  const run = new ConversationRun(context, setup, activity, view);
  let failure: unknown = null;
  try {
    await withLimits(context, args, activity, (signal) => run.work(signal));
    return EXIT.ok;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    run.close();
    await tellEnd(context, { plan, args, activity, ms: context.clock.nowMs() - begin, failure });
  }
}

/** One conversation: its parts, and how they are joined. */
class ConversationRun {
  readonly #context: CliContext;
  readonly #setup: ConversationSetup;
  /** The full-screen view in place of prompt and lines. */
  readonly #view: TuiView | null;
  readonly #prompt: Prompt | null;
  readonly #formatter: EventFormatter;
  readonly #notices: Notices;
  readonly #limit: ReceiveLimit | null;
  readonly #saved: SavedFiles | null;
  readonly #ticker: SilenceTicker | null;
  readonly #conversation: Conversation;
  readonly #over = new AbortController();
  #outgoing: Outgoing | null = null;

  constructor(context: CliContext, setup: ConversationSetup, activity: Activity, view: TuiView | null) {
    const { plan, args, role, once } = setup;
    const { framing, flow, check = null } = plan;
    this.#context = context;
    this.#setup = setup;
    this.#view = view;
    const types = view === null && plan.interactive;
    this.#prompt = types && context.terminal !== null ? new Prompt(context.terminal, SLASH_COMMANDS) : null;
    this.#formatter = formatterOf(setup, context.messages);
    this.#notices = new Notices(context, plan.out === "json", this.#prompt ?? view);
    const isLimited = flow.maxBytes !== null || flow.maxMessages !== null;
    this.#limit = isLimited ? new ReceiveLimit({ ...flow, framing }) : null;
    this.#saved = this.#savedFiles();
    this.#ticker =
      framing.type === "idle"
        ? new SilenceTicker(this.#formatter, framing.gapMs, context.clock, this.#printLate)
        : null;
    this.#conversation = new Conversation({
      role,
      once,
      tellOpening: plan.out === "json" || ("reconnect" in setup.spec && setup.spec.reconnect !== undefined),
      expectation:
        args.expect === undefined
          ? null
          : new ExpectationWatch(args.expect, plan.charset.in, { window: args.expectWindow }),
      limit: this.#limit,
      checksums: check === null ? null : new ChecksumWatch(check, framing),
      retries: (setup.retry ?? null) !== null,
      endsRefused: setup.hasPeer && !plan.interactive && flow.everyMs === null,
      onPeer: (event) => this.#welcome(event),
      activity,
      show: (event) => {
        // The view reads what was recorded, as much as it can show.
        if (this.#view !== null) return undefined;
        if (event.kind === "data") this.#ticker?.start();
        return this.#show(event);
      },
    });
  }

  /** From opening to the end. */
  async work(signal: AbortSignal): Promise<void> {
    const conversation = this.#conversation;
    const stop = (): void => conversation.finish(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    conversation.ended.then(
      () => this.#over.abort(),
      () => this.#over.abort(),
    );
    await this.#saved?.check();
    const engine = await this.#context.createEngine();
    try {
      await this.#converse(engine, signal);
    } finally {
      this.#context.stdin.close();
      this.#prompt?.close();
      this.#view?.close();
      await engine.close();
    }
  }

  /** Gives the terminal back. Idempotent. */
  close(): void {
    this.#over.abort();
    this.#ticker?.stop();
    this.#prompt?.close();
    this.#view?.close();
  }

  async #converse(engine: Awaited<ReturnType<CliContext["createEngine"]>>, signal: AbortSignal): Promise<void> {
    const { spec, handler = null, retry = null, plan, role, once } = this.#setup;
    const conversation = this.#conversation;
    const opening = openSession(this.#context, engine, {
      spec: this.#view === null ? spec : { ...spec, record: true },
      retry,
      signal,
      notices: this.#notices,
      open: {
        listener: (event) => conversation.onEvent(event),
        ...(handler === null ? {} : { handler }),
      },
    });
    this.#saved?.attach(opening);
    const session = await opening;
    try {
      const { bytesPerSecond } = plan.flow;
      const pacer = bytesPerSecond === null ? null : new Pacer(bytesPerSecond, this.#context.clock, this.#over.signal);
      this.#outgoing = new Outgoing({ session, conversation, role, once, pacer });
      this.#input(session, this.#outgoing).catch((error: unknown) => conversation.finish(error));
      await this.#ended(signal);
    } catch (error) {
      await this.#saved?.cancel(session);
      throw error;
    } finally {
      await closeSession(session, CLOSE_TIMEOUT_MS);
      const reached = this.#limit?.reached ?? null;
      if (reached !== null) this.#notices.tell("limit-reached", {}, reached(this.#context.messages));
    }
    await this.#saved?.finished();
  }

  /** What a person looks at stays until they leave, unless something else was to end it. */
  async #ended(signal: AbortSignal): Promise<void> {
    const stay = async (failure?: unknown): Promise<void> => {
      if (!signal.aborted && this.#setup.args.expect === undefined) await this.#view?.stay(failure);
    };
    try {
      await this.#conversation.ended;
    } catch (failure) {
      await stay(failure);
      throw failure;
    }
    await stay();
  }

  async #input(session: Awaited<ReturnType<typeof openSession>>, outgoing: Outgoing): Promise<void> {
    const { plan, args, role, once, hasPeer, handler = null } = this.#setup;
    const { messages, clock, stdin } = this.#context;
    const conversation = this.#conversation;
    const repeat = new RepeatedSend({ clock, outgoing, over: this.#over.signal });
    if (this.#view !== null) {
      void this.#firstSends(outgoing, repeat).catch((error: unknown) => conversation.finish(error));
      return this.#view.run(session, conversation, { outgoing, repeat });
    }
    if (this.#prompt !== null) {
      const parts = { session, conversation, prompt: this.#prompt, formatter: this.#formatter, plan, role };
      void this.#firstSends(outgoing, repeat).catch((error: unknown) => conversation.finish(error));
      return new PromptDriver({ context: this.#context, ...parts, outgoing, repeat }).run();
    }
    if (args.recvOnly) return;
    return pumpInput({
      session,
      conversation,
      outgoing,
      notices: this.#notices,
      stdin,
      clock,
      messages,
      signal: this.#over.signal,
      role,
      once,
      hasPeer,
      format: { in: plan.in, eol: plan.eol, checksum: plan.checksum, charset: plan.charset.out },
      sends: this.#greets ? [] : plan.sends,
      repeats: plan.sends,
      flow: plan.flow,
      sendOnly: args.sendOnly,
      answers: handler !== null,
      expects: args.expect !== undefined,
      // Who sends a file may take our FIN for the end of it.
      noShutdown: args.noShutdown === true || this.#saved !== null,
      noWait: args.noWait,
      waitMs: args.wait ?? null,
    });
  }

  /** Each peer gets `--send` when it comes, where there may be several one after another. */
  get #greets(): boolean {
    const { plan, once, hasPeer } = this.#setup;
    return plan.sends.length > 0 && plan.flow.everyMs === null && !once && !(this.#setup.role === "udp" && hasPeer);
  }

  #welcome(event: CaptureEvent): Promise<void> | undefined {
    if (this.#greets) void this.#greet(event.peer);
    return this.#saved?.onOpen(event);
  }

  async #greet(peer: number): Promise<void> {
    // The session tells of a peer before it is known here which session it is.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      for (const bytes of this.#setup.plan.sends) await this.#outgoing?.send(bytes, peer);
    } catch {
      // A peer that is gone again is told as an event.
    }
  }

  /** On a terminal: what `--send` and `--every` say, beside what is typed. */
  async #firstSends(outgoing: Outgoing, repeat: RepeatedSend): Promise<void> {
    const { sends, flow } = this.#setup.plan;
    if (sends.length === 0 || this.#greets) return;
    await this.#conversation.somebody();
    if (flow.everyMs !== null) return void (await repeat.start(sends, flow.everyMs, flow.count));
    for (const bytes of sends) await outgoing.send(bytes);
  }

  #savedFiles(): SavedFiles | null {
    const { args, once, plan } = this.#setup;
    const { save, saveDir } = args;
    if (save === undefined && saveDir === undefined) return null;
    return new SavedFiles({
      context: this.#context,
      notices: this.#notices,
      place: save === undefined ? { folder: saveDir ?? "." } : { file: save, once },
      overwrite: args.overwrite,
      progress: plan.out !== "json" && this.#prompt === null && this.#view === null && !args.quiet,
    });
  }

  readonly #printLate = (text: string): void => {
    void (this.#prompt === null ? this.#context.stdout.print(text) : this.#prompt.print(text)).catch((error: unknown) =>
      this.#conversation.finish(error),
    );
  };

  /** Prints an event; a promise is returned only when the output is not as fast as the network. */
  #show(event: CaptureEvent): Promise<void> | undefined {
    const { plan, args, role } = this.#setup;
    const { stdout, stderr, messages } = this.#context;
    const isPlain = this.#formatter instanceof PlainFormatter;
    if (event.kind !== "data" && (isPlain || (plan.out !== "json" && !plan.events))) {
      const isTold = event.kind === "error" && !this.#conversation.isFailedBy(event);
      const isCut = event.detail?.["truncated"] === true && !args.quiet;
      const serious = isPlain && (isTold || isCut || event.kind === "limit" || event.kind === "drop");
      // Whoever connects has to compare the fingerprint of a certificate that was made on the spot.
      const opens = event.kind === "listen" || event.detail?.["note"] === "tls-certificate";
      const announced = opens && role !== "client" && !args.quiet;
      const sentence = (isPlain && args.verbose) || serious || announced ? eventSentence(event, messages, false) : null;
      if (sentence !== null) void stderr.print(`${sentence}\n`).catch(() => undefined);
    }
    if (event.kind === "data" && event.direction === "in" && this.#hidesData) return undefined;
    const output = this.#formatter.format(event);
    if (output.length === 0) return undefined;
    this.#saved?.hideProgress();
    const prompt = this.#prompt;
    if (prompt !== null) return prompt.print(typeof output === "string" ? output : Buffer.from(output).toString());
    return typeof output === "string" ? stdout.print(output) : stdout.write(output);
  }

  /** What goes to a file is shown only where the way to show it is named. */
  get #hidesData(): boolean {
    const { args } = this.#setup;
    return args.sendOnly || (this.#saved !== null && args.out === undefined);
  }
}

async function openView(context: CliContext, { role, plan, spec }: ConversationSetup): Promise<TuiView> {
  const { TuiView } = await import("../tui/tui-view.ts");
  return new TuiView({ context, role, plan, spec });
}

function formatterOf({ plan, role }: ConversationSetup, messages: CliContext["messages"]): EventFormatter {
  if (plan.out === "json") return new JsonFormatter(plan);
  if (plan.rows || plan.out === "hex" || plan.out === "both") {
    return new RowFormatter({ plan, messages, labels: role !== "client", showSent: plan.interactive || plan.events });
  }
  return new PlainFormatter({ charset: plan.out === "text" ? plan.charset.in : null, escape: plan.escape });
}
