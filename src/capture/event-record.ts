import {
  EVENT_KINDS,
  type CaptureEvent,
  type Direction,
  type EventDetail,
  type EventKind,
  type PeerNetwork,
} from "./event.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

/**
 * What packets cannot say of an event, kept beside them as JSON: in a packet's comment after {@link RECORD_PREFIX}, or in
 * the field {@link RECORD_FIELD} of a systemd Journal entry when the event is no packet.
 */
export interface EventRecord {
  /** Missing in a record that only makes a peer known. */
  readonly kind?: EventKind;
  /** Only in Journal entries, whose own clock is coarser. */
  readonly timeUs?: number;
  readonly direction?: Direction;
  /** Only in Journal entries; a packet's queue tells it. */
  readonly peer?: number;
  /** Makes a peer known; left out where `detail` has the same. */
  readonly network?: PeerNetwork;
  readonly local?: string;
  readonly remote?: string;
  readonly detail?: EventDetail;
}

/** Begins a comment that holds a record; a record longer than one comment goes on in comments that begin with the second. */
export const RECORD_PREFIX = "jackfield ";
export const RECORD_CONTINUED_PREFIX = "jackfield+ ";
/** Journal field of a record; a long one goes on in further entries, and all but the last have {@link MORE_FIELD}. */
export const RECORD_FIELD = "JACKFIELD_EVENT";
export const MORE_FIELD = "JACKFIELD_MORE";

// UTF-16 units in one comment (at most 65,535 bytes) and in one Journal entry (Wireshark refuses blocks over 256 KiB).
const COMMENT_UNITS = 16_000;
const ENTRY_UNITS = 60_000;
const MESSAGE_UNITS = 300;

function cut(text: string, units: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  do {
    let to = Math.min(text.length, from + units);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to -= 1;
    pieces.push(text.slice(from, to));
    from = to;
  } while (from < text.length);
  return pieces;
}

/** A record as the comments of a packet. */
export function recordComments(record: EventRecord): Uint8Array[] {
  return cut(JSON.stringify(record), COMMENT_UNITS).map((piece, i) =>
    encodeUtf8((i === 0 ? RECORD_PREFIX : RECORD_CONTINUED_PREFIX) + piece),
  );
}

function priorityOf(kind: EventKind | undefined): number {
  if (kind === "error") return 3;
  return kind === "limit" || kind === "drop" || kind === "fault" ? 4 : 6;
}

/** A sentence for people who look at the capture in Wireshark. */
function messageOf({ kind, direction, peer, remote, detail }: EventRecord): string {
  let text: string = kind ?? "peer";
  if (direction !== undefined) text += ` ${direction}`;
  if (peer !== undefined && peer !== 0) text += ` peer ${peer}`;
  if (remote !== undefined) text += ` ${remote}`;
  let separator = ": ";
  for (const key in detail) {
    text += `${separator}${key}=${String(detail[key])}`;
    separator = " ";
  }
  // oxlint-disable-next-line no-control-regex -- a line of the Journal's text form holds no control characters
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
  return line.length <= MESSAGE_UNITS ? line : (cut(line, MESSAGE_UNITS)[0] ?? "");
}

/** A record as Journal entries (systemd.io/JOURNAL_EXPORT_FORMATS, text form): one, or several when it is long. */
export function recordEntries(record: EventRecord & { readonly timeUs: number }): Uint8Array[] {
  const json = JSON.stringify(record);
  const stamp = Math.max(0, Math.floor(record.timeUs) || 0);
  const head = `__REALTIME_TIMESTAMP=${stamp}\nPRIORITY=${priorityOf(record.kind)}\nSYSLOG_IDENTIFIER=jackfield\nMESSAGE=`;
  const first = `${head}${messageOf(record)}\n`;
  if (json.length <= ENTRY_UNITS) return [encodeUtf8(`${first}${RECORD_FIELD}=${json}\n`)];
  const pieces = cut(json, ENTRY_UNITS);
  return pieces.map((piece, i) => {
    const more = i < pieces.length - 1 ? `${MORE_FIELD}=1\n` : "";
    return encodeUtf8(`${i === 0 ? first : `${head}(continued)\n`}${more}${RECORD_FIELD}=${piece}\n`);
  });
}

/** The record in a packet's comments, or null when they are of somebody else or damaged. */
export function recordOfComments(comments: readonly Uint8Array[]): EventRecord | null {
  let json: string | null = null;
  for (const comment of comments) {
    const text = decodeUtf8(comment);
    if (text.startsWith(RECORD_PREFIX)) json = text.slice(RECORD_PREFIX.length);
    else if (json !== null && text.startsWith(RECORD_CONTINUED_PREFIX))
      json += text.slice(RECORD_CONTINUED_PREFIX.length);
  }
  return json === null ? null : parseRecord(json);
}

/** The fields of a Journal entry; binary fields (whose line has no `=`) end it. */
export function journalFields(entry: Uint8Array): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of decodeUtf8(entry).replace(/\0+$/, "").split("\n")) {
    const equals = line.indexOf("=");
    if (equals > 0) fields.set(line.slice(0, equals), line.slice(equals + 1));
    else if (line !== "") break;
  }
  return fields;
}

const KINDS: ReadonlySet<unknown> = new Set(EVENT_KINDS);

/** Reads a record's JSON; null when it is none. Fields of a wrong type are left out: the file may be anybody's. */
export function parseRecord(json: string): EventRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const raw = value as Record<string, unknown>;
  const { kind, timeUs, direction, peer, network, local, remote } = raw;
  const detail = detailOf(raw["detail"]);
  return {
    ...(KINDS.has(kind) ? { kind: kind as EventKind } : {}),
    ...(typeof timeUs === "number" ? { timeUs } : {}),
    ...(direction === "in" || direction === "out" ? { direction } : {}),
    ...(typeof peer === "number" && Number.isInteger(peer) && peer >= 0 ? { peer } : {}),
    ...(network === "tcp" || network === "udp" || network === "unix" ? { network } : {}),
    ...(typeof local === "string" ? { local } : {}),
    ...(typeof remote === "string" ? { remote } : {}),
    ...(detail === null ? {} : { detail }),
  };
}

function detailOf(value: unknown): EventDetail | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const plain = Object.values(value).every(
    (item) => item === null || ["string", "number", "boolean"].includes(typeof item),
  );
  return plain ? (value as EventDetail) : null;
}

/** The network and addresses of a peer as a record or an event's detail tells them, as far as it does. */
export function peerFacts(
  event: Pick<CaptureEvent, "detail"> | EventRecord,
): { readonly network: PeerNetwork; readonly local: string; readonly remote: string } | null {
  const record = event as EventRecord;
  const { network, local, remote } = record.network === undefined ? (event.detail ?? {}) : record;
  if (network !== "tcp" && network !== "udp" && network !== "unix") return null;
  return {
    network,
    local: typeof local === "string" ? local : "",
    remote: typeof remote === "string" ? remote : "",
  };
}
