import { existsSync } from "node:fs";
import type { SessionSpec } from "../../api/index.ts";
import { UsageError } from "../cli-error.ts";
import { optionName } from "../command.ts";
import { checkFiles } from "../options/check-files.ts";
import { VIEW_ARGS } from "../options/conversation-args.ts";
import type { ServeArgs } from "./serve-args.ts";
import type { WantedService } from "./serve-plans.ts";

/** What a project file wants to be opened. */
export interface WantedProject {
  /** Absolute. */
  readonly file: string;
  readonly services: readonly WantedService[];
  readonly sessions: readonly SessionSpec[];
}

/**
 * The project that `--project` names, or, when no service is named, that of the working folder; null when the command
 * line names services.
 * @throws UsageError when there is neither; as `readProject`
 */
export async function projectOf(args: ServeArgs): Promise<WantedProject | null> {
  if (args.project === undefined && args.services.length > 0) return null;
  const { PROJECT_FILE, planOfProject, readProject } = await import("../../services/index.ts");
  const file = args.project ?? PROJECT_FILE;
  if (args.project === undefined && !existsSync(file)) throw new UsageError((m) => m.usage.noService(PROJECT_FILE));
  refuseOptions(args);
  await checkFiles({ project: args.project });
  const project = await readProject(file);
  const services = project.services.map((service) => {
    const { host = "127.0.0.1", port, charset, tls } = service;
    return { plan: planOfProject(service), host, port, charset, tls };
  });
  return { file: project.file, services, sessions: project.sessions };
}

/** What a service does is said in the file; beside it only how things are shown can be chosen. */
function refuseOptions(args: ServeArgs): void {
  const [word] = args.services;
  if (word !== undefined) throw new UsageError((m) => m.usage.together("--project", word));
  for (const [key, value] of Object.entries(args)) {
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    if (!isGiven || key === "project" || key === "services" || (key in VIEW_ARGS && key !== "capture")) continue;
    throw new UsageError((m) => m.usage.together(`--${optionName(key)}`, "jackfield.json"));
  }
}
