import type { ArgsOf, ArgTable } from "../../src/cli/command.ts";
import { parseArgs } from "../../src/cli/parse-args.ts";

/** The values that a table gives for these arguments. */
export function valuesOf<A extends ArgTable>(table: A, argv: readonly string[]): ArgsOf<A> {
  const parsed = parseArgs(table, argv);
  if (parsed.help) throw new Error("no help was asked for");
  return parsed.values;
}
