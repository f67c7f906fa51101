import { unlink } from "node:fs/promises";
import {
  type CaptureEvent,
  type EventDetail,
  EventWriter,
  PeerList,
  type PeerRecord,
  RowIndex,
} from "../capture/index.ts";
import { fileReason } from "../errors/index.ts";
import { AppendFile } from "./append-file.ts";
import type { CaptureView } from "./capture-view.ts";
import type { RecorderOptions, SessionRecorder } from "./session-recorder.ts";
import { StoredCapture } from "./stored-capture.ts";

/** Kept free under `maxCaptureBytes` for the end of the file. */
const RESERVED_BYTES = 16 * 1024;
const NO_BYTES = new Uint8Array(0);

/** More than an event adds to the file beside its payload, but for a long detail. */
function overheadOf(bytes: number): number {
  return 1024 + Math.ceil(bytes / 65_000) * 128;
}

/** Writes a session's events to a pcapng file and keeps the index of its rows. */
class Recorder implements SessionRecorder {
  readonly #file: AppendFile;
  readonly #writer: EventWriter;
  readonly #index = new RowIndex();
  readonly #peers: PeerList;
  readonly #options: RecorderOptions;
  readonly #view: StoredCapture;
  #unrecorded = 0;
  /** Nothing more is recorded. */
  #stopped = false;
  /** It was a limit or the disk that stopped it. */
  #troubled = false;
  #closed: Promise<void> | null = null;
  #discarded: Promise<void> | null = null;

  constructor(file: AppendFile, writer: EventWriter, peers: PeerList, options: RecorderOptions) {
    this.#file = file;
    this.#writer = writer;
    this.#peers = peers;
    this.#options = options;
    this.#view = new StoredCapture({
      path: options.path,
      file,
      index: this.#index,
      peers,
      flush: () => file.flush(),
      complete: () => file.unwritten === 0,
    });
    this.#view.setFraming(options.framing);
  }

  get view(): CaptureView {
    return this.#view;
  }

  get unrecorded(): number {
    return this.#unrecorded;
  }

  addPeer(peer: PeerRecord): void {
    this.#peers.set(peer.id, peer);
  }

  record(event: CaptureEvent): void | Promise<void> {
    if (this.#stopped) {
      this.#unrecorded += 1;
      return undefined;
    }
    const limit = this.#limitStruckBy(event);
    if (limit !== null) {
      this.#unrecorded += 1;
      this.#stop("limit", limit, event.timeUs);
      return undefined;
    }
    try {
      this.#append(event);
    } catch (error) {
      // Only an event that no packet can hold comes here; it is counted, and a row says so.
      this.#unrecorded += 1;
      this.#append({
        ...event,
        kind: "drop",
        direction: null,
        bytes: NO_BYTES,
        detail: { where: "capture", count: 1, bytes: event.bytes.length, message: (error as Error).message },
      });
    }
    return this.#file.pressure();
  }

  pressure(): Promise<void> | undefined {
    return this.#stopped ? undefined : this.#file.pressure();
  }

  /** The disk failed: what is in memory stays readable, nothing more is recorded. */
  diskFailed(error: unknown): void {
    this.#stop("error", {
      code: "ERR_FILE",
      message: `capture file ${this.#options.path}: ${fileReason(error)}`,
    });
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  discard(): Promise<void> {
    this.#discarded ??= this.#discard();
    return this.#discarded;
  }

  #append(event: CaptureEvent): void {
    const offset = this.#writer.write(event);
    const { kind, timeUs, direction, peer, bytes, detail } = event;
    const payloadAt = this.#writer.payloadAt;
    const row = this.#index.add({
      kind,
      timeUs,
      direction,
      peer,
      length: bytes.length,
      detailed: detail !== null,
      offset,
      payloadAt,
    });
    this.#view.recorded(row, event);
  }

  #limitStruckBy(event: CaptureEvent): EventDetail | null {
    const { maxRows, maxCaptureBytes } = this.#options;
    // One row is kept for saying that the limit struck.
    if (this.#index.rows + 1 >= maxRows) return { limit: "maxRows", value: maxRows };
    const after = this.#file.size + event.bytes.length + overheadOf(event.bytes.length) + RESERVED_BYTES;
    return after > maxCaptureBytes ? { limit: "maxCaptureBytes", value: maxCaptureBytes } : null;
  }

  #stop(kind: "limit" | "error", detail: EventDetail, timeUs?: number): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#stopped = true;
    const last = this.#index.rows - 1;
    this.#append({
      kind,
      timeUs: timeUs ?? (last < 0 ? 0 : this.#index.timeUs(last)),
      direction: null,
      peer: 0,
      bytes: NO_BYTES,
      detail,
    });
    this.#options.onTrouble(kind, detail);
  }

  async #close(): Promise<void> {
    await this.#file.flush();
    this.#stopped = true;
    this.#writer.finish(this.#unrecorded);
    await this.#file.sync();
  }

  async #discard(): Promise<void> {
    await this.close();
    await this.#file.release();
    if (this.#options.temporary) await unlink(this.#options.path).catch(() => {});
  }
}

/**
 * Makes the recorder of one session: a pcapng file, made or emptied, that only its owner may read.
 * @throws JackfieldError `ERR_FILE`
 */
export async function createRecorder(options: RecorderOptions): Promise<SessionRecorder> {
  let recorder: Recorder | null = null;
  const file = await AppendFile.create(options.path, (error) => recorder?.diskFailed(error), {
    overwrite: options.overwrite === true,
  });
  const peers = new PeerList();
  const writer = new EventWriter(file, { name: options.name, os: process.platform, peers, seed: Date.now() >>> 0 });
  recorder = new Recorder(file, writer, peers, options);
  return recorder;
}
