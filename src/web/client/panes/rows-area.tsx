import { type CSSProperties, type JSX, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { CaptureRow, PeerState, SessionState } from "../../../api/index.ts";
import type { Translate } from "../i18n/translate.ts";
import type { RowRange } from "../lists/list-geometry.ts";
import { ROW_HEIGHT, RowList, type RowListData, type RowListListener } from "../lists/row-list.ts";
import type { RowView } from "../model/row-view.ts";
import type { RowFormat, SessionDesk } from "../model/session-desk.ts";
import { copyRows } from "../model/copy-rows.ts";
import { numberText } from "../text/quantity.ts";
import { peerLabel } from "../text/peer-label.ts";
import { visibleText } from "../text/visible-text.ts";
import { copyText } from "../ui/clipboard.ts";
import { useCheck } from "../ui/use-check.ts";
import { useLatest, useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";

/** Columns of the list with their headings, in order. */
const COLUMNS = ["num", "time", "delta", "dir", "peer", "len", "text", "hex", "mark"] as const;
const HEADINGS = {
  num: "rows.number",
  time: "rows.time",
  delta: "rows.delta",
  dir: "rows.direction",
  peer: "rows.peer",
  len: "rows.length",
  text: "rows.text",
  hex: "rows.hex",
  mark: "rows.mark",
} as const;

/** Properties of {@link RowsArea}. */
export interface RowsAreaProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
  readonly view: RowView;
  readonly format: RowFormat;
}

/** How a peer is printed in rows. */
export function remoteIn(peers: ReadonlyMap<number, PeerState>, peer: number): string {
  const state = peers.get(peer);
  return state === undefined ? `#${peer}` : visibleText(state.remote);
}

/** How a peer is printed in the list, short where its host says nothing new. */
function labelIn(peers: ReadonlyMap<number, PeerState>, peer: number): string {
  const state = peers.get(peer);
  return state === undefined ? `#${peer}` : peerLabel(state);
}

/** The room that the labels of peers need, in characters. */
function peerWidth(peers: ReadonlyMap<number, PeerState>): number {
  let width = 6;
  for (const peer of peers.values()) width = Math.max(width, peerLabel(peer).length);
  return Math.min(24, width) + 2;
}

/** The room that row numbers need, in characters; it grows before they do. */
function numberWidth(rows: number): number {
  return Math.max(4, String(rows * 2).length);
}

/** What a row list and the pill need to know of following. */
interface FollowState {
  readonly follow: boolean;
  /** Rows that there were when following ended. */
  readonly leftAt: number;
}

/** What the list's listener needs, always the newest. */
interface ListWorld {
  readonly view: RowView;
  readonly desk: SessionDesk;
  readonly peers: ReadonlyMap<number, PeerState>;
  readonly translate: Translate;
  readonly announce: (text: string) => void;
}

function makeListener(
  world: RefObject<ListWorld>,
  list: () => RowList | null,
  onFollow: (state: FollowState) => void,
): RowListListener {
  return {
    onSelect: (rank) => {
      const { desk, view } = world.current;
      desk.row.set(rank === null ? null : (view.store.get(rank) ?? null));
    },
    onRange: (range) => showRange(world.current.view, range, list()?.follow ?? true),
    onFollow: (follow) => onFollow({ follow, leftAt: world.current.view.store.count }),
    onCopy: (range, lines) => {
      const { view, desk, translate, announce, peers } = world.current;
      void copyRows(view, range, desk.charset, translate, lines ? (peer) => remoteIn(peers, peer) : null)
        .then(copyText)
        .then((done) => announce(translate(done ? "app.copied" : "app.copyFailed")));
    },
    onJump: (row) => void world.current.view.rankOf(row).then((rank) => list()?.goTo(rank)),
  };
}

/** Whether two views have the same rows and only read them in other charsets. */
function hasSameRows(old: RowView | null, view: RowView): boolean {
  return (
    old !== null &&
    old.query.session === view.query.session &&
    old.query.filter === view.query.filter &&
    old.query.peer === view.query.peer
  );
}

/** Whoever switches the charset because of a row wants to go on looking at it. */
function keepSelected(row: CaptureRow, world: RefObject<ListWorld>, list: () => RowList | null): void {
  const { desk, view } = world.current;
  desk.row.set(row);
  const mark = (rank: number): void => {
    if (world.current.view !== view || desk.row.get() !== row) return;
    list()?.reselect(rank);
    // The row as this view has it (a character may be whole now) comes at once or with the next rows.
    const take = (): void => {
      const fresh = desk.row.get() === row ? view.store.get(rank) : row;
      if (fresh === null || fresh === undefined) return;
      stop();
      if (fresh !== row) desk.row.set(fresh);
    };
    const stop = view.onRows(take);
    take();
  };
  // When the link is lost or the view has gone, the row just is not marked.
  view.rankOf(row.index).then(mark, () => undefined);
}

/** A row list inside an element, kept up to date with what it shows. */
function useRowList(
  host: RefObject<HTMLElement | null>,
  world: RefObject<ListWorld>,
  data: RowListData,
  label: string,
): FollowState & { readonly toEnd: () => void } {
  const list = useRef<RowList | null>(null);
  const latest = useLatest(data);
  const [state, setState] = useState<FollowState>({ follow: true, leftAt: 0 });
  const { view } = world.current;
  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new RowList(
      host.current,
      latest.current,
      makeListener(world, () => list.current, setState),
    );
    list.current = made;
    return () => {
      made.dispose();
      list.current = null;
    };
  }, [host, world, latest]);
  const shown = useRef<RowView | null>(null);
  useEffect(() => {
    const { desk } = world.current;
    const kept = hasSameRows(shown.current, view) ? desk.row.get() : null;
    shown.current = view;
    list.current?.setData(latest.current);
    list.current?.setFollow(true);
    if (kept !== null) keepSelected(kept, world, () => list.current);
    const update = (): void => {
      list.current?.update();
      // A filtered view has few rows, with numbers of all.
      const width = `${numberWidth(Math.max(view.store.count, view.counts.get().rows))}ch`;
      // On the area, so that the headings have it too.
      const style = host.current?.parentElement?.style;
      if (style?.getPropertyValue("--num-width") !== width) style?.setProperty("--num-width", width);
    };
    update();
    return view.onRows(update);
  }, [host, view, latest]);
  useEffect(() => {
    list.current?.setData(latest.current);
    list.current?.setLabel(label);
  }, [data, label, latest]);
  return { ...state, toEnd: () => list.current?.setFollow(true) };
}

/** The list of rows with its headings and the pill that leads back to the newest one. */
export function RowsArea({ desk, session, view, format }: RowsAreaProps): JSX.Element {
  const { workbench, announce } = usePage();
  const translate = useT();
  const host = useRef<HTMLDivElement>(null);
  // Addresses of peers never change: only a new peer changes how rows look.
  const peers = useSlowly(workbench.peers, 50);
  const known = peers.size;
  const world = useLatest<ListWorld>({ view, desk, peers, translate, announce });
  const { charset } = desk;
  const check = useCheck();
  const data = useMemo<RowListData>(
    () => ({
      store: view.store,
      charset,
      translate,
      format,
      check,
      remoteOf: (peer) => labelIn(world.current.peers, peer),
    }),
    // oxlint-disable-next-line react/exhaustive-deps -- `known` stands for the peers
    [view, charset, translate, format, check, known, world],
  );
  const { follow, leftAt, toEnd } = useRowList(host, world, data, translate("rows.label", { name: session.name }));
  return (
    <div className={`rows-area rows-${format}`} style={{ "--peer-width": `${peerWidth(peers)}ch` } as CSSProperties}>
      <div className="rows-head" aria-hidden="true">
        {COLUMNS.map((name) => (
          <div key={name} className={`c c-${name}`}>
            {translate(HEADINGS[name])}
          </div>
        ))}
      </div>
      <div className="rows-host" id="rows" ref={host} />
      <EmptyRows desk={desk} session={session} view={view} />
      {!follow && <Pill view={view} leftAt={leftAt} onClick={toEnd} />}
    </div>
  );
}

/** Rows on the screen are wanted; while following, the workbench pushes them. */
function showRange(view: RowView, range: RowRange, follow: boolean): void {
  view.setTail(follow ? Math.max(20, range.end - range.first + Math.ceil(200 / ROW_HEIGHT)) : 0);
  view.store.want(range);
}

function useCount(view: RowView, ms: number): number {
  const [count, setCount] = useState(view.store.count);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    setCount(view.store.count);
    const stop = view.onRows(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setCount(view.store.count);
      }, ms);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [view, ms]);
  return count;
}

interface PillProps {
  readonly view: RowView;
  readonly leftAt: number;
  readonly onClick: () => void;
}

function Pill({ view, leftAt, onClick }: PillProps): JSX.Element {
  const t = useT();
  const fresh = Math.max(0, useCount(view, 100) - leftAt);
  return (
    <button type="button" className="btn pill" title={t("rows.toEnd")} onClick={onClick}>
      {fresh > 0 ? t("rows.new", { n: numberText(fresh) }) : t("rows.follow")}
      <Icon name="down" />
    </button>
  );
}

function EmptyRows({ desk, session, view }: Omit<RowsAreaProps, "format">): JSX.Element | null {
  const t = useT();
  const count = useCount(view, 100);
  const filter = useObservable(desk.filter);
  if (count > 0) return null;
  if (filter.trim() !== "") return <p className="rows-empty">{t("rows.emptyFilter")}</p>;
  const listens = session.phase === "open" && session.local !== null && session.spec.type.endsWith("-server");
  return (
    <p className="rows-empty">{listens ? t("rows.emptyServer", { address: session.local ?? "" }) : t("rows.empty")}</p>
  );
}
