import { type JSX, lazy, Suspense, type ComponentType, type MemoExoticComponent } from "react";
import type { SessionSpec, SessionState } from "../../../api/index.ts";
import type { RowFormat, SessionDesk } from "../model/session-desk.ts";
import { memoSession } from "../ui/memo-session.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { Segmented } from "../ui/segmented.tsx";
import { FilterBox } from "./filter-box.tsx";
import { RowsArea } from "./rows-area.tsx";
import { TlsLine } from "./tls-line.tsx";

const StreamArea = lazy(() => import("./stream-area.tsx"));

const ServiceArea = lazy(() => import("./service-area.tsx"));

/** The service in which people take part; null when there is none. */
function deskService(spec: SessionSpec): "room" | "inbox" | "reply" | null {
  const type = "service" in spec ? spec.service?.type : undefined;
  return type === "room" || type === "inbox" || type === "reply" ? type : null;
}

/** Properties of {@link RowPane}. */
export interface RowPaneProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

function RowPaneNow({ desk, session }: RowPaneProps): JSX.Element {
  const t = useT();
  const view = useObservable(desk.view);
  const layout = useObservable(desk.layout);
  const service = deskService(session.spec);
  const { preferences } = usePage();
  const usual = useObservable(preferences.rowFormat);
  const format = useObservable(desk.format) ?? usual;
  const choose = (value: RowFormat): void => {
    desk.format.set(value);
    preferences.rowFormat.set(value);
  };
  return (
    <main className="pane" aria-label={t("rows.label", { name: session.name })}>
      <div className="rows-bar">
        {layout === "service" ? <span className="grow" /> : <FilterBox desk={desk} />}
        {layout !== "service" && (
          <Segmented<RowFormat>
            label={t("rows.format")}
            value={format}
            onChange={choose}
            options={[
              { value: "text", label: t("rows.text") },
              { value: "hex", label: t("rows.hex") },
            ]}
          />
        )}
        <Segmented
          label={t("rows.view")}
          value={layout}
          onChange={(value) => desk.setLayout(value)}
          options={[
            { value: "list", label: t("rows.list") },
            { value: "stream", label: t("rows.stream") },
            ...(service === null ? [] : [{ value: "service" as const, label: t(`service.view.${service}`) }]),
          ]}
        />
      </div>
      <TlsLine desk={desk} session={session} />
      {layout === "service" && service !== null ? (
        <Suspense fallback={<div className="rows-area" />}>
          <ServiceArea desk={desk} session={session} />
        </Suspense>
      ) : view === null ? (
        <div className="rows-area" />
      ) : layout !== "stream" ? (
        <RowsArea desk={desk} session={session} view={view} format={format} />
      ) : (
        <Suspense fallback={<div className="rows-area" />}>
          <StreamArea desk={desk} view={view} hex={format === "hex"} />
        </Suspense>
      )}
    </main>
  );
}

/** What was sent and received: filter, list or stream. */
export const RowPane: MemoExoticComponent<ComponentType<RowPaneProps>> = memoSession(RowPaneNow, [
  "id",
  "phase",
  "spec",
  "name",
  "local",
  "madeCertificate",
]);
