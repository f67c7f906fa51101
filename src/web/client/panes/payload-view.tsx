import { type JSX, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { CaptureRow, SessionState } from "../../../api/index.ts";
import { type CharsetName, concatBytes, formatHex } from "../../../bytes/index.ts";
import { type ByteSelection, HEX_LINE_HEIGHT, HexView } from "../lists/hex-view.ts";
import { PayloadPages } from "../lists/payload-pages.ts";
import { breakLines, showPieces } from "../lists/row-node.ts";
import { callApi } from "../model/api-client.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { type ByteCharacter, byteCharacters } from "../text/byte-characters.ts";
import { charsetHint } from "../text/charset-hint.ts";
import { rowPieces } from "../text/row-text.ts";
import { copyText } from "../ui/clipboard.ts";
import { useLatest, usePage, useT } from "../ui/hooks.ts";
import { charsetLabel } from "./charset-fields.tsx";
import { NumberReadings } from "./number-table.tsx";

/** Payload bytes that are shown as text and looked at for their charset. */
export const TEXT_BYTES: number = 64 * 1024;
/** Payload bytes that can be copied at once. */
export const COPY_BYTES: number = 4 * 1024 * 1024;

/** Properties of {@link PayloadView}. */
export interface PayloadViewProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
  readonly row: CaptureRow;
}

/** The charset that a row is read in. */
export function charsetOfRow(desk: SessionDesk, row: CaptureRow): CharsetName {
  return row.direction === "out" ? desk.charset.out : desk.charset.in;
}

function usePayload(session: SessionState, row: CaptureRow, onPage: () => void): PayloadPages {
  const latest = useLatest(onPage);
  return useMemo(
    () =>
      new PayloadPages({
        length: row.length,
        fetch: async (offset, length) =>
          await callApi("payload", { params: { session: session.id, row: row.index }, query: { offset, length } }),
        onPage: () => latest.current(),
      }),
    [session.id, row.index, row.length, latest],
  );
}

/** The payload's first bytes: what the row has of them at once, the rest of them as soon as it is here. */
function useHead(row: CaptureRow, pages: PayloadPages): Uint8Array {
  const [head, setHead] = useState<Uint8Array>(row.bytes);
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
  return head;
}

/** A hex view inside an element; answers the element's ref and what is selected. */
function useHexView(
  hex: RefObject<HexView | null>,
  pages: PayloadPages,
  characters: readonly ByteCharacter[],
): { readonly host: RefObject<HTMLDivElement | null>; readonly selection: ByteSelection | null } {
  const { workbench, announce } = usePage();
  const t = useT();
  const host = useRef<HTMLDivElement>(null);
  const [selection, setSelection] = useState<ByteSelection | null>(null);
  const copy = useLatest(({ start, end }: ByteSelection): void => {
    void workbench.attempt(async () => {
      const bytes = await pages.read(start, Math.min(end - start, COPY_BYTES));
      announce(t((await copyText(formatHex(bytes, { upperCase: true }))) ? "app.copied" : "app.copyFailed"));
    });
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    const perLine = host.current.clientWidth > 640 ? 16 : 8;
    // As high as its lines, as far as there is room.
    host.current.style.height = `${Math.ceil(pages.length / perLine) * HEX_LINE_HEIGHT + 14}px`;
    const made = new HexView(host.current, perLine, {
      onSelect: setSelection,
      onCopy: (selected) => copy.current(selected),
    });
    hex.current = made;
    return () => made.dispose();
  }, [hex, pages, copy]);
  useEffect(() => hex.current?.setData({ pages, characters }), [hex, pages, characters]);
  useEffect(() => hex.current?.setLabel(t("inspect.hex")), [hex, t]);
  return { host, selection };
}

/** The bytes of a row: hex, text in the charset, numbers, and the hint of a charset that fits better. */
export function PayloadView({ desk, session, row }: PayloadViewProps): JSX.Element {
  const t = useT();
  const hex = useRef<HexView | null>(null);
  const pages = usePayload(session, row, () => hex.current?.update());
  const head = useHead(row, pages);
  const charset = charsetOfRow(desk, row);
  const characters = useMemo(() => charactersOf(row, head, charset), [row, head, charset]);
  const { host, selection } = useHexView(hex, pages, characters);
  const hint = useMemo(() => charsetHint(concatBytes([row.carry, head]), charset), [row, head, charset]);
  return (
    <>
      {hint.better !== null && <BetterCharset desk={desk} session={session} row={row} better={hint.better} />}
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

/** Says which charset fits where the present one does not, and switches to it with one click. */
function BetterCharset(props: PayloadViewProps & { readonly better: CharsetName }): JSX.Element {
  const { desk, session, row, better } = props;
  const { workbench } = usePage();
  const t = useT();
  const { in: received, out: sent } = desk.charset;
  const switchTo = (): void => {
    // Where both directions have one charset, they keep one.
    const next =
      received === sent
        ? { in: better, out: better }
        : row.direction === "out"
          ? { in: received, out: better }
          : { in: better, out: sent };
    void workbench.setCharset(session.id, next);
  };
  const names = { charset: charsetLabel(better), current: charsetLabel(charsetOfRow(desk, row)) };
  return (
    <div className="inspector-hint" role="status">
      <span>{t("inspect.hint", names)}</span>
      <button type="button" className="btn btn-small" onClick={switchTo}>
        {t("inspect.switch", { charset: names.charset })}
      </button>
    </div>
  );
}

/** The characters over the row's bytes; one that began in an earlier row is shown over its last bytes here. */
function charactersOf(row: CaptureRow, head: Uint8Array, charset: CharsetName): readonly ByteCharacter[] {
  const ends = (row.framing?.ends ?? []).map((end) => end + row.carry.length);
  const cells = byteCharacters(concatBytes([row.carry, head]), charset, ends);
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
