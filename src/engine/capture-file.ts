import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CaptureEvent,
  CaptureReader,
  type EventDetail,
  EventWriter,
  ForeignEvents,
  OwnEvents,
  PeerList,
  type PeerRecord,
  type PeerTotals,
  peerTotals,
  type PlacedEvent,
  RowIndex,
} from "../capture/index.ts";
import { JackfieldError, type RemoteProtocolError } from "../errors/index.ts";
import { AppendFile, type ReadableBytes } from "./append-file.ts";
import type { CaptureView } from "./capture-view.ts";
import { ReadOnlyFile } from "./read-only-file.ts";
import { StoredCapture } from "./stored-capture.ts";

/** A capture file that is open to be read. */
export interface OpenedCapture {
  readonly view: CaptureView;
  /**
   * Where the file is damaged or cut off (`ERR_BAD_CAPTURE` with `offset`): the view has everything before that, and as
   * its last row an `error` that says so. Null when the file is whole.
   */
  readonly problem: RemoteProtocolError | null;
  /** What the rows of every peer come to. */
  readonly totals: ReadonlyMap<number, PeerTotals>;
  /** Releases the file; the view cannot be read any more. */
  readonly close: () => Promise<void>;
}

const NO_BYTES = new Uint8Array(0);

/** What has been made of a file: rows, and where their bytes are. */
interface Indexed {
  readonly file: ReadableBytes;
  readonly index: RowIndex;
  readonly peers: PeerList;
  readonly problem: RemoteProtocolError | null;
}

function addRow(index: RowIndex, { event, length, offset, payloadAt }: PlacedEvent): void {
  const { kind, timeUs, direction, peer, detail } = event;
  index.add({ kind, timeUs, direction, peer, length, detailed: detail !== null, offset, payloadAt });
}

/** How a capture was made, as far as reading it depends on that. */
type Survey = { readonly origin: "here"; readonly indexed: Indexed } | { readonly origin: "changed" | "foreign" };

/**
 * Reads a capture through and indexes it where it is, if it was recorded here. One that was changed since (a frame taken
 * out, a comment added in Wireshark) still has our events, but elsewhere in the file.
 */
async function survey(file: ReadOnlyFile): Promise<Survey> {
  const index = new RowIndex();
  const peers = new PeerList();
  const events = new OwnEvents(
    { event: (placed) => addRow(index, placed), peer: (peer) => peers.set(peer.id, peer) },
    { keepBytes: false },
  );
  let own = true;
  const reader = new CaptureReader((record) => {
    if (own && !events.read(record)) own = false;
  });
  await file.readAll((bytes) => {
    reader.push(bytes);
    return own && reader.problem === null;
  });
  if (!own) return { origin: "foreign" };
  reader.end();
  events.end();
  if (!events.plain) return { origin: "changed" };
  return { origin: "here", indexed: { file, index, peers, problem: reader.problem } };
}

/** Writes events to a file of our own, as a recorder does. */
class Converter {
  readonly index = new RowIndex();
  readonly peers = new PeerList();
  readonly #writer: EventWriter;

  constructor(file: AppendFile) {
    this.#writer = new EventWriter(file, { name: "opened", os: process.platform, peers: this.peers });
  }

  peer(peer: PeerRecord): void {
    this.peers.set(peer.id, peer);
  }

  finish(): void {
    this.#writer.finish();
  }

  event(event: CaptureEvent): void {
    const offset = this.#writer.write(event);
    addRow(this.index, { event, length: event.bytes.length, offset, payloadAt: this.#writer.payloadAt });
  }
}

/** Turns a capture into a temporary one of our own: its rows and bytes are then found as in any other. */
async function convert(file: ReadOnlyFile, target: AppendFile, origin: "changed" | "foreign"): Promise<Indexed> {
  const converter = new Converter(target);
  const events =
    origin === "foreign"
      ? new ForeignEvents(converter)
      : new OwnEvents(
          { event: ({ event }) => converter.event(event), peer: (peer) => converter.peer(peer) },
          { keepBytes: true },
        );
  const reader = new CaptureReader((record) => void events.read(record));
  await file.readAll(async (bytes) => {
    reader.push(bytes);
    await target.pressure();
    return reader.problem === null;
  });
  reader.end();
  events.end();
  converter.finish();
  await target.flush();
  return { file: target, index: converter.index, peers: converter.peers, problem: reader.problem };
}

/** Adds the row that says where a damaged file stopped. It is in no file, so its detail is kept beside. */
function addProblem(index: RowIndex, problem: RemoteProtocolError, end: number): ReadonlyMap<number, EventDetail> {
  const timeUs = index.rows === 0 ? 0 : index.timeUs(index.rows - 1);
  const detail = { code: problem.code, message: problem.message, offset: problem.offset ?? 0 };
  const event = { kind: "error", timeUs, direction: null, peer: 0, bytes: NO_BYTES, detail } as const;
  addRow(index, { event, length: 0, offset: end, payloadAt: 0 });
  return new Map([[index.rows - 1, detail]]);
}

function opened({ file, index, peers, problem }: Indexed, path: string, close: () => Promise<void>): OpenedCapture {
  const extraDetails = problem === null ? new Map() : addProblem(index, problem, file.size);
  const view = new StoredCapture({
    path,
    file,
    index,
    peers,
    extraDetails,
    flush: async () => {},
    complete: () => true,
  });
  return { view, problem, totals: peerTotals(index), close };
}

async function openConverted(source: ReadOnlyFile, origin: "changed" | "foreign"): Promise<OpenedCapture> {
  const folder = await mkdtemp(join(tmpdir(), "jackfield-opened-"));
  let diskError: unknown = null;
  const target = await AppendFile.create(join(folder, "capture.pcapng"), (error) => {
    diskError = error;
  });
  const close = async (): Promise<void> => {
    await target.release();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const indexed = await convert(source, target, origin);
    if (diskError !== null)
      throw new JackfieldError("ERR_FILE", `no room to open ${source.path}`, { cause: diskError });
    if (indexed.problem !== null && indexed.index.rows === 0) throw indexed.problem;
    return opened(indexed, target.path, close);
  } catch (error) {
    await close();
    throw error;
  } finally {
    await source.close();
  }
}

/**
 * Opens any capture file, pcapng or pcap. One that was recorded here is read where it is and has the same rows as when it
 * was recorded; another's becomes events (see {@link ForeignEvents}) in a temporary file that is removed by `close`.
 * @throws JackfieldError `ERR_FILE`; RemoteProtocolError `ERR_BAD_CAPTURE` if there is nothing in it that can be read
 */
export async function openCaptureFile(path: string): Promise<OpenedCapture> {
  const file = await ReadOnlyFile.open(path);
  let seen: Survey;
  try {
    seen = await survey(file);
    if (seen.origin === "here" && seen.indexed.problem !== null && seen.indexed.index.rows === 0)
      throw seen.indexed.problem;
  } catch (error) {
    await file.close();
    throw error;
  }
  if (seen.origin !== "here") return openConverted(file, seen.origin);
  return opened(seen.indexed, path, () => file.close());
}
