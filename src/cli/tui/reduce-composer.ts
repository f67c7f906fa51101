import { suggest } from "../suggest.ts";
import { SLASH_COMMANDS } from "../terminal/slash-command.ts";
import { editKeyOf } from "./edit-key.ts";
import { isCommand, previewOf, recall, sent } from "./composer.ts";
import type { KeyPress, TerminalInput } from "./key-parser.ts";
import type { Reduced } from "./action.ts";
import { following } from "./scroll.ts";
import type { ComposerState, TuiState } from "./state.ts";
import { edit, fieldOf, insert, MAX_FIELD } from "./text-field.ts";

/** Commands that only the view has. */
export const VIEW_COMMANDS: readonly string[] = ["/filter", "/find", "/only", "/save", "/out"];

/** The view after input to the composer. */
export function reduceComposer(state: TuiState, input: Exclude<TerminalInput, { type: "wheel" | "click" }>): Reduced {
  if (input.type === "text" || input.type === "paste") return typed(state, input.text);
  if (state.ended !== null && /^(?:enter|escape)$/.test(input.key)) {
    return { state, effects: [{ type: "leave", how: "quit" }] };
  }
  return pressed(state, input);
}

function pressed(state: TuiState, press: KeyPress): Reduced {
  const { composer } = state;
  const { key, ctrl, alt } = press;
  const editing = editKeyOf(press);
  if (editing !== null) return changed(state, { ...composer, field: edit(composer.field, editing) });
  if ((key === "enter" && alt) || (ctrl && key === "j")) return typed(state, "\n");
  if (key === "enter") return send(state);
  if (key === "up") return changed(state, recall(composer, 1));
  if (key === "down") return changed(state, recall(composer, -1));
  if (key === "tab") return complete(state);
  if (key === "escape") return { state: following(state), effects: [] };
  if (ctrl && key === "d" && composer.field.text === "") {
    return { state, effects: [{ type: "leave", how: "endOfInput" }] };
  }
  if (ctrl && key === "d") return changed(state, { ...composer, field: edit(composer.field, "delete") });
  return { state, effects: [] };
}

function typed(state: TuiState, text: string): Reduced {
  if (state.ended !== null) {
    return { state, effects: text === "q" ? [{ type: "leave", how: "quit" }] : [] };
  }
  const field = insert(state.composer.field, text);
  // Nothing of it is taken, so that nothing is cut without a word.
  if (field === null)
    return { state: { ...state, notice: { tone: "error", say: (m) => m.tui.tooLong(MAX_FIELD) } }, effects: [] };
  return changed(state, { ...state.composer, field, recalled: -1 });
}

function changed(state: TuiState, composer: ComposerState): Reduced {
  return { state: { ...state, composer }, effects: [] };
}

function send(state: TuiState): Reduced {
  const { composer } = state;
  const preview = previewOf(composer);
  if (isCommand(composer)) {
    return { state: { ...state, composer: sent(composer) }, effects: [{ type: "command", line: composer.field.text }] };
  }
  switch (preview.kind) {
    case "bytes":
      return {
        state: following({ ...state, composer: sent(composer) }),
        effects: [{ type: "send", bytes: preview.bytes, to: state.target }],
      };
    case "nothing": {
      // Enter alone sends the line end, as in lines.
      const line = previewOf({ ...composer, field: fieldOf("\n") });
      if (composer.mode !== "text" || composer.eol === "none" || line.kind !== "bytes") return { state, effects: [] };
      const bytes = line.bytes.subarray(line.body);
      return { state, effects: [{ type: "send", bytes, to: state.target }] };
    }
    case "fault": {
      // The preview says what is wrong; the cursor goes where.
      const cursor = preview.position ?? composer.field.cursor;
      return changed(state, { ...composer, field: { text: composer.field.text, cursor } });
    }
    default:
      return { state, effects: [] };
  }
}

/** Completes the command that has begun as far as it is sure; when it is not, says what there is. */
function complete(state: TuiState): Reduced {
  const { composer } = state;
  const { text } = composer.field;
  const found = [...SLASH_COMMANDS, ...VIEW_COMMANDS].filter((command) => command.startsWith(text));
  const completed = commonBeginning(found) ?? suggest(text, SLASH_COMMANDS) ?? text;
  if (completed === text && found.length > 1) {
    return { state: { ...state, notice: { tone: "plain", say: () => found.join("  ") } }, effects: [] };
  }
  return changed(state, { ...composer, field: fieldOf(found.length === 1 ? `${completed} ` : completed) });
}

function commonBeginning(words: readonly string[]): string | null {
  const [first] = words;
  if (first === undefined) return null;
  let length = first.length;
  for (const word of words) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
