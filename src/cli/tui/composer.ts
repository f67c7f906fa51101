import { JackfieldError, LocalProtocolError } from "../../errors/index.ts";
import { encodeMessage } from "../conversation/message-encoder.ts";
import { EOLS } from "../options/conversation-args.ts";
import type { ComposerState, InputMode, SentEntry } from "./state.ts";
import { EMPTY_FIELD, fieldOf } from "./text-field.ts";

/** What Enter would do with the input. */
export type Preview =
  | { readonly kind: "nothing" }
  | { readonly kind: "command" }
  | {
      readonly kind: "bytes";
      readonly bytes: Uint8Array;
      /** Bytes in front of the line end and the checksum. */
      readonly body: number;
    }
  | { readonly kind: "fault"; readonly error: Error; readonly position: number | null };

const INPUT_MODES: readonly InputMode[] = ["text", "hex", "escape"];
const MAX_HISTORY = 200;

// A composer's state never changes, so its preview is made once.
const previews = new WeakMap<ComposerState, Preview>();

/** The exact bytes of the input, or why there are none. */
export function previewOf(composer: ComposerState): Preview {
  let preview = previews.get(composer);
  if (preview === undefined) previews.set(composer, (preview = makePreview(composer)));
  return preview;
}

function makePreview(composer: ComposerState): Preview {
  const { text } = composer.field;
  const { mode, eol, checksum, charset } = composer;
  if (text === "") return { kind: "nothing" };
  if (isCommand(composer)) return { kind: "command" };
  const isEscaped = text.startsWith("//") || (composer.addressing && text.startsWith("@@"));
  const line = mode === "text" && isEscaped ? text.slice(1) : text;
  const format = { in: mode, charset, checksum, eol: mode === "text" ? eol : "none" } as const;
  try {
    const bytes = encodeMessage(line, format);
    const body = encodeMessage(line, { ...format, eol: "none", checksum: null }).length;
    return { kind: "bytes", bytes, body };
  } catch (error) {
    if (!JackfieldError.is(error)) throw error;
    const shift = text.length - line.length;
    const position = error instanceof LocalProtocolError ? (error.position ?? null) : null;
    return { kind: "fault", error, position: position === null ? null : position + shift };
  }
}

/** Whether the input is a command: a single line of text that begins with one slash, or with `@` and a peer. */
export function isCommand({ field, mode, addressing }: ComposerState): boolean {
  const { text } = field;
  if (mode !== "text" || text.includes("\n")) return false;
  return /^\/(?!\/)/.test(text) || (addressing && /^@(?!@)/.test(text));
}

/** The next way to read the input. */
export function withNextMode(composer: ComposerState): ComposerState {
  return { ...composer, mode: after(INPUT_MODES, composer.mode), recalled: -1 };
}

/** The next line end. */
export function withNextEol(composer: ComposerState): ComposerState {
  return { ...composer, eol: after(EOLS, composer.eol) };
}

function after<T>(list: readonly T[], item: T): T {
  return list[(list.indexOf(item) + 1) % list.length] ?? item;
}

/** The input after it was sent: empty, and remembered. */
export function sent(composer: ComposerState): ComposerState {
  const entry: SentEntry = { mode: composer.mode, text: composer.field.text };
  const others = composer.history.filter(({ mode, text }) => mode !== entry.mode || text !== entry.text);
  const history = entry.text === "" ? composer.history : [entry, ...others].slice(0, MAX_HISTORY);
  return { ...composer, history, field: EMPTY_FIELD, recalled: -1, unsent: EMPTY_FIELD };
}

/** Goes back (1) or forth (-1) in what was sent in the present mode; the same when there is no more. */
export function recall(composer: ComposerState, step: 1 | -1): ComposerState {
  const entries = composer.history.filter(({ mode }) => mode === composer.mode);
  const next = composer.recalled + step;
  if (next < -1 || next >= entries.length) return composer;
  const unsent = composer.recalled === -1 ? composer.field : composer.unsent;
  const field = next === -1 ? unsent : fieldOf(entries[next]?.text ?? "");
  return { ...composer, field, unsent, recalled: next };
}
