import type { CharsetSpec } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { SessionListener } from "../../engine/index.ts";
import type { ServiceName, ServicePlan } from "../../services/index.ts";
import type { CliContext } from "../context.ts";
import { viewOf, type ViewPlan } from "../conversation/plan.ts";
import { JsonFormatter, jsonLine } from "../output/json-formatter.ts";
import { RowFormatter } from "../output/row-formatter.ts";
import { TurnOutput } from "../output/turn-output.ts";
import type { InboxDesk } from "../talk/inbox-desk.ts";
import type { ServeArgs } from "./serve-args.ts";

/** Shows what happens in services, each line with the service's name when there are several. */
export class ServeView {
  readonly #context: CliContext;
  readonly #plan: ViewPlan;
  readonly #args: ServeArgs;
  readonly #named: boolean;
  readonly #desk: InboxDesk | null;
  readonly #output: TurnOutput;

  constructor(context: CliContext, args: ServeArgs, named: boolean, desk: InboxDesk | null) {
    const out = args.out ?? (args.json ? undefined : args.ntp ? ("hex" as const) : ("text" as const));
    const view = viewOf(context, { ...args, out });
    this.#context = context;
    this.#args = args;
    this.#named = named;
    this.#desk = desk;
    this.#output = new TurnOutput(desk?.output ?? context.stdout);
    // A server shows what happens also when its output is kept in a file.
    this.#plan = { ...view, rows: true, events: !args.quiet, escape: !args.raw };
  }

  /** Rejects when nobody reads the output any more, or it cannot be written. */
  get outputFailed(): Promise<never> {
    return this.#output.failed;
  }

  /** Writes what is left. */
  close(): Promise<void> {
    return this.#output.close();
  }

  /** Says which project is served. */
  project(file: string): void {
    if (this.#plan.out === "json") void this.#output.print(jsonLine({ event: "project", file }));
    else if (this.#plan.events) void this.#output.print(`· ${this.#context.messages.line.project(file)}\n`);
  }

  /** Rows show an answer in the charset in which it was sent. */
  charsetOf(plan: ServicePlan): CharsetSpec {
    const { charset } = this.#plan;
    if (plan.name !== "exec") return charset;
    return { in: "utf-8", out: charset.out === "utf-8" ? "gbk" : charset.out };
  }

  /** Whether the bytes that a service sends are shown: of downloads they are too many, and a room sends what it was sent. */
  showsSent(name: ServiceName): boolean {
    return (name !== "files" && name !== "room") || this.#args.verbose;
  }

  /** Shows the events of one session of a service. */
  ofService(plan: ServicePlan, charset: CharsetSpec): SessionListener {
    const desk = plan.inbox === undefined || this.#args.json ? null : this.#desk;
    const shows = plan.name === "files" && !this.#args.verbose ? isServed : (): boolean => true;
    const show = this.#listener({ ...this.#plan, charset }, { service: plan.name }, (event) =>
      desk === null ? shows(event) : !desk.tells(event),
    );
    if (plan.shell !== true) return show;
    // Whoever starts a shell for everybody is told so where it listens.
    return (event) => show(event.kind === "listen" ? { ...event, detail: { ...event.detail, shell: true } } : event);
  }

  /** Shows the events of a session without a name of a service. */
  ofSession(name: string, charset: CharsetSpec | undefined): SessionListener {
    return this.#listener({ ...this.#plan, charset: charset ?? this.#plan.charset }, { session: name }, () => true);
  }

  #listener(
    plan: ViewPlan,
    labels: Readonly<Record<string, string>>,
    shows: (event: CaptureEvent) => boolean,
  ): SessionListener {
    const formatter = this.#formatter(plan, labels);
    const output = this.#output;
    // The desk says things of its own in between.
    const isAtOnce = this.#desk !== null;
    // A slow reader of the output holds back the peers.
    return (event) => {
      const text = shows(event) ? formatter.format(event) : "";
      if (text === "") return undefined;
      const slow = output.print(text);
      return isAtOnce ? output.flush() : slow;
    };
  }

  #formatter(plan: ViewPlan, labels: Readonly<Record<string, string>>): JsonFormatter | RowFormatter {
    if (plan.out === "json") return new JsonFormatter({ ...plan, labels });
    const { messages } = this.#context;
    const [name = ""] = Object.values(labels);
    return new RowFormatter({ plan, messages, labels: true, showSent: true, ...(this.#named ? { name } : {}) });
  }
}

/** Files are downloaded, not read on the screen: one line for each request is what is of use. */
function isServed({ kind }: CaptureEvent): boolean {
  return kind !== "data" && kind !== "accept" && kind !== "eof" && kind !== "close";
}
