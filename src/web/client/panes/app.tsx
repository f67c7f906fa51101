import { type JSX, lazy, Suspense, useEffect, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { SessionState } from "../../../api/index.ts";
import { problemFrom } from "../model/api-client.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { DEFAULT_FORM, formFromSpec, type SessionForm, specFromForm } from "../model/session-form.ts";
import { useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Composer } from "./composer.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { RowPane } from "./row-pane.tsx";
import { SessionBar } from "./session-bar.tsx";
import { SessionTree } from "./session-tree.tsx";
import { StartScreen } from "./start-screen.tsx";
import { LinkNotice, StatusLine } from "./status-line.tsx";
import { TopTools } from "./top-tools.tsx";
import { Brand } from "./brand.tsx";
import { useNarrow } from "../ui/use-narrow.ts";

const Inspector = lazy(() => import("./inspector.tsx"));

/** The whole page. */
export function App(): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const narrow = useNarrow();
  const desk = useObservable(workbench.desk);
  const sessions = useSlowly(workbench.sessions, 100);
  const trouble = useObservable(workbench.trouble);
  const [draft, setDraft] = useState<SessionForm>(DEFAULT_FORM);
  const [showTree, setShowTree] = useState(true);
  const [showInspector, setShowInspector] = useState(true);
  const session = desk === null ? null : (sessions.get(desk.session) ?? workbench.current());

  useEffect(() => {
    setShowTree(narrow !== "phone");
    setShowInspector(narrow === "wide");
  }, [narrow]);

  const start = async (form: SessionForm): Promise<void> => {
    setDraft(form);
    const { spec } = specFromForm(form);
    if (spec === null) return;
    try {
      await workbench.open(spec);
    } catch (error) {
      workbench.trouble.set(problemFrom(error));
    }
  };
  const duplicate = (from: SessionState): void => {
    setDraft(formFromSpec(from.spec));
    workbench.select(null);
  };

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
          showTree={showTree}
          onShowTree={setShowTree}
          showInspector={showInspector}
          onShowInspector={setShowInspector}
        />
      </header>
      <div>
        <LinkNotice />
        {trouble !== null && <ProblemNotice problem={trouble} onClose={() => workbench.trouble.set(null)} />}
      </div>
      <div className="body">
        <Group id="frame" orientation="horizontal">
          {showTree && (
            <>
              <Panel
                id="tree"
                defaultSize="230px"
                minSize="150px"
                maxSize="420px"
                groupResizeBehavior="preserve-pixel-size"
              >
                <SessionTree onDuplicate={duplicate} />
              </Panel>
              <Separator className="splitter" />
            </>
          )}
          <Panel id="work" minSize="240px">
            {desk !== null && session !== null ? (
              <Work key={desk.session} desk={desk} session={session} />
            ) : (
              <StartScreen onStart={(form) => void start(form)} />
            )}
          </Panel>
          {desk !== null && session !== null && showInspector && (
            <>
              <Separator className="splitter" />
              <Panel
                id="inspector"
                defaultSize="348px"
                minSize="260px"
                maxSize="60%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <Suspense fallback={<aside className="pane inspector" />}>
                  <Inspector desk={desk} session={session} />
                </Suspense>
              </Panel>
            </>
          )}
        </Group>
      </div>
      <StatusLine session={session} />
    </div>
  );
}

interface WorkProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

/** Rows above, the send box below. */
function Work({ desk, session }: WorkProps): JSX.Element {
  if (session.spec.type === "capture-file") return <RowPane desk={desk} session={session} />;
  return (
    <Group id="work-split" orientation="vertical">
      <Panel id="rows" minSize="120px">
        <RowPane desk={desk} session={session} />
      </Panel>
      <Separator className="splitter splitter-h" />
      <Panel id="composer" defaultSize="172px" minSize="140px" groupResizeBehavior="preserve-pixel-size">
        <Composer desk={desk} session={session} />
      </Panel>
    </Group>
  );
}
