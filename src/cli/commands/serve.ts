import { readFile } from "node:fs/promises";
import type { CharsetSpec } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { Engine, Session } from "../../engine/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import type { ReplyRule } from "../../handlers/index.ts";
import type { ServiceName, ServiceNetwork, ServiceOptions, ServicePlan } from "../../services/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, many, option, rest } from "../command.ts";
import type { ByteSink, CliContext } from "../context.ts";
import { closeSession } from "../conversation/conversation.ts";
import { viewOf, type ViewPlan } from "../conversation/plan.ts";
import { EXIT } from "../exit-table.ts";
import { port, VIEW_ARGS } from "../options/conversation-args.ts";
import { listenAddress } from "../options/listen-address.ts";
import { byteSize, duration, integer, path, text } from "../options/value-types.ts";
import type { EventFormatter } from "../output/event-formatter.ts";
import { JsonFormatter } from "../output/json-formatter.ts";
import { RowFormatter } from "../output/row-formatter.ts";
import { suggest } from "../suggest.ts";
import type { InboxDesk } from "../talk/inbox-desk.ts";

/** A service may take this long to close its connections. */
const CLOSE_TIMEOUT_MS = 3000;

const ARGS = {
  services: rest("SERVICE", "serveServices"),
  host: option(text("ADDRESS"), { help: "serveHost" }),
  port: option(port, { short: "p", help: "servePort" }),
  lan: flag(),
  tcp: flag({ help: "serveTcp" }),
  udp: flag({ short: "u", help: "serveUdp" }),
  text: option(text("TEXT"), { help: "serveText" }),
  hex: option(text("BYTES"), { help: "serveHex" }),
  none: flag({ help: "serveNone" }),
  rules: option(path("FILE.json"), { help: "serveRules" }),
  close: flag({ help: "serveClose" }),
  tz: option(text("ZONE"), { help: "serveTz" }),
  ntp: flag({ help: "serveNtp" }),
  allow: many(text("NAME=COMMAND")),
  autoAnswer: option(text("TEXT"), { help: "serveAutoAnswer" }),
  timeout: option(duration, { help: "serveTimeout" }),
  idle: option(duration, { help: "serveIdle" }),
  writable: flag({ help: "serveWritable" }),
  maxSize: option(byteSize, { help: "serveMaxSize" }),
  maxPeers: option(integer("N", 1, 1_000_000)),
  ...VIEW_ARGS,
} as const;

type ServeArgs = ArgsOf<typeof ARGS>;

interface Wanted {
  readonly plan: ServicePlan;
  readonly port: number | undefined;
}

/** `jack serve NAME…`. */
export const serve: AnyCommand = defineCommand({
  meta: { name: "serve" },
  args: ARGS,
  async run(context, args) {
    const wanted = await plansOf(args);
    const { host } = listenAddress({ host: args.host ?? "127.0.0.1", port: 0 }, args.lan);
    const view = serveView(context, args);
    const engine = await context.createEngine();
    const desk = await deskOf(context, wanted, args);
    try {
      const sessions = await openAll(engine, context, wanted, host, view, args, desk);
      await Promise.race([stopped(context.signal), ...(desk === null ? [] : [desk.run(sessions)])]);
      await Promise.all(sessions.map((session) => closeSession(session, CLOSE_TIMEOUT_MS)));
    } finally {
      desk?.close();
      await engine.close();
    }
    return EXIT.ok;
  },
});

/** The operator's place, when there is an inbox that does not answer by itself. */
async function deskOf(context: CliContext, wanted: readonly Wanted[], args: ServeArgs): Promise<InboxDesk | null> {
  const inbox = wanted.map(({ plan }) => plan.inbox).find((found) => found !== undefined);
  if (inbox === undefined || args.autoAnswer !== undefined) return null;
  const { InboxDesk: Desk } = await import("../talk/inbox-desk.ts");
  return new Desk(context, inbox, args.json);
}

/** A server shows what happens also when its output is kept in a file. */
function serveView(context: CliContext, args: ServeArgs): ViewPlan {
  const out = args.out ?? (args.json ? undefined : args.ntp ? ("hex" as const) : ("text" as const));
  const view = viewOf(context, { ...args, out });
  return { ...view, rows: true, events: !args.quiet, escape: !args.raw };
}

async function plansOf(args: ServeArgs): Promise<readonly Wanted[]> {
  const { planService, SERVICE_NAMES } = await import("../../services/index.ts");
  if (args.services.length === 0) throw new UsageError((m) => m.usage.argumentMissing("SERVICE"));
  const services = wordsOf(args.services);
  if (services.length > 1 && args.port !== undefined) throw new UsageError((m) => m.usage.portForEach);
  const rules = await rulesOf(args);
  return services.map((word) => {
    const [, name = "", ownPort, folder] = /^([^:=]*)(?::([^=]*))?(?:=(.*))?$/s.exec(word) ?? [];
    const known = SERVICE_NAMES.find((service) => service === name.toLowerCase());
    if (known === undefined) {
      throw new UsageError((m) => m.usage.notAService(word, SERVICE_NAMES.join(", "), suggest(name, SERVICE_NAMES)));
    }
    if (folder !== undefined && known !== "files") throw new UsageError((m) => m.usage.argumentTooMany(`=${folder}`));
    const plan = planService(known, optionsOf(known, { ...args, services }, rules, folder));
    return { plan, port: ownPort === undefined ? args.port : port.parse(ownPort) };
  });
}

/** `files DIR` is `files=DIR`. */
function wordsOf(services: readonly string[]): readonly string[] {
  const [first = "", folder, ...others] = services;
  return folder !== undefined && others.length === 0 && /^files(:\d*)?$/i.test(first)
    ? [`${first}=${folder}`]
    : services;
}

/** The options that a service takes; with one service alone, one that it does not take is an error. */
function optionsOf(
  name: ServiceName,
  args: ServeArgs,
  rules: readonly ReplyRule[] | undefined,
  folder: string | undefined,
): ServiceOptions {
  const networks: ServiceNetwork[] = [...(args.tcp ? ["tcp" as const] : []), ...(args.udp ? ["udp" as const] : [])];
  const only = <T>(services: readonly ServiceName[], value: T | undefined): T | undefined =>
    args.services.length === 1 || services.includes(name) ? value : undefined;
  const charset = (own: ServeArgs["charset"]): ServeArgs["charset"] => own ?? args.charset;
  const options: { [K in keyof ServiceOptions]: ServiceOptions[K] | undefined } = {
    networks: networks.length === 0 ? undefined : networks,
    charsetIn: name === "reply" || name === "inbox" ? charset(args.charsetIn) : undefined,
    autoAnswer: only(["inbox"], args.autoAnswer),
    charsetOut: name === "reply" || name === "exec" ? charset(args.charsetOut) : undefined,
    rules: only(["reply"], rules),
    zone: only(["time", "reply"], args.tz),
    protocol: only(["time"], args.ntp ? "ntp" : undefined),
    allow: only(["exec"], args.allow.length === 0 ? undefined : args.allow),
    timeoutMs: only(["exec"], args.timeout),
    idleMs: only(["room"], args.idle),
    folder,
    writable: only(["files"], args.writable ? true : undefined),
    maxUploadBytes: only(["files"], args.maxSize),
    maxMembers: name === "room" ? args.maxPeers : undefined,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ServiceOptions;
}

/** The rules of `reply`: one made of --text, --hex or --none, or those of a file. */
async function rulesOf(args: ServeArgs): Promise<readonly ReplyRule[] | undefined> {
  const given = [
    ["--text", args.text !== undefined],
    ["--hex", args.hex !== undefined],
    ["--none", args.none],
    ["--rules", args.rules !== undefined],
  ] as const;
  const [first, second] = given.filter(([, isGiven]) => isGiven).map(([name]) => name);
  if (first !== undefined && second !== undefined) throw new UsageError((m) => m.usage.together(first, second));
  const close = args.close ? ({ close: "fin" } as const) : {};
  if (args.rules !== undefined) return readRules(args.rules);
  if (args.text !== undefined) return [{ answer: { text: args.text }, ...close }];
  if (args.hex !== undefined) return [{ answer: { hex: args.hex }, ...close }];
  return args.none || args.close ? [{ ...close }] : undefined;
}

async function readRules(file: string): Promise<readonly ReplyRule[]> {
  const { parseReplyRules } = await import("../../services/index.ts");
  const source = await readFile(file, "utf8").catch((error: Error) => {
    throw new JackfieldError("ERR_FILE", `Cannot read ${file}: ${error.message}`, { cause: error });
  });
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new UsageError((m) => m.usage.notJson(file, (error as Error).message));
  }
  return parseReplyRules(value);
}

async function openAll(
  engine: Engine,
  context: CliContext,
  wanted: readonly Wanted[],
  host: string,
  view: ViewPlan,
  args: ServeArgs,
  desk: InboxDesk | null,
): Promise<readonly Session[]> {
  const { openService } = await import("../../services/index.ts");
  const sessions: Session[] = [];
  for (const { plan, port: wantedPort } of wanted) {
    const charset = charsetOf(plan, view);
    const opened = await openService(engine, plan, {
      host,
      charset,
      ...(wantedPort === undefined ? {} : { port: wantedPort }),
      ...(args.capture === undefined ? { record: false } : { captureFile: args.capture }),
      listenSent: plan.name !== "files" || args.verbose,
      listener: () => {
        const formatter = formatterOf({ ...view, charset }, context);
        const shows = plan.name === "files" && !args.verbose ? isServed : (): boolean => true;
        const isDesks = desk !== null && plan.inbox !== undefined && !args.json;
        return (event) =>
          !shows(event) || (isDesks && desk.tells(event))
            ? undefined
            : print(desk?.output ?? context.stdout, formatter, event);
      },
    });
    sessions.push(...opened);
  }
  return sessions;
}

/** Files are downloaded, not read on the screen: one line for each request is what is of use. */
function isServed({ kind }: CaptureEvent): boolean {
  return kind !== "data" && kind !== "accept" && kind !== "eof" && kind !== "close";
}

/** Rows show an answer in the charset in which it was sent. */
function charsetOf(plan: ServicePlan, view: ViewPlan): CharsetSpec {
  if (plan.name !== "exec") return view.charset;
  return { in: "utf-8", out: view.charset.out === "utf-8" ? "gbk" : view.charset.out };
}

function formatterOf(view: ViewPlan, { messages }: CliContext): EventFormatter {
  if (view.out === "json") return new JsonFormatter(view);
  return new RowFormatter({ plan: view, messages, labels: true, showSent: true });
}

/** A slow reader of the output holds back the peers. */
function print(
  stdout: Pick<ByteSink, "print" | "write">,
  formatter: EventFormatter,
  event: CaptureEvent,
): Promise<void> | undefined {
  const output = formatter.format(event);
  if (output.length === 0) return undefined;
  return typeof output === "string" ? stdout.print(output) : stdout.write(output);
}

/** Resolves at SIGINT or SIGTERM: for a server that is the way to end well. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
