import { encodeRowBatch, type JsonRow, ROW_BATCH_TYPE, type RowsQuery } from "../../../api/index.ts";
import { parseFilter } from "../../../capture/index.ts";
import { JackfieldError } from "../../../errors/index.ts";
import type { CaptureRow, CaptureView, ReadRowsOptions, Session } from "../../../engine/index.ts";
import type { CallHandlers } from "../call.ts";
import { findCapture, findSession } from "../find-session.ts";
import { parseRange } from "../range-header.ts";

/** A filtered request answers with what was found by then. */
const FILTER_TIME_MS = 30_000;

/** Rows and their payloads. */
export const ROW_CALLS: CallHandlers<"rows" | "payload" | "rowAt" | "checkFilter"> = {
  async rows({ engine }, { params, query, request }) {
    const session = findSession(engine, params.session);
    const capture = findCapture(engine, params.session);
    const { total, rows } = await readRows(capture, query, readOptions(session, query), request.signal);
    if (request.headers.get("accept")?.includes(ROW_BATCH_TYPE) !== true) return { total, rows: rows.map(jsonRow) };
    const batch = encodeRowBatch({ view: 0, request: 0, first: query.from, total, rows });
    return new Response(batch, { headers: { "content-type": ROW_BATCH_TYPE } });
  },

  async payload({ engine }, { params, query, request }) {
    const capture = findCapture(engine, params.session);
    const [row] = await capture.read(params.row, 1, { previewBytes: 0 });
    if (row === undefined) throw new JackfieldError("ERR_NO_SUCH_ROW", `No row ${params.row}`);
    const { offset = 0, length = row.length } = query;
    const start = Math.min(offset, row.length);
    const size = Math.min(length, row.length - start);
    const headers = new Headers({
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="row-${params.row}.bin"`,
      "accept-ranges": "bytes",
    });
    const range = parseRange(request.headers.get("range"), size);
    if (range === "outside") {
      headers.set("content-range", `bytes */${size}`);
      return new Response(null, { status: 416, headers });
    }
    const part = range ?? { start: 0, end: size };
    if (range !== null) headers.set("content-range", `bytes ${part.start}-${part.end - 1}/${size}`);
    const bytes = await capture.payload(params.row, start + part.start, part.end - part.start);
    return new Response(bytes as Uint8Array<ArrayBuffer>, { status: range === null ? 200 : 206, headers });
  },

  rowAt: ({ engine }, { params, query }) => ({ row: findCapture(engine, params.session).rowAt(query.timeUs) }),

  checkFilter(_, { body }) {
    parseFilter(body.filter);
    return null;
  },
};

function readOptions(session: Session, query: RowsQuery): ReadRowsOptions {
  const { charset } = session.spec;
  return {
    previewBytes: query.preview ?? 256,
    charsetIn: query.charsetIn ?? charset?.in ?? "utf-8",
    charsetOut: query.charsetOut ?? charset?.out ?? "utf-8",
  };
}

async function readRows(
  capture: CaptureView,
  query: RowsQuery,
  options: ReadRowsOptions,
  signal: AbortSignal,
): Promise<{ readonly total: number; readonly rows: readonly CaptureRow[] }> {
  const { from, count = 100, filter = "" } = query;
  if (filter.trim() === "") return { total: capture.rows, rows: await capture.read(from, count, options) };
  const found = capture.filter(filter, options);
  try {
    // Rows that come while this runs are not waited for.
    const wanted = capture.rows;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const look = (): void => {
        if (found.problem !== null || found.matches >= from + count || found.scanned >= wanted) end();
      };
      const timer = setTimeout(end, FILTER_TIME_MS);
      const stop = found.onProgress(look);
      signal.addEventListener("abort", end);
      look();
    });
    if (found.problem !== null) throw found.problem;
    return { total: found.matches, rows: await found.read(from, count, options) };
  } finally {
    found.close();
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function jsonRow(row: CaptureRow): JsonRow {
  return { ...row, bytes: base64(row.bytes), carry: base64(row.carry) };
}
