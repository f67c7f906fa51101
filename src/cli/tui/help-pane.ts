import type { Messages } from "../messages/messages.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import { wrap } from "../output/wrap.ts";
import type { Screen, Span } from "./screen.ts";
import { LOOK } from "./style.ts";

/** Draws the keys and what they do over everything else. */
export function drawHelp(screen: Screen, top: number, { tui }: Messages): void {
  const width = Math.min(screen.columns - 2, 92);
  const height = Math.min(screen.rows - 2, 40);
  if (width < 20 || height < 4) return;
  const lines = helpLines(tui, width - 4);
  const tall = Math.min(height, lines.length + 2);
  const x = Math.floor((screen.columns - width) / 2);
  const y = Math.floor((screen.rows - tall) / 2);
  const room = tall - 2;
  const first = Math.max(0, Math.min(top, lines.length - room));
  screen.cursor = null;
  screen.blank({ x, y, width, height: tall }, LOOK.plain);
  frame(screen, { x, y, width, height: tall }, tui.helpTitle);
  lines.slice(first, first + room).forEach((spans, line) => {
    screen.putSpans(x + 2, y + 1 + line, spans, width - 4);
  });
  if (first + room < lines.length) screen.put(x + width - 4, y + tall - 1, " ↓ ", LOOK.bold);
  if (first > 0) screen.put(x + width - 4, y, " ↑ ", LOOK.bold);
}

function helpLines(tui: Messages["tui"], width: number): Span[][] {
  const keyWidth = Math.min(
    Math.floor(width / 2.5),
    Math.max(...tui.help.flatMap(([, keys]) => keys.map(([key]) => textWidth(key)))),
  );
  return tui.help.flatMap(([heading, keys], index) => [
    ...(index === 0 ? [] : [[]]),
    [{ text: heading, style: LOOK.title }],
    ...keys.flatMap(([key, meaning]) =>
      wrap(meaning, Math.max(10, width - keyWidth - 2)).map((line, row) => [
        { text: padToWidth(row === 0 ? key : "", keyWidth), style: LOOK.bold },
        { text: `  ${line}`, style: LOOK.plain },
      ]),
    ),
  ]);
}

function frame(
  screen: Screen,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  title: string,
): void {
  const line = "─".repeat(width - 2);
  screen.put(x, y, `┌${line}┐`, LOOK.dim);
  screen.put(x + 2, y, ` ${title} `, LOOK.title, width - 4);
  for (let row = 1; row < height - 1; row++) {
    screen.put(x, y + row, "│", LOOK.dim);
    screen.put(x + width - 1, y + row, "│", LOOK.dim);
  }
  screen.put(x, y + height - 1, `└${line}┘`, LOOK.dim);
}
