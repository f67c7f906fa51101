import type { CliContext } from "./context.ts";
import { OutputClosed } from "./context.ts";
import { exitCodeOf, Interrupted } from "./exit-codes.ts";
import { EXIT } from "./exit-table.ts";
import { type CommandKey, COMMAND_KEYS } from "./messages/messages.ts";
import { parseArgs } from "./parse-args.ts";
import { suggest } from "./suggest.ts";
import { UsageError } from "./cli-error.ts";

/** What people look for by the name of another tool. */
const OTHER_NAMES: ReadonlyMap<string, CommandKey> = new Map([
  ["ip", "doctor"],
  ["ifconfig", "doctor"],
  ["ping", "scan"],
  ["nmap", "scan"],
  ["port", "ls"],
  ["ports", "ls"],
  ["who", "ls"],
  ["ss", "ls"],
  ["netstat", "ls"],
  ["lsof", "ls"],
  ["ncat", "nc"],
  ["netcat", "nc"],
  ["socat", "relay"],
  ["proxy", "relay"],
  ["telnet", "connect"],
  ["client", "connect"],
  ["server", "listen"],
  ["curl", "get"],
]);

/** Runs one command line and resolves to its exit code; nothing is thrown, what fails is told on standard error. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  try {
    return await dispatch(argv, context);
  } catch (error) {
    // Whoever read our output has gone: what is left to say has no reader.
    if (error instanceof OutputClosed) return EXIT.ok;
    if (error instanceof Interrupted) return error.exitCode;
    const { describeProblem } = await import("./output/problem.ts");
    const { stderr, messages } = context;
    const columns = stderr.isTerminal ? stderr.columns : undefined;
    await stderr.print(describeProblem(error, messages, columns)).catch(() => undefined);
    if (context.env["JACKFIELD_DEBUG"] !== undefined && error instanceof Error) {
      await context.stderr.print(`${error.stack}\n`).catch(() => undefined);
    }
    return exitCodeOf(error);
  }
}

async function dispatch(argv: readonly string[], context: CliContext): Promise<number> {
  const { badArgument = null } = context;
  if (badArgument !== null) throw new UsageError((m) => m.flow.notUtf8Argument(badArgument));
  // A link by such a name is that program.
  if (context.program === "nc" || context.program === "ncat") return runCommand("nc", argv, context);
  const [first, ...rest] = argv;
  if (first === "--version" || first === "-V") {
    await context.stdout.print(`${context.version}\n`);
    return EXIT.ok;
  }
  if (first === "--help" || first === "-h") return runCommand("help", [], context);
  // `jack --port 8000` is the workbench's.
  if (first === undefined || first.startsWith("-")) return runCommand("workbench", argv, context);
  if (!isCommand(first)) {
    throw new UsageError((m) => m.usage.unknownCommand(first, OTHER_NAMES.get(first) ?? suggest(first, COMMAND_KEYS)));
  }
  return runCommand(first, rest, context);
}

async function runCommand(name: CommandKey, argv: readonly string[], context: CliContext): Promise<number> {
  const command = await context.commands[name]();
  try {
    if (command.raw !== undefined) return await command.raw(context, argv);
    const parsed = parseArgs(command.args, argv);
    if (!parsed.help) return await command.run(context, parsed.values);
    const [{ commandHelp }, { manualOf }] = await Promise.all([
      import("./manual/help-text.ts"),
      import("./manual/manual.ts"),
    ]);
    await context.stdout.print(commandHelp(command, await manualOf(context.locale), context.stdout.columns));
    return EXIT.ok;
  } catch (error) {
    if (error instanceof UsageError) error.command ??= name;
    throw error;
  }
}

function isCommand(word: string): word is CommandKey {
  return (COMMAND_KEYS as readonly string[]).includes(word);
}
