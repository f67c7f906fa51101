import type { Messages } from "../messages/messages.ts";
import { textWidth } from "../output/text-width.ts";
import { formatBytes } from "../output/totals.ts";
import { countText, shortBytes } from "./quantity.ts";
import { safeSpans } from "./row-text.ts";
import type { Rect, Screen, Span } from "./screen.ts";
import type { Notice, TuiState } from "./state.ts";
import { LOOK, type Style } from "./style.ts";
import { fieldRows } from "./text-field.ts";

const TONES: Readonly<Record<Notice["tone"], Style>> = {
  plain: LOOK.plain,
  good: LOOK.good,
  warning: LOOK.warning,
  error: LOOK.error,
};

/** Draws what is open, in which charset and framing, and how many are there. */
export function drawTitle(screen: Screen, { x, y, width }: Rect, state: TuiState, { tui }: Messages): void {
  const { session, role, title } = state;
  screen.blank({ x, y, width, height: 1 }, LOOK.bar);
  const { charset, framing } = session.spec;
  const charsets = charset === undefined ? ["utf-8"] : [...new Set([charset.in, charset.out])];
  const facts = [
    ...(role === "client" ? [] : [tui.peers(session.peersOpen, session.peersTotal)]),
    ...("tls" in session.spec && session.spec.tls !== undefined ? ["TLS"] : []),
    charsets.join("/"),
    ...(framing === undefined || framing.type === "read" ? [] : [framing.type]),
    state.out,
  ].join(" · ");
  const right = ` ${facts} `;
  const room = Math.max(0, width - textWidth(right));
  screen.putSpans(x, y, [{ text: " ", style: LOOK.bar }, ...safeSpans(title, LOOK.key)], room);
  screen.put(x + Math.min(room, width), y, right, LOOK.bar, width - room);
}

/** Draws the filter or the search: as it is typed, or as it is in force. */
export function drawFinder(
  screen: Screen,
  { x, y, width, height }: Rect,
  state: TuiState,
  { tui, detail }: Messages,
): void {
  if (height < 1) return;
  const { finder, rows, only } = state;
  const label = `${finder?.kind === "search" ? tui.search : tui.filter}: `;
  const used = screen.put(x, y, label, LOOK.bold, width);
  const onlyText = only === null ? "" : `${tui.only(only)}  `;
  const scanned = rows.all === 0 ? 100 : Math.floor((rows.scanned / rows.all) * 100);
  const count = finder?.kind === "search" ? "" : `  ${onlyText}${tui.matches(countText(rows.total), scanned)} `;
  const problem = finder?.problem ?? null;
  const note = problem === null ? count : `  ${detail?.(problem.message) ?? problem.message} `;
  const noteWidth = Math.min(textWidth(note), Math.floor(width / 2));
  const room = Math.max(1, width - used - noteWidth);
  if (finder === null) screen.putSpans(x + used, y, safeSpans(state.filter, LOOK.good), room);
  else {
    const { rows: lines, cursor } = fieldRows(finder.field, room - 1);
    const pieces = lines[cursor.row] ?? [];
    const spans = pieces.map(({ text, at }) => ({
      text,
      style: problem === null ? LOOK.good : at >= problem.position ? LOOK.error | LOOK.bar : LOOK.error,
    }));
    screen.putSpans(x + used, y, spans, room);
    if (state.help === null) screen.cursor = { x: Math.min(screen.columns - 1, x + used + cursor.column), y };
  }
  screen.putSpans(x + width - noteWidth, y, safeSpans(note, problem === null ? LOOK.dim : LOOK.error), noteWidth);
}

/** Draws the totals: bytes, rates, rows, what was lost, whether it is kept. A notice takes its place until the next key. */
export function drawStatus(screen: Screen, { x, y, width }: Rect, state: TuiState, messages: Messages): void {
  const notice = state.notice ?? state.ended;
  if (notice !== null) {
    screen.putSpans(
      x,
      y,
      [{ text: " ", style: LOOK.plain }, ...safeSpans(notice.say(messages), TONES[notice.tone])],
      width,
    );
    return;
  }
  const spans = statusSpans(state, messages, width);
  screen.putSpans(x, y, spans, width);
}

/** What a temporary file means is left out where there is no room for it. */
function statusSpans(state: TuiState, { tui }: Messages, columns: number): Span[] {
  const { session, rows, rates } = state;
  const { counters, drops, captureBytes, spec } = session;
  const lost = drops.kernel ?? 0;
  const queued = state.peers.reduce((sum, { queuedBytes }) => sum + queuedBytes, 0);
  const spans: Span[] = [
    { text: ` ← ${formatBytes(counters.bytesIn)}`, style: LOOK.in },
    { text: ` ${shortBytes(rates.bytesIn)}/s`, style: LOOK.dim },
    { text: `  → ${formatBytes(counters.bytesOut)}`, style: LOOK.out },
    { text: ` ${shortBytes(rates.bytesOut)}/s`, style: LOOK.dim },
    { text: ` │ ${tui.rows(countText(rows.total), countText(rows.all))}`, style: LOOK.plain },
    { text: ` │ ${tui.dropped(countText(lost))}`, style: lost > 0 ? LOOK.error : LOOK.dim },
  ];
  if (drops.unrecorded > 0) spans.push({ text: ` ${tui.unrecorded(countText(drops.unrecorded))}`, style: LOOK.error });
  if (queued > 0) spans.push({ text: ` │ ${tui.queued(formatBytes(queued))}`, style: LOOK.warning });
  if (rows.bottom !== null) {
    const fresh = Math.max(0, rows.total - rows.seen);
    if (fresh > 0) spans.push({ text: ` │ ${tui.newRows(countText(fresh))}`, style: LOOK.warning });
  } else if (rows.passed > 0) spans.push({ text: ` │ ${tui.passed(countText(rows.passed))}`, style: LOOK.dim });
  spans.push({ text: " │ ", style: LOOK.plain }, { text: "●", style: LOOK.error });
  spans.push({ text: ` ${tui.recording} ${formatBytes(captureBytes)} `, style: LOOK.plain });
  const kept = safeSpans(spec.captureFile ?? tui.temporary, LOOK.dim);
  return widthOf([...spans, ...kept]) > columns && spec.captureFile === undefined ? spans : [...spans, ...kept];
}

function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** Draws which keys do what here. */
export function drawHints(screen: Screen, { x, y, width }: Rect, state: TuiState, { tui }: Messages): void {
  let used = 0;
  for (const [key, meaning] of hintsOf(state, tui)) {
    const size = textWidth(key) + textWidth(meaning) + 4;
    if (used + size > width) break;
    used += screen.put(x + used, y, ` ${key} `, LOOK.bar);
    used += screen.put(x + used, y, `${meaning} `, LOOK.plain);
  }
}

function hintsOf(state: TuiState, tui: Messages["tui"]): Messages["tui"]["hints"] {
  if (state.finder !== null) return tui.findHints;
  if (state.focus === "rows") return state.inspect === null ? tui.rowHints : tui.inspectHints;
  return state.focus === "peers" ? tui.peerHints : tui.hints;
}
