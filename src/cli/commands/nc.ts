import { type AnyCommand, defineCommand, rest } from "../command.ts";
import type { CliContext } from "../context.ts";

/** `jack nc`: ncat's command line, and OpenBSD nc's where it is called `nc`. */
export const nc: AnyCommand = defineCommand({
  meta: { name: "nc" },
  args: { words: rest("OPTIONS HOST PORT", "address") },
  run: (context, { words }) => runAs(context, words),
  raw: runAs,
  completion: async (locale) => (await import("../nc/options/ncat-completion.ts")).ncatCompletion(locale),
});

async function runAs(context: CliContext, argv: readonly string[]): Promise<number> {
  const [first, second, ...others] = argv;
  const asked = first === "--as" ? second : undefined;
  const words = asked === undefined ? argv : others;
  if ((asked ?? context.program) === "nc")
    return (await import("../nc/openbsd/run-openbsd.ts")).runOpenbsd(context, words);
  return (await import("../nc/run-nc.ts")).runNcat(context, words);
}
