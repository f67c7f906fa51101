import type { CommandKey, Locale, OptionKey, TopicKey } from "../messages/messages.ts";
import type { OptionGroup } from "../options/option-groups.ts";

/** The help of one command. */
export interface CommandText {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it does, a paragraph or a few. */
  readonly details: string;
  /** Command lines and what each does; shown first. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

/** One page of `jack help TOPIC`. */
export interface TopicText {
  readonly title: string;
  /** Command lines and what each does; shown first. */
  readonly examples?: readonly (readonly [command: string, meaning: string])[];
  readonly body: string;
}

/** What help, man pages and completion say: loaded when somebody asks. */
export interface Manual {
  /** Behind a heading: `: ` in English. */
  readonly colon: string;
  readonly commands: Readonly<Record<CommandKey, CommandText>>;
  readonly options: Readonly<Record<OptionKey, string>>;
  readonly topics: Readonly<Record<TopicKey, TopicText>>;
  readonly help: {
    readonly tagline: string;
    readonly usage: string;
    readonly examples: string;
    readonly commands: string;
    readonly topics: string;
    readonly arguments: string;
    readonly options: string;
    /** Behind the words about an option: which values it takes. */
    readonly oneOf: (choices: readonly string[]) => string;
    /** The placeholder of an option in a usage line. */
    readonly option: string;
    /** Headings of manual pages. */
    readonly man: Readonly<
      Record<
        | "name"
        | "synopsis"
        | "examples"
        | "description"
        | "arguments"
        | "options"
        | "commands"
        | "topics"
        | "exit"
        | "seeAlso"
        | "manual",
        string
      >
    >;
    readonly helpOption: string;
    /** Headings of a long list of options. */
    readonly groups: Readonly<Record<OptionGroup, string>>;
    readonly more: string;
  };
}

/** The manual in a language. */
export async function manualOf(locale: Locale): Promise<Manual> {
  return locale === "zh" ? (await import("./zh.ts")).zhManual : (await import("./en.ts")).enManual;
}
