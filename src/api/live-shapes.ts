import {
  type AskRange,
  type AskRank,
  type ClientMessage,
  type CloseView,
  MAX_PREVIEW_BYTES,
  MAX_RANGE_ROWS,
  MAX_TAIL_ROWS,
  type OpenView,
  type SetTail,
  type WatchPeers,
  type WatchSessions,
} from "./live.ts";
import { charsetShape } from "./charset-shapes.ts";
import type { WatchDesk } from "./desk.ts";
import { boolean, integer, literal, object, optional, type Shape, string, tagged } from "./shape.ts";

const view = integer(1, 0xffff_ffff);
const request = integer(1, 0xffff_ffff);
const session = string({ min: 1, max: 100 });
const tail = integer(0, MAX_TAIL_ROWS);

/** A {@link ClientMessage}. */
export const clientMessageShape: Shape<ClientMessage> = tagged<ClientMessage>({
  watchSessions: object<WatchSessions>({ type: literal("watchSessions"), on: boolean() }),
  watchPeers: object<WatchPeers>({ type: literal("watchPeers"), session, on: boolean() }),
  watchDesk: object<WatchDesk>({
    type: literal("watchDesk"),
    session,
    on: boolean(),
    name: optional(string({ min: 1, max: 64 })),
  }),
  openView: object<OpenView>({
    type: literal("openView"),
    view,
    session,
    filter: optional(string({ max: 4096 })),
    peer: optional(integer(0)),
    charsetIn: optional(charsetShape),
    charsetOut: optional(charsetShape),
    preview: optional(integer(0, MAX_PREVIEW_BYTES)),
    tail: optional(tail),
  }),
  setTail: object<SetTail>({ type: literal("setTail"), view, tail }),
  askRange: object<AskRange>({
    type: literal("askRange"),
    view,
    request,
    from: integer(0),
    count: integer(0, MAX_RANGE_ROWS),
  }),
  askRank: object<AskRank>({ type: literal("askRank"), view, request, row: integer(0) }),
  closeView: object<CloseView>({ type: literal("closeView"), view }),
});
