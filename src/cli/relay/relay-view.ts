import type { CaptureEvent, Direction, EventDetail, EventKind } from "../../capture/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import type { SessionRecorder } from "../../engine/index.ts";
import type { ByteSink, CliContext } from "../context.ts";
import { CliError } from "../cli-error.ts";
import type { ViewPlan } from "../conversation/plan.ts";
import type { EventFormatter } from "../output/event-formatter.ts";
import { endReason } from "../output/end-reason.ts";
import { JsonFormatter } from "../output/json-formatter.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import { RowFormatter } from "../output/row-formatter.ts";
import { relaySentence } from "./relay-sentence.ts";
import type { RelayEnd } from "./relay-end.ts";

const NO_BYTES = new Uint8Array(0);
const SILENCE_TICK_MS = 5;
const LIMIT_TOLD_EVERY_MS = 1000;

/** What a relay shows, and where. */
export interface RelayViewPlan extends ViewPlan {
  /** Bytes are shown; otherwise only what `verbose` and `quiet` say. */
  readonly shows: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Connections are told apart. */
  readonly labels: boolean;
  readonly capture: string | undefined;
  /** The capture may replace a file. */
  readonly overwrite: boolean;
}

/** Tells what a relay does: rows or JSON lines, a capture file, and words on standard error. */
export class RelayView {
  readonly #context: CliContext;
  readonly #plan: RelayViewPlan;
  readonly #sink: ByteSink;
  readonly #formatter: EventFormatter | null;
  readonly #recorder: SessionRecorder | null;
  #ticking = false;
  #limitToldAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  private constructor(context: CliContext, plan: RelayViewPlan, sink: ByteSink, recorder: SessionRecorder | null) {
    this.#context = context;
    this.#plan = plan;
    this.#sink = sink;
    this.#recorder = recorder;
    const { messages } = context;
    if (!plan.shows) this.#formatter = null;
    else if (plan.out === "json") this.#formatter = new JsonFormatter({ charset: plan.charset, framing: plan.framing });
    else {
      const options = { plan, messages, labels: plan.labels, showSent: true, sentence: relaySentence };
      this.#formatter = new RowFormatter(options);
    }
  }

  /** `sink` is where rows go: standard output, unless bytes go there. @throws JackfieldError `ERR_FILE` */
  static async open(context: CliContext, plan: RelayViewPlan, sink: ByteSink): Promise<RelayView> {
    const { capture } = plan;
    const recorder = capture === undefined ? null : await openRecorder(context, capture, plan.overwrite);
    return new RelayView(context, plan, sink, recorder);
  }

  /** Whether bytes are looked at. */
  get watchesBytes(): boolean {
    return this.#formatter !== null || this.#recorder !== null;
  }

  listening(network: string, address: string): void {
    const { quiet, out, shows } = this.#plan;
    this.#tell("listen", 0, null, NO_BYTES, { network, local: address });
    if (!quiet && !(shows && out !== "json" && this.#plan.events)) {
      this.#say(this.#context.messages.line.listening(`${network} ${address}`));
    }
  }

  opened(id: number, a: RelayEnd, b: RelayEnd, client: RelayEnd): void {
    const network = a.network === "udp" && b.network === "udp" ? "udp" : a.network === b.network ? a.network : "unix";
    const inet = network === "unix" && a.network !== "unix" && b.network !== "unix" ? "tcp" : network;
    this.#recorder?.addPeer({ id, network: inet, local: a.address, remote: b.address });
    const detail = { network: inet, local: a.address, remote: b.address, a: a.name, b: b.name };
    this.#tell("open", id, null, NO_BYTES, detail, { ...detail, remote: client.address });
    if (this.#plan.verbose && !this.#plan.shows) {
      this.#say(this.#labelled(id, this.#context.messages.relay.opened(a.name, b.name)));
    }
  }

  /** A promise when what looks is slower than the network. */
  data(id: number, direction: Direction, bytes: Uint8Array): Promise<void> | undefined {
    return this.#event("data", id, direction, bytes, null);
  }

  ended(id: number, direction: Direction): void {
    this.#tell("eof", id, direction, NO_BYTES, null);
    if (this.#plan.verbose && !this.#plan.shows) {
      this.#say(this.#labelled(id, this.#context.messages.relay.finished(direction === "out" ? "A" : "B")));
    }
  }

  closed(id: number, detail: EventDetail): void {
    this.#tell("close", id, null, NO_BYTES, detail);
  }

  /** A connection failed. `told` says that whoever called us will print the reason. */
  failed(id: number, error: unknown, told: boolean): void {
    const message = sentenceOf(error, this.#context);
    const code = endReason(error)?.code ?? "ERR_INTERNAL";
    this.#tell("error", id, null, NO_BYTES, { code, message });
    if (!told && !(this.#plan.shows && this.#plan.out !== "json")) this.#say(this.#labelled(id, message));
  }

  /** Told once a second at most, however often it strikes; the totals count all. */
  limit(name: string, value: number): void {
    const now = performance.now();
    if (now - this.#limitToldAt < LIMIT_TOLD_EVERY_MS) return;
    this.#limitToldAt = now;
    this.#tell("limit", 0, null, NO_BYTES, { limit: name, value });
    if (!(this.#plan.shows && this.#plan.out !== "json")) {
      this.#say(this.#context.messages.line.limit(name, String(value)));
    }
  }

  dropped(id: number, count: number, sentence: string): void {
    this.#tell("drop", id, null, NO_BYTES, { count, where: "relay" });
    this.#say(this.#labelled(id, sentence));
  }

  /** A line on standard error, whatever is shown. */
  note(id: number, sentence: string): void {
    if (!this.#plan.quiet) this.#say(this.#labelled(id, sentence));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#recorder?.close();
  }

  /** What is no data: a failure to show it comes with the next data. */
  #tell(
    kind: EventKind,
    peer: number,
    direction: Direction | null,
    bytes: Uint8Array,
    detail: EventDetail | null,
    shownDetail: EventDetail | null = detail,
  ): void {
    void this.#event(kind, peer, direction, bytes, detail, shownDetail)?.catch(() => undefined);
  }

  #event(
    kind: EventKind,
    peer: number,
    direction: Direction | null,
    bytes: Uint8Array,
    detail: EventDetail | null,
    shownDetail: EventDetail | null = detail,
  ): Promise<void> | undefined {
    if (!this.watchesBytes) return undefined;
    const timeUs = (performance.timeOrigin + performance.now()) * 1000;
    const event: CaptureEvent = { kind, timeUs, direction, peer, bytes, detail };
    const recorded = this.#recorder?.record(event);
    const shown = this.#show({ ...event, detail: this.#plan.out === "json" ? detail : shownDetail });
    if (recorded === undefined) return shown;
    return Promise.all([recorded, shown]).then(() => undefined);
  }

  #show(event: CaptureEvent): Promise<void> | undefined {
    const output = this.#formatter?.format(event) ?? "";
    if (event.kind === "data") this.#tick();
    if (output.length === 0) return undefined;
    return typeof output === "string" ? this.#sink.print(output) : this.#sink.write(output);
  }

  /** Messages that end with silence are shown when the silence has come. */
  #tick(): void {
    const formatter = this.#formatter;
    if (this.#ticking || formatter?.tick === undefined || this.#plan.framing.type !== "idle") return;
    this.#ticking = true;
    const look = async (): Promise<void> => {
      for (let waiting = true; waiting && !this.#isClosed; ) {
        await this.#context.clock.sleep(SILENCE_TICK_MS);
        const ticked = formatter.tick?.((performance.timeOrigin + performance.now()) * 1000);
        if (ticked === undefined) break;
        waiting = ticked.waiting;
        if (ticked.output !== "") await this.#sink.print(ticked.output);
      }
      this.#ticking = false;
    };
    void look().catch(() => undefined);
  }

  #labelled(id: number, sentence: string): string {
    return this.#plan.labels && id > 0 ? `#${id} ${sentence}` : sentence;
  }

  #say(sentence: string): void {
    void this.#context.stderr.print(`${sentence}\n`).catch(() => undefined);
  }
}

/** The sentence of a failure, in the user's language. */
function sentenceOf(error: unknown, { messages }: CliContext): string {
  if (error instanceof CliError) return error.text(messages);
  if (JackfieldError.is(error)) return problemSentence(error, messages);
  return error instanceof Error ? error.message : String(error);
}

async function openRecorder(context: CliContext, path: string, overwrite: boolean): Promise<SessionRecorder> {
  const { createRecorder } = await import("../../engine/recorder.ts");
  const { DEFAULT_LIMITS } = await import("../../engine/limits.ts");
  return createRecorder({
    name: "relay",
    path,
    temporary: false,
    overwrite,
    type: "tcp-client",
    maxRows: DEFAULT_LIMITS.maxRows,
    maxCaptureBytes: DEFAULT_LIMITS.maxCaptureBytes,
    framing: { type: "read" },
    onTrouble: (_kind, detail) => {
      void context.stderr.print(`${String(detail["message"] ?? detail["limit"])}\n`).catch(() => undefined);
    },
  });
}
