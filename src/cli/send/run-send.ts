import type { SessionSpec } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { Session } from "../../engine/index.ts";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { closeSession } from "../conversation/conversation.ts";
import type { ExpectationWatch } from "../conversation/expectation-watch.ts";
import type { ViewPlan } from "../conversation/plan.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import { eventSentence } from "../output/event-sentence.ts";
import { JsonFormatter } from "../output/json-formatter.ts";
import { AnswerFormatter } from "./answer-formatter.ts";
import { AnswerWatch } from "./answer-watch.ts";
import type { Message } from "./send-messages.ts";

/** The peer that is asked. */
const PEER = 1;
/** A server that answers only after FIN gets one when it has been silent this long. */
const FIN_AFTER_MS = 1000;
/** Everything that was wanted has come: a peer that does not close is not waited for. */
const CLOSE_TIMEOUT_MS = 250;
const MAX_DATAGRAM_BYTES = 65_507;

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
  readonly everyMs: number | null;
  /** Null: until interrupted. */
  readonly count: number | null;
  readonly noShutdown: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Sends the messages and prints the answers. */
export async function runSend(context: CliContext, plan: SendPlan, signal: AbortSignal): Promise<ExitCode> {
  const engine = await context.createEngine();
  try {
    return await new Sender(context, plan).run((listener) => engine.open(plan.spec, { listener, signal }), signal);
  } finally {
    await engine.close();
  }
}

type Listener = (event: CaptureEvent) => Promise<void> | undefined;

class Sender {
  readonly #context: CliContext;
  readonly #plan: SendPlan;
  readonly #answer: AnswerFormatter;
  readonly #json: JsonFormatter | null;
  readonly #watch: AnswerWatch;
  readonly #isUdp: boolean;
  #matched = false;

  constructor(context: CliContext, plan: SendPlan) {
    this.#context = context;
    this.#plan = plan;
    this.#isUdp = plan.spec.type === "udp";
    this.#answer = new AnswerFormatter(plan.view);
    this.#json = plan.view.out === "json" ? new JsonFormatter(plan.view) : null;
    this.#watch = new AnswerWatch({
      framing: plan.view.framing,
      isUdp: this.#isUdp,
      print: (event) => this.#print(event),
    });
  }

  async run(open: (listener: Listener) => Promise<Session>, signal: AbortSignal): Promise<ExitCode> {
    const stop = (): void => this.#watch.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const session = await open((event) => this.#watch.onEvent(event));
    try {
      if (this.#plan.everyMs === null) await this.#sendInTurn(session);
      else await this.#sendAgain(session, this.#plan.everyMs);
      await this.#context.stdout.print(this.#json === null ? this.#answer.end() : "");
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
    const { messages, waitMs } = this.#plan;
    for (const [index, message] of messages.entries()) {
      const isLast = index === messages.length - 1;
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
    const { messages, count, waitMs } = this.#plan;
    const { clock } = this.#context;
    const begin = clock.nowMs();
    const turns = count ?? Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < turns; turn++) {
      const due = begin + turn * everyMs;
      while (clock.nowMs() < due && !this.#watch.isOver && !this.#matched) {
        await this.#watch.change(Math.max(1, due - clock.nowMs()));
      }
      if (this.#watch.isOver || this.#matched) break;
      for (const message of messages) await this.#sendOne(session, message);
    }
    const [first] = messages;
    if (waitMs !== null && first !== undefined && !this.#matched) await this.#awaitAnswer(session, first, true, waitMs);
  }

  async #sendOne(session: Session, message: Message): Promise<void> {
    if (message.type === "bytes") return this.#sendBytes(session, message.bytes);
    if (message.type === "stdin") return this.#sendInput(session);
    const started = await session.sendFile(message.path, PEER, this.#isUdp ? { chunkBytes: MAX_DATAGRAM_BYTES } : {});
    const { problem } = await session.transferEnd(started.id);
    if (problem !== null && this.#watch.failure === null) throw new CliError(EXIT.failed, () => problem.message);
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
    const { failed } = await session.send(bytes, PEER);
    const [first] = failed;
    if (first === undefined || this.#watch.failure !== null) return;
    // A connection that broke is told as an event, which knows whether it was reset.
    if (!this.#isUdp) await this.#watch.change(FIN_AFTER_MS);
    if (this.#watch.failure === null) throw first.error;
  }

  async #awaitAnswer(session: Session, message: Message, isLast: boolean, waitMs: number): Promise<void> {
    const { clock } = this.#context;
    const { retries } = this.#plan;
    const mayFin = isLast && !this.#isUdp && !this.#plan.noShutdown;
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
    if (expectation === null || this.#matched) return;
    throw new CliError(EXIT.expectation, (m) => m.problem.expected(expectation.source));
  }

  #print(event: CaptureEvent): Promise<void> | undefined {
    const { stdout, stderr, messages } = this.#context;
    const isAnswer = event.kind === "data" && event.direction === "in";
    if (isAnswer && this.#plan.expectation?.push(event.peer, event.bytes) === true) this.#matched = true;
    const caught = (error: unknown): void => this.#watch.abort(error);
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
