import { parseSocketMessage } from "../../api/index.ts";
import { ERROR_CODES, type ErrorCode, type JackfieldError, SocketError } from "../../errors/index.ts";
import type { Messages } from "../messages/messages.ts";

/** What an error says, as one sentence: operation, address and cause. */
export function problemSentence(error: JackfieldError, messages: Messages): string {
  const meaning = messages.codes?.[error.code]?.meaning;
  if (meaning === undefined) return error.message;
  if (!(error instanceof SocketError)) return messageSentence(error.code, error.message, messages);
  const { colon } = messages.problem;
  const where =
    error.op === "bind" || error.op === "listen" ? (error.local ?? error.remote) : (error.remote ?? error.local);
  const subject = [messages.operations?.[error.op] ?? error.op, error.network, where].filter(Boolean).join(" ");
  const number = error.code === "ERR_SYSTEM" && error.errnoName !== undefined ? ` (${error.errnoName})` : "";
  const hint = error.hint === undefined ? "" : `；${messages.detail?.(error.hint) ?? error.hint}`;
  return `${subject}${colon}${meaning}${number}${hint}`;
}

/** The same of an error's code and English message, as an event carries them. */
export function messageSentence(code: ErrorCode, message: string, messages: Messages): string {
  const meaning = messages.codes?.[code]?.meaning;
  if (meaning === undefined) return message;
  const { colon } = messages.problem;
  const english = ERROR_CODES[code].meaning;
  if (message === english) return meaning;
  const look = (text: string): string => messages.detail?.(text) ?? text;
  const parts = parseSocketMessage(message);
  const operation = (messages.operations as Readonly<Record<string, string>> | undefined)?.[parts?.op ?? ""];
  if (parts !== null && operation !== undefined && parts.cause === english) {
    const number = parts.errnoName === undefined ? "" : ` (${parts.errnoName})`;
    const hints = parts.hints === undefined ? "" : `；${look(parts.hints)}`;
    return `${operation} ${parts.site}${colon}${meaning}${number}${hints}`;
  }
  // A message that ends with the code's meaning in English ends with it in the user's language.
  if (message.endsWith(`: ${english}`)) return `${look(message.slice(0, -english.length - 2))}${colon}${meaning}`;
  const detail = look(message);
  return detail.includes(meaning) ? detail : `${meaning}${colon}${detail}`;
}
