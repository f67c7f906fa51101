import type { CaptureFileSpec, Counters, PeerState } from "../api/index.ts";
import { JackfieldError } from "../errors/index.ts";
import { BaseSession, type SessionContext } from "./base-session.ts";
import type { CaptureView } from "./capture-view.ts";
import type { OpenedCapture } from "./capture-file.ts";

/** A capture file opened to be read; it sends nothing. */
export class CaptureFileSession extends BaseSession<CaptureFileSpec> {
  readonly #openFile: (path: string) => Promise<OpenedCapture>;
  #opened: OpenedCapture | null = null;
  #unwatch: () => void = () => undefined;

  constructor(context: SessionContext, spec: CaptureFileSpec, openFile: (path: string) => Promise<OpenedCapture>) {
    super(context, spec, "tcp");
    this.#openFile = openFile;
  }

  override async open(): Promise<void> {
    this.#opened = await this.#openFile(this.spec.path);
    if (this.stopping) throw new JackfieldError("ERR_CLOSED", "The session was closed while the file was read");
    this.#unwatch = this.#opened.view.onRows(() => this.changed());
    if (this.spec.framing !== undefined) this.#opened.view.setFraming(this.spec.framing);
    if (this.#opened.problem !== null) this.setProblem(this.#opened.problem);
    this.setPhase("open");
  }

  override get capture(): CaptureView | null {
    return this.#opened?.view ?? null;
  }

  /** The file's peers, all gone, with what their rows come to. */
  override peers(): readonly PeerState[] {
    return [...(this.capture?.peers.values() ?? [])].map((record) => {
      const totals = this.#opened?.totals.get(record.id);
      const { bytesIn = 0, bytesOut = 0, readsIn = 0, writesOut = 0, firstUs = 0, lastUs = 0 } = totals ?? {};
      return {
        ...record,
        phase: "gone" as const,
        openedUs: firstUs,
        closedUs: lastUs,
        counters: { bytesIn, bytesOut, readsIn, writesOut },
        queuedBytes: 0,
      };
    });
  }

  /** Releases the file: nothing can be read any more. */
  override async discard(): Promise<void> {
    this.#unwatch();
    await this.#opened?.close();
  }

  protected override counters(): Counters {
    const sum = { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0 };
    for (const totals of this.#opened?.totals.values() ?? []) {
      sum.bytesIn += totals.bytesIn;
      sum.bytesOut += totals.bytesOut;
      sum.readsIn += totals.readsIn;
      sum.writesOut += totals.writesOut;
    }
    return sum;
  }

  protected override peersTotal(): number {
    return this.capture?.peers.size ?? 0;
  }

  protected override async closeSocket(): Promise<void> {}
}
