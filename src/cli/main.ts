import { fstatSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ByteSink, CliContext } from "./context.ts";
import { Interrupted } from "./exit-codes.ts";
import { EXIT } from "./exit-table.ts";
import { badArgument } from "./io/bad-argument.ts";
import { systemClock } from "./io/system-clock.ts";
import { FdSink } from "./io/fd-sink.ts";
import { FdSource } from "./io/fd-source.ts";
import { localeOf, messagesOf } from "./messages/locale.ts";
import { COMMANDS } from "./registry.ts";
import { runCli } from "./run-cli.ts";
import { VERSION } from "./version.ts";

/** Set by the launcher of a single file or an executable: writes the page that it carries to a folder, or null. */
interface Bundle {
  page(): string | null;
}
const BUNDLE: unique symbol = Symbol.for("jackfield.bundle");

/** A second Ctrl-C does not wait for a graceful close. What is said goes below the `^C` that a terminal shows. */
function watchSignals(echoes: () => boolean): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (name === "SIGINT" && echoes()) endLine();
      const reason = new Interrupted(name);
      if (controller.signal.aborted) process.exit(reason.exitCode);
      controller.abort(reason);
    });
  }
  return controller.signal;
}

function endLine(): void {
  try {
    writeSync(2, "\n");
  } catch {
    // Nobody listens.
  }
}

async function main(): Promise<number> {
  const [inTerminal = false, outTerminal = false, errTerminal = false] = await Promise.all([0, 1, 2].map(isTerminal));
  const locale = localeOf(process.env);
  const context: CliContext = {
    stdin: new FdSource(0, inTerminal),
    stdout: new FdSink(1, outTerminal, () => process.stdout),
    stderr: forgiving(new FdSink(2, errTerminal, () => process.stderr)),
    terminal: inTerminal && outTerminal ? { input: process.stdin, output: process.stdout } : null,
    env: process.env,
    clock: systemClock,
    // Raw mode shows no keys; only who has both input and output here switches it on.
    signal: watchSignals(() => inTerminal && errTerminal && !(outTerminal && process.stdin.isRaw)),
    locale,
    badArgument: badArgument(process.argv.slice(2)),
    messages: await messagesOf(locale),
    commands: COMMANDS,
    version: VERSION,
    program: (process.argv[1] ?? "jack").replace(/^.*[\\/]/, "").replace(/\.cjs$/, ""),
    // Beside the bundle in dist/lib and the compiled module in dist/cli alike.
    get pageFolder() {
      return (
        (globalThis as { readonly [BUNDLE]?: Bundle })[BUNDLE]?.page() ??
        fileURLToPath(new URL("../page", import.meta.url))
      );
    },
    createEngine: async (options) => (await import("../engine/index.ts")).createEngine(options),
  };
  return runCli(process.argv.slice(2), context);
}

/** Only a device can be a terminal: for pipes and files `node:tty` stays unloaded, which costs 4 ms. */
async function isTerminal(fd: number): Promise<boolean> {
  try {
    const stat = fstatSync(fd);
    if (!stat.isCharacterDevice()) return false;
    // Major number 1 of Linux: /dev/null and its like.
    if (process.platform === "linux" && stat.rdev >> 8 === 1) return false;
  } catch {
    return false;
  }
  return (await import("node:tty")).isatty(fd);
}

/** Who closed standard error does not want to hear; that is no reason to stop. */
function forgiving(sink: ByteSink): ByteSink {
  return {
    isTerminal: sink.isTerminal,
    get columns() {
      return sink.columns;
    },
    pipe: null,
    write: (bytes) => sink.write(bytes).catch(() => undefined),
    print: (text) => sink.print(text).catch(() => undefined),
  };
}

/** A fault of this program's own: one line, never a stack. */
function fail(error: unknown): never {
  try {
    writeSync(2, `jack: internal error: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env["JACKFIELD_DEBUG"] !== undefined && error instanceof Error) writeSync(2, `${error.stack}\n`);
  } catch {
    // Nobody listens.
  }
  process.exit(EXIT.failed);
}

process.on("uncaughtException", fail);
main().then((code) => process.exit(code), fail);
