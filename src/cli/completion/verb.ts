import { type AnyCommand, type ArgTable, optionName, type ValueHint } from "../command.ts";
import type { Manual } from "../manual/manual.ts";
import type { CommandKey, Locale, OptionKey } from "../messages/messages.ts";

/** What may stand in a place of the command line: words, or what the shell knows itself; null for nothing that is known. */
export type Values = { readonly words: readonly string[]; readonly hint: ValueHint | null } | null;

/** One completable option. */
export interface VerbOption {
  /** `--charset`, `-q`; at least one. */
  readonly names: readonly string[];
  readonly text: string;
  /** Undefined: it takes no value. */
  readonly values: Values | undefined;
  readonly many: boolean;
}

/** A command as completion sees it. */
export interface Verb {
  readonly name: CommandKey;
  readonly text: string;
  readonly options: readonly VerbOption[];
  /** What each argument may be, in order. */
  readonly places: readonly Values[];
  /** What all further arguments may be; undefined: there are none. */
  readonly rest: Values | undefined;
}

/** The verbs of these commands, from their tables and, where a command reads its own options, from what it tells. */
export async function verbsOf(commands: readonly AnyCommand[], manual: Manual, locale: Locale): Promise<Verb[]> {
  return Promise.all(commands.map((command) => verbOf(command, manual, locale)));
}

async function verbOf(command: AnyCommand, manual: Manual, locale: Locale): Promise<Verb> {
  const { name } = command.meta;
  const options: VerbOption[] = [];
  const places: Values[] = [];
  let rest: Values | undefined;
  for (const [key, arg] of Object.entries(command.args as ArgTable)) {
    if (arg.kind === "positional") places.push(valuesOf(arg.type));
    else if (arg.kind === "rest") rest = valuesOf(arg);
    else {
      options.push({
        names: [`--${optionName(key)}`, ...(arg.short === undefined ? [] : [`-${arg.short}`])],
        text: manual.options[arg.help ?? (key as OptionKey)],
        values: arg.kind === "option" ? valuesOf(arg.type) : undefined,
        many: "many" in arg,
      });
    }
  }
  const help: VerbOption = { names: ["--help", "-h"], text: manual.help.helpOption, values: undefined, many: false };
  const verb = { name, text: manual.commands[name].summary };
  const own = await command.completion?.(locale);
  return own === undefined ? { ...verb, options: [...options, help], places, rest } : { ...verb, ...own };
}

function valuesOf(type: {
  readonly choices?: readonly string[];
  readonly suggestions?: readonly string[];
  readonly isPath?: boolean;
  readonly hint?: ValueHint;
}): Values {
  const words = type.choices ?? type.suggestions ?? [];
  const hint = type.hint ?? (type.isPath === true ? "file" : null);
  return words.length === 0 && hint === null ? null : { words, hint };
}
