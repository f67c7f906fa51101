import { type Direction, EVENT_KINDS, type EventDetail } from "../capture/index.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { CaptureRow, RowFraming } from "./capture-row.ts";

/** Media type of a row batch over HTTP. */
export const ROW_BATCH_TYPE = "application/vnd.jackfield.rows";

/** The format's version, its second byte. */
export const ROW_BATCH_VERSION = 1;

/** Rows of one view, together. */
export interface RowBatch {
  /** The view; 0 over HTTP. */
  readonly view: number;
  /** The request that this answers; 0 when it is pushed as the view's tail. */
  readonly request: number;
  /** Rank in the view of the first row; the others follow it. */
  readonly first: number;
  /** Rows that the view has by now. */
  readonly total: number;
  readonly rows: readonly CaptureRow[];
}

const MAGIC = 0x4a;
const NO_BYTES: Uint8Array = new Uint8Array(0);

// Flags of a row.
const IN = 0x01;
const OUT = 0x02;
const HAS_DETAIL = 0x04;
const HAS_FRAMING = 0x08;
const HAS_SPLIT = 0x10;
/** The index is the row before's plus one, so it is not written. */
const NEXT = 0x20;
/** The delta is the difference of the two times, so it is not written. */
const PLAIN_DELTA = 0x40;

// Flags of a framing.
const CONTINUES = 0x01;
const OPEN = 0x02;
const HAS_FROM = 0x04;
const HAS_ERROR = 0x08;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function writeFraming(out: ByteWriter, framing: RowFraming): void {
  out.u8(
    (framing.continues ? CONTINUES : 0) |
      (framing.open ? OPEN : 0) |
      (framing.from === null ? 0 : HAS_FROM) |
      (framing.error === null ? 0 : HAS_ERROR),
  );
  out.varint(framing.ended);
  if (framing.from !== null) out.varint(framing.from);
  out.varint(framing.ends.length);
  let before = 0;
  for (const end of framing.ends) {
    out.varint(end - before);
    before = end;
  }
  if (framing.error !== null) out.blob(encoder.encode(framing.error));
}

function readFraming(input: ByteReader): RowFraming {
  const flags = input.u8();
  const ended = input.varint();
  const from = (flags & HAS_FROM) === 0 ? null : input.varint();
  const count = input.varint();
  // Each end takes a byte at least: a false count cannot make us reserve memory.
  if (count > input.left) throw input.fault("it ends too early");
  const ends: number[] = [];
  let end = 0;
  for (let at = 0; at < count; at++) ends.push((end += input.varint()));
  const error = (flags & HAS_ERROR) === 0 ? null : readText(input);
  return { continues: (flags & CONTINUES) !== 0, ended, open: (flags & OPEN) !== 0, from, ends, error };
}

function readText(input: ByteReader): string {
  const bytes = input.blob();
  try {
    return decoder.decode(bytes);
  } catch {
    throw input.fault("a text is not UTF-8");
  }
}

function readDetail(input: ByteReader): EventDetail {
  const text = readText(input);
  try {
    return JSON.parse(text) as EventDetail;
  } catch {
    throw input.fault("a detail is not JSON");
  }
}

function writeRow(out: ByteWriter, row: CaptureRow, before: CaptureRow | undefined): void {
  const next = before !== undefined && row.index === before.index + 1;
  const plainDelta = before !== undefined && row.deltaUs === row.timeUs - before.timeUs;
  const split = row.carry.length > 0 || row.unfinished > 0;
  out.u8(EVENT_KINDS.indexOf(row.kind));
  out.u8(
    (row.direction === "in" ? IN : row.direction === "out" ? OUT : 0) |
      (row.detail === null ? 0 : HAS_DETAIL) |
      (row.framing === null ? 0 : HAS_FRAMING) |
      (split ? HAS_SPLIT : 0) |
      (next ? NEXT : 0) |
      (plainDelta ? PLAIN_DELTA : 0),
  );
  if (!next) out.varint(row.index);
  out.f64(row.timeUs);
  if (!plainDelta) out.f64(row.deltaUs);
  out.varint(row.peer);
  out.varint(row.length);
  out.blob(row.bytes);
  if (split) {
    out.blob(row.carry);
    out.varint(row.unfinished);
  }
  if (row.detail !== null) out.blob(encoder.encode(JSON.stringify(row.detail)));
  if (row.framing !== null) writeFraming(out, row.framing);
}

function readRow(input: ByteReader, before: CaptureRow | undefined): CaptureRow {
  const kind = EVENT_KINDS[input.u8()];
  if (kind === undefined) throw input.fault("unknown kind of event");
  const flags = input.u8();
  if ((flags & (NEXT | PLAIN_DELTA)) !== 0 && before === undefined) throw input.fault("there is no row before");
  const index = (flags & NEXT) === 0 ? input.varint() : (before?.index ?? 0) + 1;
  const timeUs = input.f64();
  const deltaUs = (flags & PLAIN_DELTA) === 0 ? input.f64() : timeUs - (before?.timeUs ?? 0);
  const peer = input.varint();
  const length = input.varint();
  const bytes = input.blob();
  const split = (flags & HAS_SPLIT) !== 0;
  const carry = split ? input.blob() : NO_BYTES;
  const unfinished = split ? input.varint() : 0;
  const detail = (flags & HAS_DETAIL) === 0 ? null : readDetail(input);
  const framing = (flags & HAS_FRAMING) === 0 ? null : readFraming(input);
  const direction: Direction | null = (flags & IN) !== 0 ? "in" : (flags & OUT) !== 0 ? "out" : null;
  return { index, kind, timeUs, deltaUs, direction, peer, length, bytes, detail, framing, carry, unfinished };
}

/**
 * Encodes a batch: `J`, the version, then varints view, request, first, total and the number of rows, then the rows. A
 * row in the middle of a stream costs 13 bytes beside its payload.
 */
export function encodeRowBatch(batch: RowBatch): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u8(MAGIC);
  out.u8(ROW_BATCH_VERSION);
  out.varint(batch.view);
  out.varint(batch.request);
  out.varint(batch.first);
  out.varint(batch.total);
  out.varint(batch.rows.length);
  let before: CaptureRow | undefined;
  for (const row of batch.rows) {
    writeRow(out, row, before);
    before = row;
  }
  return out.bytes;
}

/**
 * Decodes a batch. The rows' bytes are views of the input: keep or copy it as a whole.
 * @throws RemoteProtocolError `ERR_BAD_FRAME` for anything that `encodeRowBatch` would not have written
 */
export function decodeRowBatch(bytes: Uint8Array): RowBatch {
  const input = new ByteReader(bytes);
  if (input.u8() !== MAGIC) throw input.fault("it does not begin with J");
  const version = input.u8();
  if (version !== ROW_BATCH_VERSION) throw input.fault(`version ${version} is not ${ROW_BATCH_VERSION}`);
  const view = input.varint();
  const request = input.varint();
  const first = input.varint();
  const total = input.varint();
  const count = input.varint();
  if (count > input.left) throw input.fault("it ends too early");
  const rows: CaptureRow[] = [];
  for (let at = 0; at < count; at++) rows.push(readRow(input, rows[at - 1]));
  if (input.left > 0) throw input.fault(`${input.left} bytes too many`);
  return { view, request, first, total, rows };
}
