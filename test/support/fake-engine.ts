import type { CaptureRow, CharsetSpec, PeerState, SessionSpec, SessionState } from "../../src/api/index.ts";
import type { FramingSpec } from "../../src/bytes/index.ts";
import type { CaptureView, Engine, FilteredRows, ReadRowsOptions, Session } from "../../src/engine/index.ts";
import { LocalProtocolError } from "../../src/errors/index.ts";

const NO_BYTES = new Uint8Array(0);
const ENCODER = new TextEncoder();

class Listeners {
  readonly #all = new Set<() => void>();

  listen = (listener: () => void): (() => void) => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };

  call(): void {
    for (const listener of this.#all) listener();
  }

  get size(): number {
    return this.#all.size;
  }
}

/** A capture in memory. Its filter language is one word: rows whose text has it; `(` is a bad filter. */
export class FakeCapture implements CaptureView {
  readonly path = "/nowhere/fake.pcapng";
  readonly peers = new Map();
  readonly changes = new Listeners();
  readonly filters = new Set<string>();
  #rows: CaptureRow[] = [];
  /** Ranges asked of it. */
  readonly reads: (readonly [from: number, count: number])[] = [];

  get rows(): number {
    return this.#rows.length;
  }

  get fileBytes(): number {
    return this.#rows.length * 100;
  }

  add(texts: readonly string[], peer = 1): void {
    for (const text of texts) {
      const bytes = ENCODER.encode(text);
      const index = this.#rows.length;
      this.#rows.push({
        index,
        kind: "data",
        timeUs: 1.7e15 + index * 50,
        deltaUs: index === 0 ? 0 : 50,
        direction: "in",
        peer,
        length: bytes.length,
        bytes,
        detail: null,
        framing: null,
        carry: NO_BYTES,
        unfinished: 0,
      });
    }
    this.changes.call();
  }

  read(from: number, count: number, options: ReadRowsOptions = {}): Promise<readonly CaptureRow[]> {
    this.reads.push([from, count]);
    return Promise.resolve(this.#cut(this.#rows.slice(from, from + count), options));
  }

  payload(row: number, offset = 0, length = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return Promise.resolve((this.#rows[row]?.bytes ?? NO_BYTES).slice(offset, offset + length));
  }

  rowAt(timeUs: number): number {
    const at = this.#rows.findIndex((row) => row.timeUs >= timeUs);
    return at === -1 ? this.rows : at;
  }

  filter(expression: string): FilteredRows {
    const position = expression.indexOf("!");
    if (position >= 0) throw new LocalProtocolError("ERR_BAD_FILTER", "A bad filter", { position, input: expression });
    this.filters.add(expression);
    const found = (): CaptureRow[] =>
      this.#rows.filter((row) => new TextDecoder().decode(row.bytes).includes(expression));
    const rowsOf = (): number => this.rows;
    return {
      get matches() {
        return found().length;
      },
      get scanned() {
        return rowsOf();
      },
      indexes: (from, count) =>
        found()
          .slice(from, from + count)
          .map((row) => row.index),
      read: (from, count, options = {}) => Promise.resolve(this.#cut(found().slice(from, from + count), options)),
      onProgress: this.changes.listen,
      problem: null,
      close: () => this.filters.delete(expression),
    };
  }

  /** Rows whose framing is known; all of them unless a test says otherwise. */
  framedRows: number | null = null;
  endings = 0;

  get framed(): number {
    return this.framedRows ?? this.rows;
  }

  setFraming(): void {}

  /** Changes a row that is there. */
  change(index: number, change: Partial<CaptureRow>): void {
    const row = this.#rows[index];
    if (row !== undefined) this.#rows[index] = { ...row, ...change };
  }

  onRows(listener: () => void): () => void {
    return this.changes.listen(listener);
  }

  async saveAs(path: string): Promise<void> {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(path, `capture of ${this.rows} rows`);
  }

  #cut(rows: readonly CaptureRow[], { previewBytes = 256 }: ReadRowsOptions): readonly CaptureRow[] {
    return rows.map((row) => ({ ...row, bytes: row.bytes.subarray(0, previewBytes) }));
  }
}

const COUNTERS = { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0 };

/** A session that does only what the tests of the live side need. */
export class FakeSession implements Pick<Session, "id" | "spec" | "capture" | "peers" | "state" | "onChange"> {
  readonly id: string;
  readonly changes = new Listeners();
  readonly capture = new FakeCapture();
  readonly peerList: PeerState[] = [];
  spec: SessionSpec;
  name = "fake";

  constructor(id: string, spec: SessionSpec = { type: "udp" }) {
    this.id = id;
    this.spec = spec;
    this.capture.changes.listen(() => this.changes.call());
  }

  state(): SessionState {
    return {
      id: this.id,
      spec: this.spec,
      name: this.name,
      phase: "open",
      local: "127.0.0.1:1",
      problem: null,
      openedUs: 1.7e15,
      counters: COUNTERS,
      peersOpen: this.peerList.length,
      peersTotal: this.peerList.length,
      rows: this.capture.rows,
      captureBytes: this.capture.fileBytes,
      captureFile: null,
      drops: { kernel: null, unrecorded: 0 },
      repeats: [],
      transfers: [],
    };
  }

  peers(): readonly PeerState[] {
    return this.peerList;
  }

  addFakePeer(): void {
    const id = this.peerList.length + 1;
    this.peerList.push({
      id,
      network: "udp",
      local: "127.0.0.1:1",
      remote: `127.0.0.1:${1000 + id}`,
      phase: "open",
      openedUs: 1.7e15,
      closedUs: null,
      counters: COUNTERS,
      queuedBytes: 0,
    });
    this.changes.call();
  }

  setView(view: { readonly charset?: CharsetSpec; readonly framing?: FramingSpec }): void {
    this.spec = { ...this.spec, ...view };
    this.changes.call();
  }

  onChange(listener: () => void): () => void {
    return this.changes.listen(listener);
  }
}

/** An engine of fake sessions. */
export class FakeEngine implements Pick<Engine, "sessions" | "onChange" | "remove"> {
  readonly sessions = new Map<string, Session>();
  readonly changes = new Listeners();

  add(id: string): FakeSession {
    const session = new FakeSession(id);
    this.sessions.set(id, session as unknown as Session);
    session.changes.listen(() => this.changes.call());
    this.changes.call();
    return session;
  }

  remove(id: string): Promise<void> {
    this.sessions.delete(id);
    this.changes.call();
    return Promise.resolve();
  }

  onChange(listener: () => void): () => void {
    return this.changes.listen(listener);
  }

  /** As what it stands in for. */
  get engine(): Engine {
    return this as unknown as Engine;
  }
}
