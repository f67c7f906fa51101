import { encodeMessage, type MessageFormat } from "../conversation/message-encoder.ts";
import { DASH } from "../io/dash.ts";
import { UsageError } from "../cli-error.ts";

/** What is sent: bytes that are known, a file, or standard input. */
export type Message =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "stdin" };

/** What the command line says of it. */
export interface MessageArgs {
  readonly text: readonly string[];
  readonly file: string | undefined;
  /** Standard input may be read. */
  readonly hasInput: boolean;
  readonly format: MessageFormat;
}

/**
 * The messages of a command line: each TEXT, else a file, else standard input, which `-` names in either place.
 * @throws UsageError when there is nothing, or both TEXT and a file; LocalProtocolError as `encodeMessage`
 */
export function messagesOf({ text, file, hasInput, format }: MessageArgs): readonly Message[] {
  if (file !== undefined && text.length > 0) throw new UsageError((m) => m.usage.together("--file", "TEXT"));
  if (file !== undefined && file !== DASH) return [{ type: "file", path: file }];
  if (file === DASH || (text.length === 1 && text[0] === DASH)) return [{ type: "stdin" }];
  if (text.length > 0) return text.map((one) => ({ type: "bytes", bytes: encodeMessage(one, format) }));
  if (!hasInput) throw new UsageError((m) => m.usage.nothingToSend);
  return [{ type: "stdin" }];
}
