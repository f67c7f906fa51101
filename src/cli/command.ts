import type { CliContext } from "./context.ts";
import type { Verb } from "./completion/verb.ts";
import type { CommandKey, Locale, OptionKey } from "./messages/messages.ts";

/** Turns the text of an option or argument into its value, or throws a Jackfield or usage error that says why not. */
export interface ValueType<T> {
  /** What stands for the value in help: `N`, `ADDRESS`, `FILE`. */
  readonly placeholder: string;
  parse(text: string): T;
  /** Known values, for help and completion. */
  readonly choices?: readonly string[];
  /** Completion offers file names. */
  readonly isPath?: boolean;
  /** Values that completion offers, though there are others. */
  readonly suggestions?: readonly string[];
  /** What a shell can complete by itself. */
  readonly hint?: ValueHint;
}

/** What shells know: names of files, hosts, services (ports) and programs. */
export type ValueHint = "file" | "host" | "service" | "command";

interface Described {
  /** Key of the description in the dictionary. @default the argument's own name */
  readonly help?: OptionKey;
}

/** `--quiet`. */
export interface FlagArg extends Described {
  readonly kind: "flag";
  readonly short?: string;
}

/** `--port 80`; the last one counts. */
export interface OptionArg<T> extends Described {
  readonly kind: "option";
  readonly short?: string;
  readonly type: ValueType<T>;
}

/** `--allow a --allow b`: an option that may be given again and again. */
export interface ManyArg<T> extends OptionArg<T> {
  readonly many: true;
}

/** An argument by its place. */
export interface PositionalArg<T, R extends boolean = boolean> extends Described {
  readonly kind: "positional";
  readonly type: ValueType<T>;
  readonly required: R;
}

/** All arguments that are left. */
export interface RestArg extends Described {
  readonly kind: "rest";
  readonly placeholder: string;
  /** Values that completion offers. */
  readonly suggestions?: readonly string[];
  /** What a shell can complete by itself. */
  readonly hint?: ValueHint;
}

/** One row of a command's table. */
export type AnyArg = FlagArg | OptionArg<unknown> | PositionalArg<unknown> | RestArg;

/** A command's table: names are camelCase here and `--kebab-case` on the command line. */
export type ArgTable = Readonly<Record<string, AnyArg>>;

type ValueOf<A> = A extends FlagArg
  ? boolean
  : A extends RestArg
    ? readonly string[]
    : A extends PositionalArg<infer T, infer R>
      ? R extends true
        ? T
        : T | undefined
      : A extends ManyArg<infer T>
        ? readonly T[]
        : A extends OptionArg<infer T>
          ? T | undefined
          : never;

/** The values that a table gives, by its names. */
export type ArgsOf<A extends ArgTable> = { readonly [K in keyof A]: ValueOf<A[K]> };

/** What a command is called and does. */
export interface CommandMeta {
  /** Its verb, and its key in the dictionary. */
  readonly name: CommandKey;
}

/** A command: data and one function. */
export interface Command<A extends ArgTable = ArgTable> {
  readonly meta: CommandMeta;
  readonly args: A;
  /** Resolves to the exit code, one of the table or that of a remote command; what it throws is printed and mapped to one. */
  readonly run: (context: CliContext, args: ArgsOf<A>) => Promise<number>;
  /**
   * Set for a command that speaks another program's command line: it gets the words as they are, `--help` among them, and
   * the table is not used.
   */
  readonly raw?: (context: CliContext, argv: readonly string[]) => Promise<number>;
  /** What completion offers for such a command. */
  readonly completion?: (locale: Locale) => Promise<Pick<Verb, "options" | "places" | "rest">>;
}

/** Makes a command whose `run` gets values typed by its table. */
export function defineCommand<const A extends ArgTable>(command: Command<A>): Command<A> {
  return command;
}

/** A command whose table is not known, as the registry has it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a command's own table is erased here and checked in defineCommand
export type AnyCommand = Command<any>;

/** A switch. */
export function flag(options: Omit<FlagArg, "kind"> = {}): FlagArg {
  return { kind: "flag", ...options };
}

/** An option with a value. */
export function option<T>(type: ValueType<T>, options: Omit<OptionArg<T>, "kind" | "type"> = {}): OptionArg<T> {
  return { kind: "option", type, ...options };
}

/** An option that may be given again and again. */
export function many<T>(type: ValueType<T>, options: Omit<OptionArg<T>, "kind" | "type"> = {}): ManyArg<T> {
  return { kind: "option", many: true, type, ...options };
}

/** An argument that must be there. */
export function required<T>(type: ValueType<T>, help?: OptionKey): PositionalArg<T, true> {
  return { kind: "positional", type, required: true, ...(help === undefined ? {} : { help }) };
}

/** An argument that may be there. */
export function optional<T>(type: ValueType<T>, help?: OptionKey): PositionalArg<T, false> {
  return { kind: "positional", type, required: false, ...(help === undefined ? {} : { help }) };
}

/** All arguments that are left. */
export function rest(
  placeholder: string,
  help?: OptionKey,
  completion: Pick<RestArg, "suggestions" | "hint"> = {},
): RestArg {
  return { kind: "rest", placeholder, ...(help === undefined ? {} : { help }), ...completion };
}

/** `localPort` → `local-port`. */
export function optionName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
