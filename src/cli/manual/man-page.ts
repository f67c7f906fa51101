import type { Command } from "../command.ts";
import { describe, flowed, isLaidOut, optionUsage, placeholderOf, usageLine } from "./help-text.ts";
import { COMMAND_KEYS, TOPIC_KEYS } from "../messages/messages.ts";
import type { Manual } from "./manual.ts";

/** What a manual page is made of. */
export interface ManPageOptions {
  readonly manual: Manual;
  readonly version: string;
}

/** A command's manual page in roff (man(7)), from the same table and texts as its help. */
export function commandManPage(command: Command, { manual, version }: ManPageOptions): string {
  const { name } = command.meta;
  const { man, option } = manual.help;
  const text = manual.commands[name];
  const entries = Object.entries(command.args);
  const positionals = entries.filter(([, arg]) => arg.kind === "positional" || arg.kind === "rest");
  const options = entries.filter(([, arg]) => arg.kind === "flag" || arg.kind === "option");
  const [first = "", second = "", ...rest] = usageLine(name, command.args, option).split(" ");
  return page([
    header(`jack-${name}`, version, manual),
    section(man.name, `jack\\-${roff(name)} \\- ${roff(text.summary)}`),
    section(man.synopsis, `.B ${roff(`${first} ${second}`)}`, roff(rest.join(" "))),
    section(man.examples, ...examples(text.examples)),
    section(man.description, ...prose(text.details)),
    ...(positionals.length === 0
      ? []
      : [
          section(
            man.arguments,
            ...positionals.flatMap(([key, arg]) => item(placeholderOf(arg), describe(key, arg, manual))),
          ),
        ]),
    section(
      man.options,
      ...options.flatMap(([key, arg]) => item(optionUsage(key, arg).trim(), describe(key, arg, manual))),
      ...item("-h, --help", manual.help.helpOption),
    ),
    exitStatus(manual),
    seeAlso(manual, ["jack(1)"]),
  ]);
}

/** The manual page of a command that speaks another program's command line: its own help as it is. */
export function foreignManPage(name: keyof Manual["commands"], help: string, options: ManPageOptions): string {
  const { manual, version } = options;
  const { man } = manual.help;
  return page([
    header(`jack-${name}`, version, manual),
    section(man.name, `jack\\-${roff(name)} \\- ${roff(manual.commands[name].summary)}`),
    section(man.examples, ...examples(manual.commands[name].examples)),
    section(man.description, ...prose(manual.commands[name].details), ".PP", ...laidOut(help.trimEnd().split("\n"))),
    seeAlso(manual, ["jack(1)"]),
  ]);
}

/** The manual page of `jack` itself: commands and topics. */
export function mainManPage({ manual, version }: ManPageOptions): string {
  const { help, commands, topics } = manual;
  const { man } = help;
  const firsts = (["workbench", "listen", "connect", "udp", "send"] as const).flatMap((key) =>
    commands[key].examples.slice(0, 1),
  );
  const [, tagline = ""] = /^jack[:：]\s*(.*)$/.exec(help.tagline) ?? ["", help.tagline];
  return page([
    header("jack", version, manual),
    section(man.name, `jack \\- ${roff(tagline)}`),
    section(man.synopsis, ".B jack", roff(`[COMMAND] [${help.option}…]`)),
    section(man.examples, ...examples(firsts)),
    section(man.commands, ...COMMAND_KEYS.flatMap((key) => item(key, commands[key].summary))),
    section(
      man.topics,
      ...TOPIC_KEYS.flatMap((key) => {
        const { title, examples: lines = [], body } = topics[key];
        return [`.SS "${roff(title).replaceAll('"', '""')}"`, ...examples(lines), ...prose(body)];
      }),
    ),
    exitStatus(manual),
    seeAlso(
      manual,
      COMMAND_KEYS.map((key) => `jack-${key}(1)`),
    ),
  ]);
}

function page(parts: readonly string[]): string {
  return `${parts.join("\n")}\n`;
}

function header(name: string, version: string, manual: Manual): string {
  return `.TH "${roff(name.toUpperCase())}" "1" "" "${roff(`Jackfield ${version}`)}" "${manual.help.man.manual}"\n.nh\n.ad l`;
}

function section(title: string, ...lines: readonly string[]): string {
  return [`.SH "${title}"`, ...lines].join("\n");
}

function item(term: string, text: string): string[] {
  return [".TP", `\\fB${roff(term)}\\fR`, breakable(text)];
}

function examples(lines: readonly (readonly [command: string, meaning: string])[]): string[] {
  return lines.flatMap(([command, meaning]) => [".TP", `\\fB${roff(command)}\\fR`, breakable(meaning)]);
}

/** Paragraphs; what is laid out in columns stays so. */
function prose(text: string): string[] {
  const lines: string[] = [];
  let block: string[] = [];
  const endBlock = (): void => {
    if (block.length > 0) lines.push(...laidOut(block));
    block = [];
  };
  for (const line of flowed(text)) {
    if (line !== "" && isLaidOut(line)) block.push(line);
    else {
      endBlock();
      if (line !== "") lines.push(".PP", breakable(line));
    }
  }
  endBlock();
  return lines;
}

function laidOut(lines: readonly string[]): string[] {
  return [".PP", ".nf", ...lines.map((line) => (line === "" ? ".sp" : roff(line))), ".fi"];
}

function exitStatus(manual: Manual): string {
  return section(manual.help.man.exit, ...prose(manual.topics["exit-codes"].body));
}

function seeAlso(manual: Manual, pages: readonly string[]): string {
  const words = pages.map((name) => `\\fB${roff(name.replace(/\(\d\)$/, ""))}\\fR(1)`);
  return section(manual.help.man.seeAlso, words.join(", "));
}

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\(rs",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  '"': "\\(dq",
};

/** The same for a paragraph: a line may end behind every Chinese character that is not followed by punctuation. */
function breakable(text: string): string {
  return roff(text).replaceAll(/(?<=[\u3000-\u9fff\uff00-\uffef])(?![，。；：、）！？”\s]|$)/gu, "\\:");
}

/** Text in which nothing is a request or an escape of roff. */
export function roff(text: string): string {
  const escaped = text.replaceAll(/[\\\-'`^~"]/g, (char) => SPECIAL[char] ?? char);
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
