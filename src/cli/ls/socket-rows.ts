import { escapeText } from "../../bytes/index.ts";
import type { LsColumn } from "../messages/tool-messages.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import type { ListedSocket } from "./socket-table.ts";

const COLUMNS: readonly LsColumn[] = [
  "protocol",
  "state",
  "local",
  "peer",
  "receive",
  "send",
  "process",
  "user",
  "since",
];
/** What a narrow terminal goes without, in this order. */
const DISPENSABLE: readonly LsColumn[] = ["since", "user", "send", "receive"];
const RIGHT: ReadonlySet<LsColumn> = new Set(["receive", "send", "since"]);
/** No column of a cut line becomes narrower. */
const LEAST_COLUMNS = 12;
const GAP = "  ";

/** Options of {@link socketRows}. */
export interface SocketRowsOptions {
  readonly headings: Readonly<Record<LsColumn, string>>;
  /** Columns of the terminal; undefined cuts and leaves out nothing. */
  readonly columns: number | undefined;
  readonly heading: boolean;
  readonly nowMs: number;
}

/** Sockets as lines of a table, aligned. */
export function socketRows(sockets: readonly ListedSocket[], options: SocketRowsOptions): string[] {
  const cells = sockets.map((socket) => cellsOf(socket, options.nowMs));
  if (options.heading) cells.unshift(options.headings);
  let shown = [...COLUMNS];
  const width = (column: LsColumn): number => Math.max(0, ...cells.map((row) => textWidth(row[column])));
  const widths = new Map(shown.map((column) => [column, width(column)]));
  if (options.columns !== undefined) {
    const total = (): number =>
      shown.reduce((sum, column) => sum + (widths.get(column) ?? 0) + GAP.length, -GAP.length);
    for (const column of DISPENSABLE) {
      if (total() > options.columns) shown = shown.filter((other) => other !== column);
    }
    for (let over = total() - options.columns; over > 0; over--) {
      const [widest] = [...shown].sort((a, b) => (widths.get(b) ?? 0) - (widths.get(a) ?? 0));
      if (widest === undefined || (widths.get(widest) ?? 0) <= LEAST_COLUMNS) break;
      widths.set(widest, (widths.get(widest) ?? 0) - 1);
    }
  }
  return cells.map((row) =>
    shown
      .map((column) => {
        const room = widths.get(column) ?? 0;
        const text = cut(row[column], room);
        return RIGHT.has(column) ? " ".repeat(room - textWidth(text)) + text : padToWidth(text, room);
      })
      .join(GAP)
      .trimEnd(),
  );
}

function cellsOf(socket: ListedSocket, nowMs: number): Record<LsColumn, string> {
  const { holders, receiveQueue, sendQueue } = socket;
  const [first] = holders;
  return {
    protocol: socket.protocol,
    state: socket.state,
    local: shown(socket.local) || "-",
    peer: shown(socket.remote),
    receive: String(receiveQueue),
    send: sendQueue === null ? "?" : String(sendQueue),
    process: first === undefined ? "-" : holderText(socket),
    user: shown(socket.user ?? "-"),
    since: first === undefined || first.startedMs === null ? "-" : ageText(nowMs - first.startedMs),
  };
}

/** `node (1234)`, and how many more there are. */
export function holderText({ holders }: ListedSocket): string {
  const pids = new Set(holders.map(({ pid }) => pid));
  const [first] = holders;
  if (first === undefined) return "-";
  return `${shown(first.command)} (${first.pid})${pids.size > 1 ? ` +${pids.size - 1}` : ""}`;
}

/** A process chooses its name, and whoever binds chooses a path: nothing of it may drive the terminal. */
function shown(text: string): string {
  return escapeText(text, { backslash: false });
}

/** `42s`, `17m`, `5h`, `12d`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 100) return `${seconds}s`;
  if (seconds < 100 * 60) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

function cut(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  for (const char of text) {
    if (textWidth(kept) + textWidth(char) >= columns) break;
    kept += char;
  }
  return `${kept}…`;
}

/** A socket as a JSON value. */
export function socketJson(socket: ListedSocket): object {
  const { holders, rttMs, retransmits, drops, ...rest } = socket;
  return {
    ...rest,
    processes: holders.map(({ startedMs, ...holder }) => ({
      ...holder,
      ...(startedMs === null ? {} : { started: new Date(startedMs).toISOString() }),
    })),
    ...(rttMs === null ? {} : { rttMs }),
    ...(retransmits === null ? {} : { retransmits }),
    ...(drops === null ? {} : { drops }),
  };
}
