import { formatHex } from "../../bytes/index.ts";
import type { Messages } from "../messages/messages.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import { textWidth } from "../output/text-width.ts";
import { JackfieldError } from "../../errors/index.ts";
import { previewOf } from "./composer.ts";
import { inputColumns } from "./layout.ts";
import { safeSpans } from "./row-text.ts";
import type { Rect, Screen, Span } from "./screen.ts";
import { type ComposerState, openPeers, type TuiState } from "./state.ts";
import { LOOK } from "./style.ts";
import { fieldRows } from "./text-field.ts";

const MARKS = { text: "> ", hex: "x ", escape: "\\ " } as const;

/** Draws the input; its last rows when it has more than there is room for. */
export function drawComposer(screen: Screen, rect: Rect, state: TuiState): void {
  const { x, y, width, height } = rect;
  const { composer, focus, ended } = state;
  if (ended !== null || height < 1) return;
  const { rows, cursor } = fieldRows(composer.field, inputColumns(width));
  const first = Math.max(0, Math.min(rows.length - height, cursor.row - Math.floor(height / 2)));
  const preview = previewOf(composer);
  const wrongAt = preview.kind === "fault" ? preview.position : null;
  for (let line = 0; line < height; line++) {
    const pieces = rows[first + line];
    if (pieces === undefined) break;
    screen.put(
      x,
      y + line,
      first + line === 0 ? MARKS[composer.mode] : "  ",
      focus === "composer" ? LOOK.bold : LOOK.dim,
    );
    screen.putSpans(
      x + 2,
      y + line,
      pieces.map(({ text, at, isMark }) => ({
        text,
        style: at === wrongAt ? LOOK.error | LOOK.bar : isMark ? LOOK.mark : LOOK.plain,
      })),
      width - 2,
    );
  }
  if (focus === "composer" && state.finder === null && state.help === null) {
    screen.cursor = { x: Math.min(screen.columns - 1, x + 2 + cursor.column), y: y + cursor.row - first };
  }
}

/** Draws whom the input goes to, and the exact bytes that Enter would send. */
export function drawPreview(screen: Screen, rect: Rect, state: TuiState, messages: Messages): void {
  const { x, y, width } = rect;
  if (state.ended !== null) return;
  const target = ` ${targetText(state, messages)} `;
  const used = screen.put(x, y, target, LOOK.bar, Math.floor(width / 2));
  const room = width - used - 1;
  screen.putSpans(x + used + 1, y, previewSpans(state.composer, messages, room), room);
}

/** Whom the input goes to. */
export function targetText({ target, peers, session, names }: TuiState, { tui }: Messages): string {
  if (session.phase === "waiting") return tui.waiting;
  const open = openPeers(peers);
  if (typeof target === "number") {
    const peer = peers.find(({ id }) => id === target);
    return tui.toPeer(target, safeText(names.get(target) ?? peer?.remote ?? ""));
  }
  if (open.length === 0) return tui.toNobody;
  const [only] = open;
  if (open.length === 1 && only !== undefined) return tui.toPeer(only.id, safeText(only.remote));
  return target === "last" ? tui.toLast : tui.toAll(open.length);
}

function safeText(text: string): string {
  return safeSpans(text)
    .map((span) => span.text)
    .join("");
}

function previewSpans(composer: ComposerState, messages: Messages, room: number): Span[] {
  const { tui } = messages;
  const preview = previewOf(composer);
  switch (preview.kind) {
    case "nothing":
      return [{ text: tui.nothing, style: LOOK.dim }];
    case "command":
      return [{ text: tui.command, style: LOOK.dim }];
    case "fault": {
      const { error } = preview;
      return safeSpans(JackfieldError.is(error) ? problemSentence(error, messages) : error.message, LOOK.error);
    }
    default:
      return byteSpans(preview.bytes, preview.body, composer, messages, room);
  }
}

/** Count, charset, then as many bytes as there is room for: the beginning, and the end with line end and checksum. */
function byteSpans(
  bytes: Uint8Array,
  body: number,
  { mode, charset, eol, checksum }: ComposerState,
  { tui }: Messages,
  room: number,
): Span[] {
  const facts = [
    tui.preview(bytes.length),
    tui.modes[mode],
    ...(mode === "hex" ? [] : [charset]),
    ...(mode === "text" && eol !== "none" ? [eol] : []),
    ...(checksum === null ? [] : [checksum.name]),
  ].join(" ");
  const head: Span[] = [
    { text: facts, style: LOOK.bold },
    { text: "  ", style: LOOK.plain },
  ];
  const fits = Math.max(4, Math.floor((room - textWidth(facts) - 2) / 3));
  const parts = (from: number, to: number): Span[] => {
    const cut = Math.max(from, Math.min(to, body));
    return [
      { text: cut > from ? `${formatHex(bytes.subarray(from, cut))} ` : "", style: LOOK.out },
      { text: to > cut ? `${formatHex(bytes.subarray(cut, to))} ` : "", style: LOOK.warning },
    ];
  };
  if (bytes.length <= fits) return [...head, ...parts(0, bytes.length)];
  const tail = Math.max(2, Math.min(Math.floor(fits / 3), 8));
  const front = Math.max(1, fits - tail - 1);
  return [...head, ...parts(0, front), { text: "… ", style: LOOK.mark }, ...parts(bytes.length - tail, bytes.length)];
}
