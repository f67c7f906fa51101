import type { ComponentType, JSX, MemoExoticComponent } from "react";
import type { CaptureRow, SessionState } from "../../../api/index.ts";
import { type ByteNotation, decodeText, formatBytesAs, formatHex } from "../../../bytes/index.ts";
import { callApi } from "../model/api-client.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { eventWords } from "../text/event-words.ts";
import { rowMarks, rowNumber } from "../text/row-marks.ts";
import { dateText, spanText } from "../text/time-text.ts";
import { visibleText } from "../text/visible-text.ts";
import { copyText } from "../ui/clipboard.ts";
import { useCheck } from "../ui/use-check.ts";
import { useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { memoSession } from "../ui/memo-session.ts";
import { Menu } from "../ui/menu.tsx";
import { charsetOfRow, COPY_BYTES, PayloadView, type PayloadViewProps, TEXT_BYTES } from "./payload-view.tsx";
import { remoteIn } from "./rows-area.tsx";

/** What a payload can be copied as, with the names of the notations; null is text in the charset. */
const COPY_NOTATIONS: readonly (readonly [notation: ByteNotation | null, label: string | null])[] = [
  [null, null],
  ["hex", "Hex"],
  ["hexdump", "Hexdump"],
  ["python", "Python bytes"],
  ["c", "C"],
  ["javascript", "JavaScript"],
  ["rust", "Rust"],
  ["go", "Go"],
  ["java", "Java"],
  ["csharp", "C#"],
  ["base64", "Base64"],
  ["printf", "printf"],
];

/** Properties of {@link Inspector}. */
export interface InspectorProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

function InspectorNow({ desk, session }: InspectorProps): JSX.Element {
  const t = useT();
  const row = useObservable(desk.row);
  return (
    <aside className="pane inspector" aria-label={t("app.inspector")}>
      <div className="pane-head">
        <h2 className="pane-title">
          {row === null ? t("inspect.title") : t("inspect.row", { row: String(rowNumber(row.index)) })}
        </h2>
        {row !== null && row.kind === "data" && <PayloadMenu desk={desk} session={session} row={row} />}
      </div>
      {row === null ? (
        <p className="inspector-empty">{t("inspect.empty")}</p>
      ) : (
        <div className="inspector-body">
          <Facts row={row} />
          {row.kind === "data" && (
            <PayloadView key={`${session.id}/${row.index}`} desk={desk} session={session} row={row} />
          )}
        </div>
      )}
    </aside>
  );
}

function Facts({ row }: { readonly row: CaptureRow }): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const remote = remoteIn(useSlowly(workbench.peers, 200), row.peer);
  const marks = rowMarks(row, t, useCheck()).map((mark) =>
    mark.kind === "good" ? `${mark.text} ${mark.title}` : mark.text,
  );
  const way = row.direction === null ? null : t(row.direction === "in" ? "rows.in" : "rows.out");
  return (
    <dl className="facts">
      <dt>{t("fact.time")}</dt>
      <dd>
        {dateText(row.timeUs)} {row.index > 0 && <span className="muted">+{spanText(row.deltaUs)}</span>}
      </dd>
      {row.peer !== 0 && (
        <>
          <dt>{t("fact.peer")}</dt>
          <dd title={remote}>{remote}</dd>
        </>
      )}
      {row.kind === "data" && (
        <>
          <dt>{way}</dt>
          <dd>
            {t("inspect.bytes", { n: row.length })}
            {marks.length > 0 && ` · ${marks.join(" · ")}`}
          </dd>
        </>
      )}
      {row.kind !== "data" && (
        <>
          <dt>{t("rows.text")}</dt>
          <dd className="wrap">{visibleText(eventWords(row, remote, t))}</dd>
        </>
      )}
    </dl>
  );
}

function PayloadMenu({ desk, session, row }: PayloadViewProps): JSX.Element {
  const { workbench, composer, announce } = usePage();
  const t = useT();
  const charset = charsetOfRow(desk, row);
  const take = (make: (bytes: Uint8Array) => string) => () =>
    void workbench.attempt(async () => {
      const length = Math.min(row.length, COPY_BYTES);
      const bytes = await callApi("payload", {
        params: { session: session.id, row: row.index },
        query: { offset: 0, length },
      });
      const done = await copyText(make(bytes));
      const short = length < row.length;
      announce(short ? t("inspect.tooLong", { n: length }) : t(done ? "app.copied" : "app.copyFailed"));
    });
  const toComposer = (): void =>
    void workbench.attempt(async () => {
      const bytes = await callApi("payload", {
        params: { session: session.id, row: row.index },
        query: { offset: 0, length: Math.min(row.length, TEXT_BYTES) },
      });
      composer.put("hex", formatHex(bytes, { upperCase: true }));
      globalThis.dispatchEvent(new Event("jackfield:compose"));
    });
  return (
    <Menu
      align="end"
      entries={[
        ...COPY_NOTATIONS.map(([notation, label]) => ({
          label: label === null ? t("inspect.copyText") : label,
          onSelect: take((bytes) => (notation === null ? decodeText(bytes, charset) : formatBytesAs(bytes, notation))),
        })),
        "line",
        { label: t("inspect.toComposer"), onSelect: toComposer },
      ]}
      trigger={
        <button type="button" className="btn btn-quiet btn-small">
          <Icon name="copy" />
          {t("inspect.copy")}
        </button>
      }
    />
  );
}

/** The bytes of the selected row: hex, text in the charset, numbers, and how to take them along. */
const Inspector: MemoExoticComponent<ComponentType<InspectorProps>> = memoSession(InspectorNow, ["id"]);
export default Inspector;
