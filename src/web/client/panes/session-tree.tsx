import { type JSX, useState } from "react";
import type { PeerState, SessionState } from "../../../api/index.ts";
import { peerColour } from "../lists/row-node.ts";
import { callApi } from "../model/api-client.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { bytesText, numberText } from "../text/quantity.ts";
import { kindOfSpec, sessionTitle } from "../text/peer-label.ts";
import { visibleText } from "../text/visible-text.ts";
import { useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Menu, type MenuEntry } from "../ui/menu.tsx";
import { AddPeer } from "./add-peer.tsx";

/** More peers than this are counted, not listed. */
const MAX_LISTED = 200;

/** Properties of {@link SessionTree}. */
export interface SessionTreeProps {
  /** Fills the form for a new session with this one's description. */
  readonly onDuplicate: (session: SessionState) => void;
}

/** The sessions, and under the one that is looked at its peers. */
export function SessionTree({ onDuplicate }: SessionTreeProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const sessions = useSlowly(workbench.sessions, 120);
  const desk = useObservable(workbench.desk);
  return (
    <nav className="pane side" aria-label={t("tree.title")}>
      <div className="pane-head">
        <h2 className="pane-title">{t("tree.title")}</h2>
        <button
          type="button"
          className="btn btn-small"
          aria-pressed={desk === null}
          onClick={() => workbench.select(null)}
        >
          <Icon name="plus" />
          {t("tree.new")}
        </button>
      </div>
      {sessions.size === 0 ? (
        <p className="tree-empty">{t("tree.none")}</p>
      ) : (
        <ul className="tree">
          {[...sessions.values()].map((session) => (
            <li key={session.id}>
              <SessionRow session={session} current={desk?.session === session.id} onDuplicate={onDuplicate} />
              {desk?.session === session.id && <PeerList session={session} desk={desk} />}
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

interface SessionRowProps extends SessionTreeProps {
  readonly session: SessionState;
  readonly current: boolean;
}

function SessionRow({ session, current, onDuplicate }: SessionRowProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const { id, spec } = session;
  const open = session.phase === "open" || session.phase === "waiting" || session.phase === "opening";
  const title = sessionTitle(session);
  const entries: MenuEntry[] = [
    ...(open
      ? [
          {
            label: t("tree.closeSession"),
            onSelect: () => void workbench.attempt(() => callApi("closeSession", { params: { session: id } })),
          },
        ]
      : []),
    ...(!open && spec.type !== "capture-file"
      ? [{ label: t("tree.reopen"), onSelect: () => void workbench.attempt(() => workbench.open(spec)) }]
      : []),
    ...(spec.type === "capture-file" ? [] : [{ label: t("tree.duplicate"), onSelect: () => onDuplicate(session) }]),
    "line" as const,
    { label: t("tree.remove"), danger: true, onSelect: () => void workbench.remove(id) },
  ];
  return (
    <div className="tree-row" data-current={current}>
      <button
        type="button"
        className="tree-main"
        aria-current={current ? "true" : undefined}
        onClick={() => {
          workbench.select(id);
          const desk = workbench.desk.get();
          if (current && desk !== null && desk.peer.get() !== null) desk.togglePeer(null);
        }}
      >
        <span className={`dot dot-${session.phase}`} />
        <span className="tree-name">{title}</span>
        <span className="tree-count" title={t("status.peers", { open: session.peersOpen, total: session.peersTotal })}>
          {session.peersOpen > 0 ? numberText(session.peersOpen) : ""}
        </span>
        <span className="tree-sub">
          {t(`type.${kindOfSpec(spec)}`)}
          {"service" in spec && spec.service !== undefined && ` · ${spec.service.type}`} · {t(`phase.${session.phase}`)}
        </span>
      </button>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-small tree-actions"
            aria-label={t("tree.actions", { name: title })}
          >
            <Icon name="more" />
          </button>
        }
      />
    </div>
  );
}

interface PeerListProps {
  readonly session: SessionState;
  readonly desk: SessionDesk;
}

function PeerList({ session, desk }: PeerListProps): JSX.Element | null {
  const { workbench } = usePage();
  const t = useT();
  const peers = useSlowly(workbench.peers, 120);
  // All peers of a capture file are gone; they are what it has.
  const isFile = session.spec.type === "capture-file";
  const showGone = useObservable(desk.showGone) || isFile;
  const selected = useObservable(desk.peer);
  const [adding, setAdding] = useState(false);
  const all = [...peers.values()];
  const gone = all.filter((peer) => peer.phase === "gone").length;
  const listed = all.filter((peer) => showGone || peer.phase !== "gone" || peer.id === selected);
  const shown = listed.slice(-MAX_LISTED);
  const hidden = listed.length - shown.length;
  return (
    <>
      <ul>
        {shown.map((peer) => (
          <li key={peer.id}>
            <PeerRow session={session} peer={peer} current={peer.id === selected} desk={desk} />
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className="tree-foot muted">{t("tree.more", { n: hidden })}</p>}
      <div className="tree-foot">
        {gone > 0 && !isFile && (
          <button
            type="button"
            className="btn btn-quiet btn-small"
            aria-pressed={showGone}
            title={t("tree.showGone")}
            onClick={() => desk.showGone.set(!showGone)}
          >
            {t("tree.gone", { n: gone })}
          </button>
        )}
        {session.spec.type === "udp" && session.phase === "open" && !adding && (
          <button type="button" className="btn btn-quiet btn-small" onClick={() => setAdding(true)}>
            {t("tree.addPeer")}
          </button>
        )}
        {adding && <AddPeer session={session.id} onDone={() => setAdding(false)} />}
      </div>
    </>
  );
}

interface PeerRowProps extends PeerListProps {
  readonly peer: PeerState;
  readonly current: boolean;
}

function PeerRow({ session, peer, current, desk }: PeerRowProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const { counters } = peer;
  const remote = visibleText(peer.remote);
  const act = (call: "disconnectPeer" | "shutdownPeer" | "resetPeer") => () =>
    void workbench.attempt(() => callApi(call, { params: { session: session.id, peer: peer.id } }));
  const entries: MenuEntry[] = [
    { label: t("tree.shutdown"), onSelect: act("shutdownPeer"), disabled: peer.phase === "half-closed-out" },
    { label: t("tree.disconnect"), onSelect: act("disconnectPeer") },
    { label: t("tree.reset"), onSelect: act("resetPeer"), danger: true },
  ];
  const canAct = peer.phase !== "gone" && peer.network !== "udp";
  return (
    <div
      className="tree-row tree-peer"
      data-current={current}
      data-gone={peer.phase === "gone" && session.spec.type !== "capture-file"}
    >
      <button
        type="button"
        className="tree-main"
        aria-pressed={current}
        title={current ? t("tree.clickAgain") : `${remote} · ${t(`peer.${peer.phase}`)}`}
        onClick={() => desk.togglePeer(peer.id)}
      >
        <span className={`chip ${peerColour(peer.id)}`} />
        <span className="tree-name">{remote}</span>
        <span className="tree-count">{bytesText(counters.bytesIn + counters.bytesOut)}</span>
        {peer.phase !== "open" && peer.phase !== "gone" && <span className="tree-sub">{t(`peer.${peer.phase}`)}</span>}
      </button>
      {canAct && (
        <Menu
          align="end"
          entries={entries}
          trigger={
            <button
              type="button"
              className="btn btn-quiet btn-icon btn-small tree-actions"
              aria-label={t("tree.actions", { name: remote })}
            >
              <Icon name="more" />
            </button>
          }
        />
      )}
    </div>
  );
}
