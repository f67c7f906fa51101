import { type AnyArg, type ArgTable, type Command, optionName } from "../command.ts";
import { COMMAND_KEYS, type OptionKey, TOPIC_KEYS } from "../messages/messages.ts";
import { groupOf, OPTION_GROUPS, type OptionGroup } from "../options/option-groups.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import { wrap, wrapLaidOut } from "../output/wrap.ts";
import type { Manual, TopicText } from "./manual.ts";

/** The first page: examples, commands, topics. */
export function mainHelp(manual: Manual): string {
  const { help, commands, topics } = manual;
  const examples = (["workbench", "listen", "connect", "udp", "send"] as const).flatMap((key) => {
    const [example] = commands[key].examples;
    return example === undefined ? [] : [example];
  });
  return [
    help.tagline,
    "",
    heading(help.examples, manual),
    table(examples),
    "",
    heading(help.commands, manual),
    table(COMMAND_KEYS.map((key) => [key, commands[key].summary] as const)),
    "",
    heading(help.topics, manual),
    table(TOPIC_KEYS.map((key) => [key, topics[key].title] as const)),
    "",
    help.more,
    "",
  ].join("\n");
}

/** A command's page, made from its table: examples first. */
export function commandHelp(command: Command, manual: Manual, columns: number): string {
  const { help } = manual;
  const text = manual.commands[command.meta.name];
  const entries = Object.entries(command.args);
  const positionals = entries.filter(([, arg]) => arg.kind === "positional" || arg.kind === "rest");
  const options = entries.filter(([, arg]) => arg.kind === "flag" || arg.kind === "option");
  const lines = [
    `jack ${command.meta.name}${manual.colon}${text.summary}`,
    "",
    heading(help.examples, manual),
    ...text.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
    "",
    heading(help.usage, manual),
    `  ${usageLine(command.meta.name, command.args, help.option)}`,
    "",
    ...text.details.split("\n").flatMap((paragraph) => wrap(paragraph, Math.min(columns, 100))),
    "",
  ];
  if (positionals.length > 0) {
    const rows = positionals.map(([key, arg]) => [placeholderOf(arg), describe(key, arg, manual)] as const);
    lines.push(heading(help.arguments, manual), ...describedRows(rows, columns), "");
  }
  lines.push(...optionLines(options, manual, columns));
  return lines.join("\n");
}

/** From so many options on they stand in groups. */
const MANY_OPTIONS = 30;

function optionLines(
  options: readonly (readonly [string, AnyArg])[],
  manual: Manual,
  columns: number,
): readonly string[] {
  const { help } = manual;
  const isLong = options.length >= MANY_OPTIONS;
  const described = options.map(([key, arg]) => ({
    group: isLong ? groupOf(key, arg) : null,
    row: [optionUsage(key, arg), describe(key, arg, manual)] as const,
  }));
  const rowsOf = (wanted: OptionGroup | null): (readonly [string, string])[] =>
    described.filter(({ group }) => group === wanted).map(({ row }) => row);
  const own = [...rowsOf(null), ["-h, --help", help.helpOption] as const];
  const width = leftWidth([...own, ...described.map(({ row }) => row)]);
  const lines = [heading(help.options, manual), ...describedRows(own, columns, width), ""];
  for (const group of isLong ? OPTION_GROUPS : []) {
    const rows = rowsOf(group);
    if (rows.length > 0) lines.push(heading(help.groups[group], manual), ...describedRows(rows, columns, width), "");
  }
  return lines;
}

/** A topic's page: examples first. Paragraphs are broken to the width; what is laid out in columns stays. */
export function topicHelp({ title, examples = [], body }: TopicText, manual: Manual, columns: number): string {
  const lines = [title, ""];
  if (examples.length > 0) {
    lines.push(heading(manual.help.examples, manual));
    lines.push(...examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]), "");
  }
  lines.push(
    ...flowed(body).flatMap((line) =>
      isLaidOut(line) ? wrapLaidOut(line, columns) : wrap(line, Math.min(columns, 100)),
    ),
  );
  return `${lines.join("\n")}\n`;
}

/** A text with each paragraph on one line; lines that are laid out in columns stay as they are. */
export function flowed(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const before = lines.at(-1) ?? "";
    const goesOn = before !== "" && line !== "" && !isLaidOut(before) && !isLaidOut(line);
    if (!goesOn) lines.push(line);
    else lines[lines.length - 1] = before + (CJK_END.test(before) || CJK_START.test(line) ? "" : " ") + line;
  }
  return lines;
}

const CJK_END = /[\u3000-\u9fff\uff00-\uffef]$/;
const CJK_START = /^[\u3000-\u9fff\uff00-\uffef]/;

/** Whether the place of a line's words means something. */
export function isLaidOut(line: string): boolean {
  return /^ |\S {2,}\S/.test(line);
}

function heading(text: string, manual: Manual): string {
  return `${text}${manual.colon.trimEnd()}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => textWidth(left)));
  return rows.map(([left, right]) => `  ${padToWidth(left, width)}  ${right}`).join("\n");
}

/** The width of the left column: that of the widest, but for a few that are too wide. */
function leftWidth(rows: readonly (readonly [string, string])[]): number {
  return Math.min(30, Math.max(...rows.map(([left]) => textWidth(left))));
}

function describedRows(
  rows: readonly (readonly [string, string])[],
  columns: number,
  width: number = leftWidth(rows),
): string[] {
  const room = Math.max(30, Math.min(columns, 110) - width - 4);
  return rows.flatMap(([left, right]) => {
    const wrapped = wrap(right, room);
    const indent = " ".repeat(width + 4);
    if (textWidth(left) > width) return [`  ${left}`, ...wrapped.map((line) => indent + line)];
    return wrapped.map((line, index) => (index === 0 ? `  ${padToWidth(left, width)}  ${line}` : indent + line));
  });
}

/** `jack listen [OPTION…] ADDRESS`. */
export function usageLine(name: string, args: ArgTable, option: string): string {
  const parts = Object.values(args).flatMap((arg) => {
    if (arg.kind === "positional") return [arg.required ? arg.type.placeholder : `[${arg.type.placeholder}]`];
    return arg.kind === "rest" ? [`[${arg.placeholder}…]`] : [];
  });
  return ["jack", name, `[${option}…]`, ...parts].join(" ");
}

/** What stands for an argument by its place. */
export function placeholderOf(arg: AnyArg): string {
  if (arg.kind === "positional") return arg.type.placeholder;
  return arg.kind === "rest" ? arg.placeholder : "";
}

/** `-k, --keep-open`. */
export function optionUsage(key: string, arg: AnyArg): string {
  if (arg.kind !== "flag" && arg.kind !== "option") return "";
  const short = arg.short === undefined ? "    " : `-${arg.short}, `;
  return `${short}--${optionName(key)}${arg.kind === "option" ? ` ${arg.type.placeholder}` : ""}`;
}

/** What an argument or option means, with the values that it takes. */
export function describe(key: string, arg: AnyArg, manual: Manual): string {
  // A table's names are option keys unless the row names another.
  const text = manual.options[arg.help ?? (key as OptionKey)];
  const choices = arg.kind === "option" || arg.kind === "positional" ? arg.type.choices : undefined;
  if (choices === undefined || choices.length > 8) return text;
  return text + manual.help.oneOf(choices);
}
