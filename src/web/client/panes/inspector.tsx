import { type ComponentType, type JSX, type MemoExoticComponent, useEffect, useMemo, useRef, useState } from "react";
import type { CaptureRow, SessionState } from "../../../api/index.ts";
import {
  type ByteNotation,
  type CharsetName,
  concatBytes,
  decodeText,
  formatBytesAs,
  formatHex,
} from "../../../bytes/index.ts";
import { type ByteSelection, HEX_LINE_HEIGHT, HexView } from "../lists/hex-view.ts";
import { PayloadPages } from "../lists/payload-pages.ts";
import { breakLines, showPieces } from "../lists/row-node.ts";
import { callApi } from "../model/api-client.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { byteCharacters } from "../text/byte-characters.ts";
import { charsetHint } from "../text/charset-hint.ts";
import { eventWords } from "../text/event-words.ts";
import { rowMarks, rowNumber } from "../text/row-marks.ts";
import { rowPieces } from "../text/row-text.ts";
import { dateText, spanText } from "../text/time-text.ts";
import { visibleText } from "../text/visible-text.ts";
import { copyText } from "../ui/clipboard.ts";
import { memoSession } from "../ui/memo-session.ts";
import { useLatest, useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { charsetLabel } from "./charset-fields.tsx";
import { NumberReadings } from "./number-table.tsx";
import { remoteIn } from "./rows-area.tsx";

/** Payload bytes that are shown as text and looked at for their charset. */
const TEXT_BYTES: number = 64 * 1024;
/** Payload bytes that can be copied at once. */
const COPY_BYTES: number = 4 * 1024 * 1024;

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
            <Payload key={`${session.id}/${row.index}`} desk={desk} session={session} row={row} />
          )}
        </div>
      )}
    </aside>
  );
}

function Facts({ row }: { readonly row: CaptureRow }): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const remote = remoteIn(useObservable(workbench.peers), row.peer);
  const marks = rowMarks(row, t).map((mark) => mark.text);
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

interface PayloadProps extends InspectorProps {
  readonly row: CaptureRow;
}

function usePayload(session: SessionState, row: CaptureRow, onPage: () => void): PayloadPages {
  const latest = useRef(onPage);
  latest.current = onPage;
  return useMemo(
    () =>
      new PayloadPages({
        length: row.length,
        fetch: async (offset, length) =>
          await callApi("payload", { params: { session: session.id, row: row.index }, query: { offset, length } }),
        onPage: () => latest.current(),
      }),
    [session.id, row.index, row.length],
  );
}

function Payload({ desk, session, row }: PayloadProps): JSX.Element {
  const t = useT();
  const { workbench, announce } = usePage();
  const host = useRef<HTMLDivElement>(null);
  const hex = useRef<HexView | null>(null);
  const [selection, setSelection] = useState<ByteSelection | null>(null);
  const [head, setHead] = useState<Uint8Array>(row.bytes);
  const pages = usePayload(session, row, () => hex.current?.update());
  const outgoing = row.direction === "out";
  const charset: CharsetName = outgoing ? desk.charset.out : desk.charset.in;

  useEffect(() => {
    if (row.bytes.length >= Math.min(row.length, TEXT_BYTES)) return undefined;
    let alive = true;
    pages.read(0, TEXT_BYTES).then(
      (bytes) => alive && setHead(bytes),
      () => undefined,
    );
    return () => {
      alive = false;
    };
  }, [pages, row]);

  const copyPart = useLatest((start: number, end: number): void => {
    void workbench.attempt(async () => {
      const bytes = await pages.read(start, Math.min(end - start, COPY_BYTES));
      announce(t((await copyText(formatHex(bytes, { upperCase: true }))) ? "app.copied" : "app.copyFailed"));
    });
  });
  const characters = useMemo(() => charactersOf(row, head, charset), [row, head, charset]);
  useEffect(() => {
    if (host.current === null) return undefined;
    const perLine = host.current.clientWidth > 640 ? 16 : 8;
    // As high as its lines, as far as there is room.
    host.current.style.height = `${Math.ceil(row.length / perLine) * HEX_LINE_HEIGHT + 14}px`;
    const made = new HexView(host.current, perLine, {
      onSelect: setSelection,
      onCopy: ({ start, end }) => copyPart.current(start, end),
    });
    hex.current = made;
    return () => made.dispose();
  }, [row.length, copyPart]);
  useEffect(() => hex.current?.setData({ pages, characters }), [pages, characters]);
  useEffect(() => hex.current?.setLabel(t("inspect.hex")), [t]);

  const hint = useMemo(() => charsetHint(concatBytes([row.carry, head]), charset), [row, head, charset]);
  const switchTo = (better: CharsetName): void => {
    const { in: received, out: sent } = desk.charset;
    const both = received === sent;
    const next = both
      ? { in: better, out: better }
      : outgoing
        ? { in: received, out: better }
        : { in: better, out: sent };
    void workbench.setCharset(session.id, next);
  };
  return (
    <>
      {hint.better !== null && (
        <div className="inspector-hint" role="status">
          <span>{t("inspect.hint", { charset: charsetLabel(hint.better), current: charsetLabel(charset) })}</span>
          <button type="button" className="btn btn-small" onClick={() => hint.better !== null && switchTo(hint.better)}>
            {t("inspect.switch", { charset: charsetLabel(hint.better) })}
          </button>
        </div>
      )}
      <div className="section-title">
        <span>{t("inspect.hex")}</span>
        {selection !== null && (
          <span className="end">
            {t("inspect.selection", {
              n: selection.end - selection.start,
              from: String(selection.start),
              to: String(selection.end - 1),
            })}
          </span>
        )}
      </div>
      <div className="hex-host" ref={host} />
      <div className="section-title">
        <span>{t("inspect.text", { charset: charsetLabel(charset) })}</span>
        {hint.badAt >= 0 && (
          <span className="bad">
            {t("inspect.invalid", { offset: hint.badAt - row.carry.length, charset: charsetLabel(charset) })}
          </span>
        )}
        {head.length < row.length && <span className="end">{t("inspect.textPart", { n: head.length })}</span>}
      </div>
      <PayloadText row={row} head={head} charset={charset} />
      <NumberReadings pages={pages} offset={selection?.start ?? 0} />
    </>
  );
}

/** The characters over the row's bytes; one that began in an earlier row is shown over its last bytes here. */
function charactersOf(row: CaptureRow, head: Uint8Array, charset: CharsetName): ReturnType<typeof byteCharacters> {
  const cells = byteCharacters(concatBytes([row.carry, head]), charset);
  const own = cells.slice(row.carry.length);
  const [first] = cells;
  if (row.carry.length > 0 && first !== undefined && own[0]?.kind === "inside") own[0] = { ...first };
  return own;
}

function PayloadText(props: {
  readonly row: CaptureRow;
  readonly head: Uint8Array;
  readonly charset: CharsetName;
}): JSX.Element {
  const { row, head, charset } = props;
  const t = useT();
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (box.current === null) return;
    showPieces(box.current, rowPieces({ ...row, bytes: head }, charset));
    breakLines(box.current);
  }, [row, head, charset]);
  return (
    <pre
      className="payload-text"
      ref={box}
      tabIndex={0}
      aria-label={t("inspect.text", { charset: charsetLabel(charset) })}
    />
  );
}

function PayloadMenu({ desk, session, row }: PayloadProps): JSX.Element {
  const { workbench, composer, announce } = usePage();
  const t = useT();
  const charset = row.direction === "out" ? desk.charset.out : desk.charset.in;
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
