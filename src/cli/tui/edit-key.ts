import type { KeyPress } from "./key-parser.ts";
import type { EditKey } from "./text-field.ts";

const PLAIN: Readonly<Record<string, EditKey>> = {
  left: "left",
  right: "right",
  home: "home",
  end: "end",
  backspace: "backspace",
  delete: "delete",
};
const WITH_CTRL: Readonly<Record<string, EditKey>> = {
  a: "home",
  e: "end",
  b: "left",
  f: "right",
  h: "backspace",
  u: "kill-to-start",
  k: "kill-to-end",
  w: "kill-word",
  left: "word-left",
  right: "word-right",
  backspace: "kill-word",
};
const WITH_ALT: Readonly<Record<string, EditKey>> = {
  b: "word-left",
  f: "word-right",
  left: "word-left",
  right: "word-right",
  backspace: "kill-word",
};

/** What a key does to a text that is being edited, as in readline; null: nothing. */
export function editKeyOf({ key, ctrl, alt }: KeyPress): EditKey | null {
  return (ctrl ? WITH_CTRL : alt ? WITH_ALT : PLAIN)[key] ?? null;
}
