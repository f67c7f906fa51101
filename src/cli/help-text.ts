import { type AnyArg, type ArgTable, type Command, optionName } from "./command.ts";
import { COMMAND_KEYS, type Messages, type OptionKey, TOPIC_KEYS, type TopicText } from "./messages/messages.ts";
import { groupOf, OPTION_GROUPS, type OptionGroup } from "./options/option-groups.ts";
import { padToWidth, textWidth } from "./output/text-width.ts";

/** The first page: examples, commands, topics. */
export function mainHelp(messages: Messages): string {
  const { help, commands, topics } = messages;
  const examples = (["workbench", "listen", "connect", "udp", "send"] as const).flatMap((key) => {
    const [example] = commands[key].examples;
    return example === undefined ? [] : [example];
  });
  return [
    help.tagline,
    "",
    heading(help.examples, messages),
    table(examples),
    "",
    heading(help.commands, messages),
    table(COMMAND_KEYS.map((key) => [key, commands[key].summary] as const)),
    "",
    heading(help.topics, messages),
    table(TOPIC_KEYS.map((key) => [key, topics[key].title] as const)),
    "",
    help.more,
    "",
  ].join("\n");
}

/** A command's page, made from its table: examples first. */
export function commandHelp(command: Command, messages: Messages, columns: number): string {
  const { help } = messages;
  const text = messages.commands[command.meta.name];
  const entries = Object.entries(command.args);
  const positionals = entries.filter(([, arg]) => arg.kind === "positional" || arg.kind === "rest");
  const options = entries.filter(([, arg]) => arg.kind === "flag" || arg.kind === "option");
  const lines = [
    `jack ${command.meta.name}${messages.problem.colon}${text.summary}`,
    "",
    heading(help.examples, messages),
    ...text.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
    "",
    heading(help.usage, messages),
    `  ${usageLine(command.meta.name, command.args, help.option)}`,
    "",
    ...text.details.split("\n").flatMap((paragraph) => wrap(paragraph, Math.min(columns, 100))),
    "",
  ];
  if (positionals.length > 0) {
    const rows = positionals.map(([key, arg]) => [placeholderOf(arg), describe(key, arg, messages)] as const);
    lines.push(heading(help.arguments, messages), ...describedRows(rows, columns), "");
  }
  lines.push(...optionLines(options, messages, columns));
  return lines.join("\n");
}

/** From so many options on they stand in groups. */
const MANY_OPTIONS = 30;

function optionLines(
  options: readonly (readonly [string, AnyArg])[],
  messages: Messages,
  columns: number,
): readonly string[] {
  const { help } = messages;
  const isLong = options.length >= MANY_OPTIONS;
  const rowsOf = (group: OptionGroup | null): (readonly [string, string])[] =>
    options
      .filter(([key, arg]) => !isLong || groupOf(key, arg) === group)
      .map(([key, arg]) => [optionUsage(key, arg), describe(key, arg, messages)] as const);
  const own = [...rowsOf(null), ["-h, --help", help.helpOption] as const];
  const width = leftWidth([...own, ...options.map(([key, arg]) => [optionUsage(key, arg), ""] as const)]);
  const lines = [heading(help.options, messages), ...describedRows(own, columns, width), ""];
  for (const group of isLong ? OPTION_GROUPS : []) {
    const rows = rowsOf(group);
    if (rows.length > 0) lines.push(heading(help.groups[group], messages), ...describedRows(rows, columns, width), "");
  }
  return lines;
}

/** A topic's page: examples first. Paragraphs are broken to the width; what is laid out in columns stays. */
export function topicHelp({ title, examples = [], body }: TopicText, messages: Messages, columns: number): string {
  const lines = [title, ""];
  if (examples.length > 0) {
    lines.push(heading(messages.help.examples, messages));
    lines.push(...examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]), "");
  }
  lines.push(...flowed(body).flatMap((line) => (isLaidOut(line) ? [line] : wrap(line, Math.min(columns, 100)))));
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

function heading(text: string, messages: Messages): string {
  return `${text}${messages.problem.colon.trimEnd()}`;
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
export function describe(key: string, arg: AnyArg, messages: Messages): string {
  // A table's names are option keys unless the row names another.
  const text = messages.options[arg.help ?? (key as OptionKey)];
  const choices = arg.kind === "option" || arg.kind === "positional" ? arg.type.choices : undefined;
  if (choices === undefined || choices.length > 8) return text;
  return text + messages.help.oneOf(choices);
}

/** Breaks text into lines of at most `columns`: at spaces, and between Chinese characters. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+|\s+/gu) ?? []) {
    if (textWidth(line) + textWidth(word) > columns && line !== "" && !/^[，。；：、）！？”]$/.test(word)) {
      lines.push(line.trimEnd());
      line = word.trimStart();
    } else line += word;
  }
  lines.push(line.trimEnd());
  return lines;
}
