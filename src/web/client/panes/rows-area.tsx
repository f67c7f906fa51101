import { type CSSProperties, type JSX, useEffect, useRef, useState } from "react";
import type { PeerState, SessionState } from "../../../api/index.ts";
import type { RowRange } from "../lists/list-geometry.ts";
import { ROW_HEIGHT, RowList, type RowListData } from "../lists/row-list.ts";
import type { RowView } from "../model/row-view.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { copyRows } from "../model/copy-rows.ts";
import { numberText } from "../text/quantity.ts";
import { peerLabel } from "../text/peer-label.ts";
import { visibleText } from "../text/visible-text.ts";
import { copyText } from "../ui/clipboard.ts";
import { useLatest, useObservable, usePage, useT } from "../ui/hooks.ts";
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

/** The list of rows with its headings and the pill that leads back to the newest one. */
export function RowsArea({ desk, session, view }: RowsAreaProps): JSX.Element {
  const { workbench, announce } = usePage();
  const t = useT();
  const area = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const list = useRef<RowList | null>(null);
  const [follow, setFollow] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const peers = useObservable(workbench.peers);
  const latest = useLatest({ view, peers, t, desk, announce });

  const data: RowListData = {
    store: view.store,
    charset: desk.charset,
    translate: t,
    remoteOf: (peer) => labelIn(latest.current.peers, peer),
  };
  const latestData = useLatest(data);

  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new RowList(host.current, latestData.current, {
      onSelect: (rank) =>
        latest.current.desk.row.set(rank === null ? null : (latest.current.view.store.get(rank) ?? null)),
      onRange: (range) => showRange(latest.current.view, range, made.follow),
      onFollow: (on) => {
        setFollow(on);
        setLeftAt(latest.current.view.store.count);
      },
      onCopy: (range, lines) => {
        const { view: from, desk: at, t: words, announce: say, peers: known } = latest.current;
        void copyRows(from, range, at.charset, words, lines ? (peer) => remoteIn(known, peer) : null)
          .then(copyText)
          .then((done) => say(words(done ? "app.copied" : "app.copyFailed")));
      },
      onJump: (row) => void latest.current.view.rankOf(row).then((rank) => made.goTo(rank)),
    });
    made.setFollow(true);
    list.current = made;
    return () => {
      made.dispose();
      list.current = null;
    };
  }, [latest, latestData]);

  useEffect(() => {
    list.current?.setData(latestData.current);
    list.current?.setFollow(true);
    const update = (): void => {
      list.current?.update();
      const width = `${numberWidth(view.store.count)}ch`;
      if (area.current?.style.getPropertyValue("--num-width") !== width) {
        area.current?.style.setProperty("--num-width", width);
      }
    };
    update();
    return view.onRows(update);
  }, [view, latestData]);

  useEffect(() => {
    list.current?.setData(latestData.current);
    list.current?.setLabel(t("rows.label", { name: session.name }));
  }, [t, peers, desk.charset, session.name, latestData]);

  return (
    <div className="rows-area" ref={area} style={{ "--peer-width": `${peerWidth(peers)}ch` } as CSSProperties}>
      <div className="rows-head" aria-hidden="true">
        {COLUMNS.map((name) => (
          <div key={name} className={`c c-${name}`}>
            {t(HEADINGS[name])}
          </div>
        ))}
      </div>
      <div className="rows-host" id="rows" ref={host} />
      <EmptyRows desk={desk} session={session} view={view} />
      {!follow && <Pill view={view} leftAt={leftAt} onClick={() => list.current?.setFollow(true)} />}
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

function EmptyRows({ desk, session, view }: RowsAreaProps): JSX.Element | null {
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
