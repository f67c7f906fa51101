import type { SessionSpec } from "../../api/index.ts";
import type { Engine, Session } from "../../engine/index.ts";
import type { Inbox } from "../../handlers/index.ts";
import { UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { closeSession } from "../conversation/conversation.ts";
import { EXIT } from "../exit-table.ts";
import { checkFiles } from "../options/check-files.ts";
import type { InboxDesk } from "../talk/inbox-desk.ts";
import type { ServeArgs } from "./serve-args.ts";
import { plansOf, type WantedService } from "./serve-plans.ts";
import { projectOf } from "./serve-project.ts";
import { ServeView } from "./serve-view.ts";

/** A service may take this long to close its connections. */
const CLOSE_TIMEOUT_MS = 3000;

/** Opens what the command line or the project file names, and serves until it is stopped. */
export async function runServe(context: CliContext, args: ServeArgs): Promise<number> {
  const project = await projectOf(args);
  await checkFiles(args);
  const services = project === null ? await plansOf(context, args) : project.services;
  const specs = project?.sessions ?? [];
  const desk = await deskOf(context, services, args);
  const view = new ServeView(context, args, services.length + specs.length > 1, desk);
  if (project !== null) view.project(project.file);
  const { Services } = await import("../../services/index.ts");
  const engine = await context.createEngine({ services: new Services().answering });
  try {
    const sessions = [
      ...(await openServices(engine, services, view, args)),
      ...(await openSessions(engine, specs, view)),
    ];
    const ends = [stopped(context.signal), view.outputFailed, ...(desk === null ? [] : [desk.run(sessions)])];
    await Promise.race(ends);
    await Promise.all(sessions.map((session) => closeSession(session, CLOSE_TIMEOUT_MS)));
  } finally {
    desk?.close();
    await engine.close();
    await view.close();
  }
  return EXIT.ok;
}

/** The operator's place, when there is an inbox that does not answer by itself. */
async function deskOf(
  context: CliContext,
  wanted: readonly WantedService[],
  args: ServeArgs,
): Promise<InboxDesk | null> {
  const inboxes = wanted.map(({ plan }) => plan.inbox).filter((inbox): inbox is Inbox => inbox?.hasOperator === true);
  const [inbox, second] = inboxes;
  if (inbox === undefined) return null;
  if (second !== undefined) throw new UsageError((m) => m.usage.together("inbox", "inbox"));
  const { InboxDesk: Desk } = await import("../talk/inbox-desk.ts");
  return new Desk(context, inbox, args.json);
}

async function openServices(
  engine: Engine,
  wanted: readonly WantedService[],
  view: ServeView,
  args: ServeArgs,
): Promise<readonly Session[]> {
  const { fileBeside, openService } = await import("../../services/index.ts");
  const sessions: Session[] = [];
  for (const { plan, host, port, charset: ownCharset, tls } of wanted) {
    const charset = ownCharset ?? view.charsetOf(plan);
    const opened = await openService(engine, plan, {
      host,
      charset,
      ...(tls === undefined ? {} : { tls }),
      ...(port === undefined ? {} : { port }),
      ...(args.capture === undefined
        ? { record: false }
        : { captureFile: wanted.length === 1 ? args.capture : fileBeside(args.capture, plan.name) }),
      ...(args.overwrite ? { captureOverwrite: true } : {}),
      listenSent: view.showsSent(plan.name),
      listener: () => view.ofService(plan, charset),
    });
    sessions.push(...opened);
  }
  return sessions;
}

async function openSessions(
  engine: Engine,
  specs: readonly SessionSpec[],
  view: ServeView,
): Promise<readonly Session[]> {
  const { defaultName } = await import("../../api/index.ts");
  const sessions: Session[] = [];
  for (const spec of specs) {
    const listener = view.ofSession(spec.name ?? defaultName(spec), spec.charset);
    // Recorded only where the file says so: nobody looks at the rows.
    const record = spec.record ?? spec.captureFile !== undefined;
    sessions.push(await engine.open({ ...spec, record }, { listener }));
  }
  return sessions;
}

/** Resolves at SIGINT or SIGTERM: for a server that is the way to end well. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
