import { type JSX, lazy, Suspense, useEffect, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { SessionState } from "../../../api/index.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { DEFAULT_FORM, formFromSpec, type SessionForm, specFromForm } from "../model/session-form.ts";
import { useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Composer } from "./composer.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { RowPane } from "./row-pane.tsx";
import { SessionBar } from "./session-bar.tsx";
import { SessionTree, type SessionTreeProps } from "./session-tree.tsx";
import { StartScreen } from "./start-screen.tsx";
import { LinkNotice, StatusLine } from "./status-line.tsx";
import { TopTools } from "./top-tools.tsx";
import { Brand } from "./brand.tsx";
import { useRoom } from "../ui/use-room.ts";

const Inspector = lazy(() => import("./inspector.tsx"));

/** Which panes are shown; they go when the window has no room for them, and can be brought back. */
function usePanes(): {
  readonly tree: boolean;
  readonly inspector: boolean;
  readonly setTree: (show: boolean) => void;
  readonly setInspector: (show: boolean) => void;
} {
  const room = useRoom();
  const [tree, setTree] = useState(true);
  const [inspector, setInspector] = useState(true);
  useEffect(() => {
    setTree(room !== "phone");
    setInspector(room === "wide");
  }, [room]);
  return { tree, inspector, setTree, setInspector };
}

/** The form for a new session: kept while other sessions are looked at. */
function useDraft(): {
  readonly draft: SessionForm;
  readonly setDraft: (form: SessionForm) => void;
  readonly start: (form: SessionForm) => void;
  readonly duplicate: (session: SessionState) => void;
} {
  const { workbench } = usePage();
  const [draft, setDraft] = useState<SessionForm>(DEFAULT_FORM);
  const start = async (form: SessionForm): Promise<void> => {
    setDraft(form);
    const { spec } = specFromForm(form);
    if (spec !== null) await workbench.attempt(() => workbench.open(spec));
  };
  const duplicate = (from: SessionState): void => {
    setDraft(formFromSpec(from.spec));
    workbench.select(null);
  };
  return { draft, setDraft, start: (form) => void start(form), duplicate };
}

/** The whole page. */
export function App(): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const desk = useObservable(workbench.desk);
  const sessions = useSlowly(workbench.sessions, 100);
  const trouble = useObservable(workbench.trouble);
  const panes = usePanes();
  const { draft, setDraft, start, duplicate } = useDraft();
  const session = desk === null ? null : (sessions.get(desk.session) ?? workbench.current());
  return (
    <div className="app">
      <a className="skip" href="#rows">
        {t("app.skip")}
      </a>
      <header className="top">
        <Brand />
        <SessionBar session={session} draft={draft} onDraft={setDraft} />
        <TopTools
          session={session}
          showTree={panes.tree}
          onShowTree={panes.setTree}
          showInspector={panes.inspector}
          onShowInspector={panes.setInspector}
        />
      </header>
      <div>
        <LinkNotice />
        {trouble !== null && <ProblemNotice problem={trouble} onClose={() => workbench.trouble.set(null)} />}
      </div>
      <div className="body">
        <Group id="frame" orientation="horizontal">
          {panes.tree && <TreePanel onDuplicate={duplicate} />}
          <Panel id="work" minSize="240px">
            {desk !== null && session !== null ? (
              <Work key={desk.session} desk={desk} session={session} />
            ) : (
              <StartScreen onStart={start} />
            )}
          </Panel>
          {desk !== null && session !== null && panes.inspector && <InspectorPanel desk={desk} session={session} />}
        </Group>
      </div>
      <StatusLine session={session} />
    </div>
  );
}

function TreePanel({ onDuplicate }: SessionTreeProps): JSX.Element {
  const t = useT();
  return (
    <>
      <Panel id="tree" defaultSize="230px" minSize="150px" maxSize="420px" groupResizeBehavior="preserve-pixel-size">
        <SessionTree onDuplicate={onDuplicate} />
      </Panel>
      <Separator className="splitter" aria-label={t("app.resize")} />
    </>
  );
}

function InspectorPanel({ desk, session }: WorkProps): JSX.Element {
  const t = useT();
  return (
    <>
      <Separator className="splitter" aria-label={t("app.resize")} />
      <Panel id="inspector" defaultSize="348px" minSize="260px" maxSize="60%" groupResizeBehavior="preserve-pixel-size">
        <Suspense fallback={<aside className="pane inspector" />}>
          <Inspector desk={desk} session={session} />
        </Suspense>
      </Panel>
    </>
  );
}

interface WorkProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

/** Rows above, the send box below. */
function Work({ desk, session }: WorkProps): JSX.Element {
  const t = useT();
  const layout = useObservable(desk.layout);
  // A room and an inbox have a line of their own to write in.
  if (session.spec.type === "capture-file" || layout === "service") return <RowPane desk={desk} session={session} />;
  return (
    <Group id="work-split" orientation="vertical">
      <Panel id="row-pane" minSize="120px">
        <RowPane desk={desk} session={session} />
      </Panel>
      <Separator className="splitter splitter-h" aria-label={t("app.resize")} />
      <Panel id="composer" defaultSize="172px" minSize="140px" groupResizeBehavior="preserve-pixel-size">
        <Composer desk={desk} session={session} />
      </Panel>
    </Group>
  );
}
