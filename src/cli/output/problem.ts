import { escapeText } from "../../bytes/index.ts";
import { ERROR_CODES, JackfieldError, LocalProtocolError, SocketError } from "../../errors/index.ts";
import type { Messages } from "../messages/messages.ts";
import { CliError, OptionError, UsageError } from "../cli-error.ts";
import { textWidth } from "./text-width.ts";

/** Columns of input shown around the position of a fault. */
const CARET_WINDOW = 72;

/**
 * An error as a person reads it: a sentence that names operation, address and cause, the input with a caret under the
 * fault where there is one, and what to do about it. Never a stack trace.
 */
export function describeProblem(error: unknown, messages: Messages): string {
  if (error instanceof UsageError) {
    const hint = error.command === undefined ? messages.usage.helpHint : messages.usage.seeHelp(error.command);
    return `jack${messages.problem.colon}${shown(error.text(messages), true)}\n  ${hint}\n`;
  }
  if (error instanceof OptionError) {
    return describeCoded(error.problem, messages, (sentence) => messages.usage.inOption(error.option, sentence));
  }
  if (error instanceof CliError) {
    return `jack${messages.problem.colon}${shown(error.text(messages), true)}\n`;
  }
  if (!JackfieldError.is(error)) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `jack${messages.problem.colon}${messages.problem.internal(shown(text))}\n`;
  }
  return describeCoded(error, messages, (sentence) => sentence);
}

function describeCoded(error: JackfieldError, messages: Messages, say: (sentence: string) => string): string {
  const lines = [`jack${messages.problem.colon}${shown(say(problemSentence(error, messages)))}`];
  if (error instanceof LocalProtocolError && error.input !== undefined && error.position !== undefined) {
    lines.push(...caretLines(error.input, error.position));
  }
  lines.push(`  ${messages.codes?.[error.code]?.remedy ?? error.remedy}`);
  return `${lines.join("\n")}\n`;
}

/** The sentence alone. */
export function problemSentence(error: JackfieldError, messages: Messages): string {
  const meaning = messages.codes?.[error.code]?.meaning;
  if (meaning === undefined) return error.message;
  const { colon } = messages.problem;
  if (error instanceof SocketError) {
    const where =
      error.op === "bind" || error.op === "listen" ? (error.local ?? error.remote) : (error.remote ?? error.local);
    const subject = [messages.operations?.[error.op] ?? error.op, error.network, where].filter(Boolean).join(" ");
    const number = error.code === "ERR_SYSTEM" && error.errnoName !== undefined ? ` (${error.errnoName})` : "";
    const hint = error.hint === undefined ? "" : `；${messages.detail?.(error.hint) ?? error.hint}`;
    return `${subject}${colon}${meaning}${number}${hint}`;
  }
  const english = ERROR_CODES[error.code].meaning;
  // A message that ends with the code's meaning in English ends with it in the user's language.
  if (error.message.endsWith(english)) {
    const subject = error.message.slice(0, -english.length).replace(/: $/, "");
    return subject === "" ? meaning : `${messages.detail?.(subject) ?? subject}${colon}${meaning}`;
  }
  return `${meaning}${colon}${messages.detail?.(error.message) ?? error.message}`;
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
