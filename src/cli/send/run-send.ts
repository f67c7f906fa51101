import type { SessionSpec } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { Engine, Session } from "../../engine/index.ts";
import type { Handler } from "../../handlers/index.ts";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { ChecksumWatch } from "../conversation/checksum-watch.ts";
import { closeSession } from "../conversation/conversation.ts";
import type { ExpectationWatch } from "../conversation/expectation-watch.ts";
import { Notices } from "../conversation/notices.ts";
import { openSession } from "../conversation/open-session.ts";
import { Pacer } from "../conversation/pacer.ts";
import type { FlowPlan, ViewPlan } from "../conversation/plan.ts";
import { ReceiveLimit } from "../conversation/receive-limit.ts";
import { repeatSends } from "../conversation/repeated-sends.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import { eventSentence } from "../output/event-sentence.ts";
import { JsonFormatter } from "../output/json-formatter.ts";
import type { Activity } from "../pipe/activity.ts";
import { AnswerFormatter } from "./answer-formatter.ts";
import { AnswerWatch } from "./answer-watch.ts";
import { awaitDelivery, type Delivery } from "./await-delivery.ts";
import { sendFileTold, tellDelivery } from "./file-report.ts";
import type { Message } from "./send-messages.ts";

/** The peer that is asked. */
const PEER = 1;
/** A server that answers only after FIN gets one when it has been silent this long. */
const FIN_AFTER_MS = 1000;
/** Everything that was wanted has come: a peer that does not close is not waited for. */
const CLOSE_TIMEOUT_MS = 250;
const MAX_DATAGRAM_BYTES = 65_507;
/** How often it is looked whether sending again and again has a reason to end. */
const LOOK_MS = 1000;
/** What is not acknowledged for so long is not waited for. */
const DELIVERY_MS = 5000;

/** What is sent to whom, and which answer is waited for. */
export interface SendPlan {
  readonly spec: SessionSpec;
  readonly view: ViewPlan;
  readonly messages: readonly Message[];
  readonly expectation: ExpectationWatch | null;
  /** Null: no answer is waited for. */
  readonly waitMs: number | null;
  readonly quietMs: number;
  readonly retries: number;
  readonly flow: FlowPlan;
  /** What is done when opening fails. */
  readonly retry: RetryPlan | null;
  /** Answers what comes. */
  readonly handler: Handler | null;
  readonly noShutdown: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Sends the messages and prints the answers. */
export async function runSend(
  context: CliContext,
  plan: SendPlan,
  activity: Activity,
  signal: AbortSignal,
): Promise<ExitCode> {
  const engine = await context.createEngine();
  try {
    return await new Sender(context, plan, activity).run(engine, signal);
  } finally {
    await engine.close();
  }
}

class Sender {
  readonly #context: CliContext;
  readonly #plan: SendPlan;
  readonly #activity: Activity;
  readonly #answer: AnswerFormatter;
  readonly #json: JsonFormatter | null;
  readonly #watch: AnswerWatch;
  readonly #isUdp: boolean;
  readonly #notices: Notices;
  readonly #limit: ReceiveLimit | null;
  readonly #checksums: ChecksumWatch | null;
  readonly #over = new AbortController();
  #pacer: Pacer | null = null;
  /** Of the file that was sent; null when there was none. */
  #delivery: Delivery | null = null;
  /** The peer closed in order. */
  #hasFin = false;
  #matched = false;

  constructor(context: CliContext, plan: SendPlan, activity: Activity) {
    const { view, flow } = plan;
    const { framing, check = null } = view;
    this.#context = context;
    this.#plan = plan;
    this.#activity = activity;
    this.#isUdp = plan.spec.type === "udp";
    this.#answer = new AnswerFormatter(view);
    this.#json = view.out === "json" ? new JsonFormatter(view) : null;
    this.#notices = new Notices(context, this.#json !== null);
    const isLimited = flow.maxBytes !== null || flow.maxMessages !== null;
    this.#limit = isLimited ? new ReceiveLimit({ ...flow, framing }) : null;
    this.#checksums = check === null ? null : new ChecksumWatch(check, framing);
    this.#watch = new AnswerWatch({
      framing,
      isUdp: this.#isUdp,
      activity,
      limit: this.#limit,
      checksums: this.#checksums,
      retries: plan.retry !== null,
      print: (event) => this.#print(event),
    });
  }

  async run(engine: Engine, signal: AbortSignal): Promise<ExitCode> {
    const stop = (): void => {
      this.#watch.abort(signal.reason);
      this.#over.abort();
    };
    signal.addEventListener("abort", stop, { once: true });
    const { spec, retry, handler, flow } = this.#plan;
    const session = await openSession(this.#context, engine, {
      spec,
      retry,
      signal,
      notices: this.#notices,
      open: {
        listener: (event) => {
          if (event.kind === "eof" && event.direction === "in") this.#hasFin = true;
          return this.#watch.onEvent(event);
        },
        ...(handler === null ? {} : { handler }),
      },
    });
    const { clock } = this.#context;
    if (flow.bytesPerSecond !== null) this.#pacer = new Pacer(flow.bytesPerSecond, clock, this.#over.signal);
    try {
      if (flow.everyMs === null) await this.#sendInTurn(session);
      else await this.#sendAgain(session, flow.everyMs);
      this.#tellDelivery();
      await this.#context.stdout.print(this.#json === null ? this.#answer.end() : "");
      const reached = this.#limit?.reached ?? null;
      if (reached !== null) this.#notices.tell("limit-reached", {}, reached(this.#context.messages));
      if (this.#watch.failure !== null && !this.#matched) throw this.#watch.failure;
      this.#check();
      return EXIT.ok;
    } finally {
      signal.removeEventListener("abort", stop);
      // Nothing was waited for: what was sent must still arrive.
      await closeSession(session, this.#plan.waitMs === null ? 10 * CLOSE_TIMEOUT_MS : CLOSE_TIMEOUT_MS);
    }
  }

  /** Each message after the answer to the one before. */
  async #sendInTurn(session: Session): Promise<void> {
    const { messages, waitMs, flow } = this.#plan;
    const { clock } = this.#context;
    for (const [index, message] of messages.entries()) {
      const isLast = index === messages.length - 1;
      if (index > 0 && flow.delayMs !== null) await clock.sleep(flow.delayMs, this.#over.signal);
      await this.#sendOne(session, message);
      if (waitMs === null) continue;
      await this.#awaitAnswer(session, message, isLast, waitMs);
      if (this.#matched || this.#watch.failure !== null) return;
      if (!isLast) {
        await this.#context.stdout.print(this.#json === null ? this.#answer.end() : "");
        this.#watch.next();
      }
    }
  }

  /** The same messages again and again; answers are printed as they come. */
  async #sendAgain(session: Session, everyMs: number): Promise<void> {
    const { messages, flow, waitMs } = this.#plan;
    const { clock } = this.#context;
    const ended = new AbortController();
    const end = async (): Promise<void> => {
      while (!this.#isEnough && !ended.signal.aborted) await this.#watch.change(LOOK_MS);
      this.#over.abort();
    };
    void end();
    try {
      const turns = messages.map((_, index) => Uint8Array.of(index));
      const { missed } = await repeatSends({
        messages: turns,
        everyMs,
        count: flow.count,
        clock,
        signal: this.#over.signal,
        send: async ([index = 0]) => {
          const message = messages[index];
          if (message !== undefined && !this.#isEnough) await this.#sendOne(session, message);
        },
      });
      if (missed > 0) this.#notices.tell("missed", { missed }, this.#context.messages.flow.missedSends(missed));
    } finally {
      ended.abort();
    }
    const [first] = messages;
    if (waitMs !== null && first !== undefined && !this.#matched) await this.#awaitAnswer(session, first, true, waitMs);
  }

  get #isEnough(): boolean {
    return this.#watch.isOver || this.#matched;
  }

  /** After a file: whether its last byte arrived. */
  #tellDelivery(): void {
    const delivery = this.#delivery;
    if (delivery === null || this.#plan.quiet) return;
    const isClosed = delivery.type === "acknowledged" && this.#hasFin && this.#watch.failure === null;
    tellDelivery(this.#notices, isClosed ? { type: "closed" } : delivery, this.#context.messages.flow);
  }

  async #sendOne(session: Session, message: Message): Promise<void> {
    if (message.type === "bytes") return this.#sendBytes(session, message.bytes);
    if (message.type === "stdin") return this.#sendInput(session);
    const { flow, quiet } = this.#plan;
    const hasSent = await sendFileTold(
      this.#context,
      session,
      this.#notices,
      {
        path: message.path,
        peer: PEER,
        chunkBytes: this.#isUdp ? MAX_DATAGRAM_BYTES : undefined,
        bytesPerSecond: flow.bytesPerSecond ?? undefined,
        isTold: !quiet,
      },
      () => this.#watch.failure !== null,
    );
    if (!hasSent || this.#isUdp) return;
    const isOver = (): boolean => this.#over.signal.aborted || this.#watch.failure !== null;
    this.#delivery = await awaitDelivery(session, PEER, this.#context.clock, DELIVERY_MS, isOver);
  }

  async #sendInput(session: Session): Promise<void> {
    const { stdin } = this.#context;
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let bytes = await stdin.read(); bytes !== null && !this.#watch.isOver; bytes = await stdin.read()) {
      if (!this.#isUdp) await this.#sendBytes(session, bytes);
      else {
        parts.push(new Uint8Array(bytes));
        length += bytes.length;
        // The socket refuses it, and says why.
        if (length > MAX_DATAGRAM_BYTES) break;
      }
    }
    if (this.#isUdp) await this.#sendBytes(session, Buffer.concat(parts));
  }

  async #sendBytes(session: Session, bytes: Uint8Array): Promise<void> {
    const pacer = this.#pacer;
    if (pacer === null || this.#isUdp) {
      await pacer?.take(bytes.length);
      return this.#sendPiece(session, bytes);
    }
    for (let at = 0; at < bytes.length && !this.#isEnough; at += pacer.pieceBytes) {
      const piece = bytes.subarray(at, at + pacer.pieceBytes);
      await pacer.take(piece.length);
      await this.#sendPiece(session, piece);
    }
  }

  async #sendPiece(session: Session, bytes: Uint8Array): Promise<void> {
    const { failed } = await session.send(bytes, PEER);
    const [first] = failed;
    if (first === undefined || this.#watch.failure !== null) return;
    // A connection that broke is told as an event, which knows whether it was reset.
    if (!this.#isUdp) await this.#watch.change(FIN_AFTER_MS);
    if (this.#watch.failure === null) throw first.error;
  }

  async #awaitAnswer(session: Session, message: Message, isLast: boolean, waitMs: number): Promise<void> {
    const { clock } = this.#context;
    const { retries, noShutdown, expectation } = this.#plan;
    // Many servers hang up at a FIN: who only waits for what is expected sends none.
    const onlyListens = expectation !== null && this.#activity.writesOut === 0;
    const mayFin = isLast && !this.#isUdp && !noShutdown && !onlyListens;
    let finSent = false;
    const fin = (): void => {
      finSent = true;
      void session.shutdown(PEER).catch(() => undefined);
    };
    if (mayFin && message.type !== "bytes") fin();
    for (let tries = 0; ; tries++) {
      const begin = clock.nowMs();
      while (!this.#watch.hasBegun && !this.#watch.isOver) {
        const left = begin + waitMs - clock.nowMs();
        if (left <= 0) break;
        const silent = clock.nowMs() - begin;
        const finAfter = Math.min(FIN_AFTER_MS, waitMs / 2);
        if (mayFin && !finSent && silent >= finAfter) fin();
        await this.#watch.change(finSent || !mayFin ? left : Math.max(1, Math.min(left, finAfter - silent)));
      }
      if (this.#watch.hasBegun || this.#watch.isOver) break;
      if (tries >= retries) throw new CliError(EXIT.timedOut, (m) => m.problem.noAnswer(waitMs * (retries + 1)));
      await this.#sendOne(session, message);
    }
    await this.#awaitQuiet(waitMs);
  }

  /** The answer has begun: waits for the rest of it. */
  async #awaitQuiet(waitMs: number): Promise<void> {
    const { expectation, quietMs } = this.#plan;
    const { clock } = this.#context;
    const deadline = clock.nowMs() + waitMs;
    while (!this.#watch.isOver && !this.#matched) {
      const { reads } = this.#watch;
      if (expectation === null && this.#watch.isWhole) return;
      const left = deadline - clock.nowMs();
      if (expectation !== null && left <= 0) return;
      // What is expected may come at any time until the end; an answer ends with silence.
      await this.#watch.change(expectation !== null ? left : quietMs);
      if (expectation === null && this.#watch.reads === reads) return;
    }
  }

  #check(): void {
    const { expectation } = this.#plan;
    if (expectation !== null && !this.#matched) {
      throw new CliError(EXIT.expectation, (m) => m.problem.expected(expectation.source));
    }
    this.#checksums?.end();
    const { wrong = 0, all = 0 } = this.#checksums ?? {};
    if (wrong > 0) throw new CliError(EXIT.expectation, (m) => m.flow.wrongChecksums(wrong, all));
  }

  #print(event: CaptureEvent): Promise<void> | undefined {
    const { stdout, stderr, messages } = this.#context;
    const isAnswer = event.kind === "data" && event.direction === "in";
    const caught = (error: unknown): void => this.#watch.abort(error);
    try {
      if (isAnswer && this.#plan.expectation?.push(event.peer, event.bytes) === true) this.#matched = true;
    } catch (error) {
      caught(error);
    }
    if (this.#json !== null) return stdout.print(this.#json.format(event)).catch(caught);
    if (isAnswer) {
      const output = this.#answer.format(event);
      return (typeof output === "string" ? stdout.print(output) : stdout.write(output)).catch(caught);
    }
    if (!this.#plan.verbose) return undefined;
    const sentence = eventSentence(event, messages, false);
    return sentence === null ? undefined : stderr.print(`${sentence}\n`).catch(() => undefined);
  }
}
