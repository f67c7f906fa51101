import { parseArgs as tokenize } from "node:util";
import { JackfieldError } from "../errors/index.ts";
import { type AnyArg, type ArgTable, type ArgsOf, type FlagArg, type OptionArg, optionName } from "./command.ts";
import { suggest } from "./suggest.ts";
import { OptionError, UsageError } from "./cli-error.ts";

/** What the command line says: values by the table's names, or that help is wanted. */
export type ParsedArgs<A extends ArgTable> =
  | { readonly help: true }
  | { readonly help: false; readonly values: ArgsOf<A> };

/**
 * Reads a command's arguments by its table. Options may stand anywhere, short ones may be bundled (`-qk`), `--x=y` and
 * `--x y` are the same, and `--` ends the options.
 * @throws UsageError for unknown options (with the one probably meant), missing values and arguments too many or too few
 */
export function parseArgs<A extends ArgTable>(table: A, argv: readonly string[]): ParsedArgs<A> {
  const entries = Object.entries(table);
  const byName = new Map<string, readonly [string, FlagArg | OptionArg<unknown>]>();
  const known: Record<string, { type: "boolean" | "string"; short?: string }> = {
    help: { type: "boolean", short: "h" },
  };
  for (const [key, arg] of entries) {
    if (arg.kind !== "flag" && arg.kind !== "option") continue;
    const name = optionName(key);
    byName.set(name, [key, arg]);
    known[name] = {
      type: arg.kind === "flag" ? "boolean" : "string",
      ...(arg.short === undefined ? {} : { short: arg.short }),
    };
  }

  const { tokens } = tokenize({ args: [...argv], options: known, allowPositionals: true, strict: false, tokens: true });
  const values: Record<string, unknown> = {};
  for (const [key, arg] of entries) {
    if (arg.kind === "flag") values[key] = false;
    else if (arg.kind === "option" && isMany(arg)) values[key] = [];
  }
  const positionals: string[] = [];
  const takesText = entries.some(([, arg]) => arg.kind === "rest");
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help") return { help: true };
    const entry = byName.get(token.name);
    if (entry === undefined) throw unknownOption(token.rawName, byName.keys(), takesText);
    const [key, arg] = entry;
    if (arg.kind === "flag") {
      if (token.value !== undefined) throw new UsageError((m) => m.usage.flagTakesNoValue(`--${token.name}`));
      values[key] = true;
    } else {
      const text = token.value;
      if (text === undefined)
        throw new UsageError((m) => m.usage.valueMissing(`--${token.name}`, arg.type.placeholder));
      const value = parseValue(`--${token.name}`, arg.type, text);
      if (isMany(arg)) (values[key] as unknown[]).push(value);
      else values[key] = value;
    }
  }
  takePositionals(entries, positionals, values);
  return { help: false, values: values as ArgsOf<A> };
}

function isMany(arg: OptionArg<unknown>): boolean {
  return "many" in arg;
}

function takePositionals(
  entries: readonly (readonly [string, AnyArg])[],
  positionals: string[],
  values: Record<string, unknown>,
): void {
  for (const [key, arg] of entries) {
    if (arg.kind === "positional") {
      const text = positionals.shift();
      if (text !== undefined) values[key] = parseValue(arg.type.placeholder, arg.type, text);
      else if (arg.required) throw new UsageError((m) => m.usage.argumentMissing(arg.type.placeholder));
    } else if (arg.kind === "rest") {
      values[key] = positionals.splice(0);
    }
  }
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError((m) => m.usage.argumentTooMany(extra));
}

function parseValue(name: string, type: { parse(text: string): unknown }, text: string): unknown {
  try {
    return type.parse(text);
  } catch (error) {
    // The one place that knows the option's name.
    if (error instanceof UsageError) throw new UsageError((m) => m.usage.inOption(name, error.text(m)));
    throw JackfieldError.is(error) ? new OptionError(name, error) : error;
  }
}

function unknownOption(rawName: string, names: Iterable<string>, takesText: boolean): UsageError {
  const meant = rawName.startsWith("--") ? suggest(rawName.slice(2), names) : null;
  return new UsageError((m) => {
    const hint = takesText && meant === null ? m.usage.dashedText(rawName) : "";
    return m.usage.unknownOption(rawName, meant === null ? null : `--${meant}`) + hint;
  });
}
