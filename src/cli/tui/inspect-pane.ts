import { CharsetDecoder, type CharsetName, detectCharset, hexdump } from "../../bytes/index.ts";
import type { Messages } from "../messages/messages.ts";
import { formatBytes } from "../output/totals.ts";
import { countText } from "./quantity.ts";
import { safeSpans } from "./row-text.ts";
import type { Rect, Screen } from "./screen.ts";
import type { InspectState, TuiState } from "./state.ts";
import { LOOK } from "./style.ts";

/** Bytes in a line of a dump that has so many columns. */
export function dumpWidth(columns: number): number {
  return columns >= 79 ? 16 : columns >= 44 ? 8 : 4;
}

/** Bytes of a payload that are loaded at a time. */
export const PART_BYTES: number = 64 * 1024;

/** Lines of the whole dump. */
export function dumpLines({ row }: InspectState, columns: number): number {
  return Math.ceil(row.length / dumpWidth(columns));
}

/** Draws one row's bytes. */
export function drawInspector(screen: Screen, rect: Rect, state: TuiState, messages: Messages): void {
  const { inspect } = state;
  if (inspect === null || rect.height < 1) return;
  const { x, y, width, height } = rect;
  const { row, offset, bytes, top } = inspect;
  const charset = state.session.spec.charset?.[row.direction ?? "in"] ?? "utf-8";
  screen.blank({ ...rect, height: 1 }, LOOK.bar);
  const title = messages.tui.inspect(countText(row.index), formatBytes(row.length));
  const mark = row.direction === "out" ? "→" : "←";
  let used = screen.put(x, y, ` ${title}  ${mark} #${row.peer}  ${charset} `, LOOK.bar, width);
  const hint = betterCharset(bytes, charset);
  if (hint !== null) used += screen.put(x + used, y, ` ${messages.tui.looksLike(hint)} `, LOOK.key, width - used);
  const lineBytes = dumpWidth(width);
  const total = dumpLines(inspect, width);
  if (total > height - 1) {
    const shown = ` ${top + 1}–${Math.min(total, top + height - 1)} / ${total} `;
    screen.put(x + Math.max(used, width - shown.length), y, shown, LOOK.bar, width - used);
  }
  for (let line = 0; line < height - 1 && top + line < total; line++) {
    const from = (top + line) * lineBytes - offset;
    if (from < 0 || from >= bytes.length) continue;
    // The rest of a character at the end of the line is read along, so that it stands whole where it begins.
    const [text = ""] = hexdump(bytes.subarray(from, from + lineBytes + 4), {
      offset: offset + from,
      offsetDigits: row.length > 0xffff ? 8 : 4,
      width: lineBytes,
      charset,
    });
    screen.putSpans(x + 1, y + 1 + line, safeSpans(text, LOOK.plain), width - 1);
  }
}

/** A charset that the bytes fit while they do not fit the present one; null: none, or they fit. */
export function betterCharset(bytes: Uint8Array, charset: CharsetName): CharsetName | null {
  const decoder = new CharsetDecoder(charset);
  decoder.decode(bytes.subarray(0, 4096));
  if (decoder.badBytes === 0) return null;
  const { charset: found } = detectCharset(bytes.subarray(0, 4096));
  return found === charset ? null : found;
}
