import { escapeText } from "../../bytes/index.ts";
import { JackfieldError, LocalProtocolError } from "../../errors/index.ts";
import type { Messages } from "../messages/messages.ts";
import { CliError, OptionError, UsageError } from "../cli-error.ts";
import { problemSentence } from "./problem-sentence.ts";
import { textWidth } from "./text-width.ts";
import { wrap } from "./wrap.ts";

/** Columns of input shown around the position of a fault. */
const CARET_WINDOW = 72;

/**
 * An error as a person reads it: a sentence that names operation, address and cause, the input with a caret under the
 * fault where there is one, and what to do about it. Never a stack trace. Sentences are broken to the width of a terminal.
 */
export function describeProblem(
  error: unknown,
  messages: Messages,
  columns: number = Number.POSITIVE_INFINITY,
): string {
  return `${linesOf(error, messages, columns).join("\n")}\n`;
}

function linesOf(error: unknown, messages: Messages, columns: number): readonly string[] {
  const sentence = (text: string): readonly string[] => folded(`jack${messages.problem.colon}${text}`, columns);
  if (error instanceof UsageError) {
    const hint = error.command === undefined ? messages.usage.helpHint : messages.usage.seeHelp(error.command);
    return [...sentence(shown(error.text(messages), true)), `  ${hint}`];
  }
  if (error instanceof CliError && !(error instanceof OptionError)) {
    const remedy = error.remedy === null ? [] : folded(`  ${shown(error.remedy(messages))}`, columns);
    return [...sentence(shown(error.text(messages), true)), ...remedy];
  }
  const problem = error instanceof OptionError ? error.problem : error;
  if (!JackfieldError.is(problem)) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return sentence(messages.problem.internal(shown(text)));
  }
  const said = problemSentence(problem, messages);
  const text = shown(error instanceof OptionError ? messages.usage.inOption(error.option, said) : said);
  const { input, position } = problem instanceof LocalProtocolError ? problem : {};
  return [
    ...sentence(text),
    ...(input !== undefined && position !== undefined ? caretLines(input, position) : []),
    ...(isAdvised(problem) ? [] : folded(`  ${messages.codes?.[problem.code]?.remedy ?? problem.remedy}`, columns)),
  ];
}

/** Whether the sentence already says what to do, and the code's advice is for another case. */
function isAdvised({ code, message }: JackfieldError): boolean {
  return code === "ERR_ACCESS" && message.includes("broadcast");
}

/** The lines of a sentence, those that go on further in. */
function folded(text: string, columns: number): readonly string[] {
  if (columns === Number.POSITIVE_INFINITY) return [text];
  const lead = text.startsWith("  ") ? "  " : "";
  return text.split("\n").flatMap((line) => {
    const [first = "", ...rest] = wrap(line.trimStart(), columns - 2);
    return [lead + first, ...rest.map((more) => `  ${more}`)];
  });
}

/** The input and, below it, a caret at `position`; a long input is cut around it. */
export function caretLines(input: string, position: number): string[] {
  const from = position > CARET_WINDOW - 12 ? position - Math.floor(CARET_WINDOW / 2) : 0;
  const cut = input.slice(from, from + CARET_WINDOW);
  const lead = from > 0 ? "…" : "";
  const before = shown(lead + input.slice(from, position)).replaceAll("\t", " ");
  const tail = from + CARET_WINDOW < input.length ? "…" : "";
  const line = shown(lead + cut + tail).replaceAll("\t", " ");
  return [`  ${line}`, `  ${" ".repeat(textWidth(before))}^`];
}

/** Names and input in a message may come from anywhere: nothing in it may drive the terminal. */
function shown(text: string, keepNewlines = false): string {
  return escapeText(text, { keepNewlines, keepTabs: true, backslash: false });
}
