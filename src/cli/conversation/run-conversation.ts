import type { SessionSpec } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { CliContext } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import type { EventFormatter } from "../output/event-formatter.ts";
import { eventSentence } from "../output/event-sentence.ts";
import { JsonFormatter } from "../output/json-formatter.ts";
import { PlainFormatter } from "../output/plain-formatter.ts";
import { RowFormatter } from "../output/row-formatter.ts";
import { totalsLine } from "../output/totals.ts";
import { Activity } from "../pipe/activity.ts";
import { withLimits } from "../pipe/limits.ts";
import type { TuiView } from "../tui/tui-view.ts";
import { Prompt } from "../terminal/prompt.ts";
import { PromptDriver } from "../terminal/prompt-driver.ts";
import { SLASH_COMMANDS } from "../terminal/slash-command.ts";
import { closeSession, Conversation, type Role } from "./conversation.ts";
import { ExpectationWatch } from "./expectation-watch.ts";
import { pumpInput } from "./input-pump.ts";
import { SilenceTicker } from "./silence-ticker.ts";
import type { ConversationArgs, ConversationPlan } from "./plan.ts";

/** A conversation may take this long to close its connections. */
const CLOSE_TIMEOUT_MS = 2000;

/** What a command gives. */
export interface ConversationSetup {
  readonly role: Role;
  readonly spec: SessionSpec;
  readonly plan: ConversationPlan;
  readonly args: ConversationArgs & { readonly noShutdown?: boolean };
  /** It ends with its first connection. */
  readonly once: boolean;
  /** UDP: a peer was named. */
  readonly hasPeer: boolean;
}

/** Opens a session, joins it with the terminal or with standard input and output, and stays until it ends. */
export async function runConversation(context: CliContext, setup: ConversationSetup): Promise<ExitCode> {
  const { plan, args, role } = setup;
  const { clock, messages } = context;
  const activity = new Activity();
  const begin = clock.nowMs();
  const view = plan.tui ? await openView(context, setup) : null;
  const prompt =
    view === null && plan.interactive && context.terminal !== null
      ? new Prompt(context.terminal, SLASH_COMMANDS)
      : null;
  const formatter = formatterOf(setup, messages);
  const printLate = (text: string): void => {
    void (prompt === null ? context.stdout.print(text) : prompt.print(text)).catch((error: unknown) =>
      conversation.finish(error),
    );
  };
  const { framing } = plan;
  const ticker = framing.type === "idle" ? new SilenceTicker(formatter, framing.gapMs, clock, printLate) : null;
  const conversation: Conversation = new Conversation({
    role,
    once: setup.once,
    tellOpening: plan.out === "json" || ("reconnect" in setup.spec && setup.spec.reconnect !== undefined),
    expectation: args.expect === undefined ? null : new ExpectationWatch(args.expect, plan.charset.in),
    activity,
    show: (event) => {
      // The view reads what was recorded, as much as it can show.
      if (view !== null) return undefined;
      if (event.kind === "data") ticker?.start();
      return show(context, setup, formatter, prompt, event);
    },
  });
  try {
    await withLimits(context, args, activity, async (signal) => {
      const stop = (): void => conversation.finish(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      const engine = await context.createEngine();
      try {
        await converse(context, setup, { engine, conversation, view, prompt, formatter, signal });
      } finally {
        context.stdin.close();
        prompt?.close();
        view?.close();
        await engine.close();
      }
    });
  } finally {
    ticker?.stop();
    prompt?.close();
    view?.close();
    if ((args.verbose || view !== null) && plan.out !== "json") {
      await context.stderr.print(totalsLine(activity, clock.nowMs() - begin, messages)).catch(() => undefined);
    }
  }
  return EXIT.ok;
}

interface Parts {
  readonly engine: Awaited<ReturnType<CliContext["createEngine"]>>;
  readonly conversation: Conversation;
  readonly view: TuiView | null;
  readonly prompt: Prompt | null;
  readonly formatter: EventFormatter;
  readonly signal: AbortSignal;
}

async function converse(context: CliContext, setup: ConversationSetup, parts: Parts): Promise<void> {
  const { plan, args, role, once, hasPeer } = setup;
  const { engine, conversation, view, prompt, formatter, signal } = parts;
  const listener = (event: CaptureEvent): Promise<void> | undefined => conversation.onEvent(event);
  const spec = view === null ? setup.spec : { ...setup.spec, record: true };
  const session = await engine.open(spec, { listener, signal });
  try {
    const input = async (): Promise<void> => {
      if (view !== null) return view.run(session, conversation);
      if (prompt !== null) {
        return new PromptDriver({ context, session, conversation, prompt, formatter, plan, role }).run();
      }
      if (args.recvOnly) return;
      const format = { in: plan.in, eol: plan.eol, checksum: plan.checksum, charset: plan.charset.out };
      return pumpInput({
        session,
        conversation,
        stdin: context.stdin,
        clock: context.clock,
        role,
        once,
        hasPeer,
        format,
        sendOnly: args.sendOnly,
        noShutdown: args.noShutdown === true,
        noWait: args.noWait,
        waitMs: args.wait ?? null,
      });
    };
    input().catch((error: unknown) => conversation.finish(error));
    // What a person looks at stays until they leave, unless something else was to end it.
    const stay = async (failure?: unknown): Promise<void> => {
      if (!signal.aborted && args.expect === undefined) await view?.stay(failure);
    };
    await conversation.ended.then(stay, async (failure: unknown) => {
      await stay(failure);
      throw failure;
    });
  } finally {
    await closeSession(session, CLOSE_TIMEOUT_MS);
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

/** Prints an event; a promise is returned only when the output is not as fast as the network. */
function show(
  context: CliContext,
  { plan, args, role }: ConversationSetup,
  formatter: EventFormatter,
  prompt: Prompt | null,
  event: CaptureEvent,
): Promise<void> | undefined {
  const { stdout, stderr, messages } = context;
  const isPlain = formatter instanceof PlainFormatter;
  if (event.kind !== "data" && (isPlain || (plan.out !== "json" && !plan.events))) {
    const serious = isPlain && (event.kind === "error" || event.kind === "limit" || event.kind === "drop");
    const announced = event.kind === "listen" && role !== "client" && !args.quiet;
    const sentence =
      (isPlain && args.verbose) || serious || announced ? eventSentence(event, messages, role !== "client") : null;
    if (sentence !== null) void stderr.print(`${sentence}\n`).catch(() => undefined);
  }
  if (args.sendOnly && event.kind === "data" && event.direction === "in") return undefined;
  const output = formatter.format(event);
  if (output.length === 0) return undefined;
  if (prompt !== null) return prompt.print(typeof output === "string" ? output : Buffer.from(output).toString());
  return typeof output === "string" ? stdout.print(output) : stdout.write(output);
}
