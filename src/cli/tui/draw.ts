import type { Messages } from "../messages/messages.ts";
import { drawFinder, drawHints, drawStatus, drawTitle } from "./bars.ts";
import { drawComposer, drawPreview } from "./composer-pane.ts";
import { drawHelp } from "./help-pane.ts";
import { drawInspector } from "./inspect-pane.ts";
import { MIN_COLUMNS, MIN_ROWS } from "./layout.ts";
import { drawPeers } from "./peer-pane.ts";
import { drawRows } from "./row-pane.ts";
import { Screen } from "./screen.ts";
import { layoutFor } from "./scroll.ts";
import type { TuiState } from "./state.ts";
import { LOOK } from "./style.ts";

/** The picture of a state. */
export function draw(state: TuiState, messages: Messages): Screen {
  const { columns, rows } = state.size;
  const screen = new Screen(columns, rows);
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) {
    screen.put(0, 0, messages.tui.tooSmall, LOOK.warning);
    return screen;
  }
  const layout = layoutFor(state);
  drawTitle(screen, layout.title, state, messages);
  drawPeers(screen, layout.peers, state, messages);
  drawFinder(screen, layout.finder, state, messages);
  drawRows(screen, layout.list, state, messages);
  drawInspector(screen, layout.inspector, state, messages);
  drawStatus(screen, layout.status, state, messages);
  drawComposer(screen, layout.input, state);
  drawPreview(screen, layout.preview, state, messages);
  drawHints(screen, layout.hints, state, messages);
  if (state.help !== null) drawHelp(screen, state.help.top, messages);
  return screen;
}
