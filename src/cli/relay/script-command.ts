import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { findProgram } from "./child-environment.ts";
import type { ExecEndpoint } from "./endpoint.ts";

/**
 * The same program on a pseudo terminal that script(1) of util-linux makes, where this process cannot make one itself.
 * The size is set by stty(1), and does not follow our own terminal.
 * @throws CliError 2 where there is no script either
 */
export function onScriptTerminal(endpoint: ExecEndpoint, env: CliContext["env"]): ExecEndpoint {
  const { command, size } = endpoint;
  if (typeof findProgram("script", env["PATH"]) === "string") throw new CliError(EXIT.open, (m) => m.relay.noTerminals);
  const [columns, rows] = size ?? [80, 24];
  const line = `stty cols ${columns} rows ${rows} && exec ${command.map(quoted).join(" ")}`;
  // Quiet, with the program's exit code, flushed at once, recorded nowhere.
  return { ...endpoint, pty: false, size: null, command: ["script", "-q", "-e", "-f", "-c", line, "/dev/null"] };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
