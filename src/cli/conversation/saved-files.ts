import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { TransferState } from "../../api/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { Session } from "../../engine/index.ts";
import { ERROR_CODES, JackfieldError } from "../../errors/index.ts";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import type { Messages } from "../messages/messages.ts";
import { describeProblem } from "../output/problem.ts";
import { ProgressLine } from "../output/progress-line.ts";
import { formatBytes } from "../output/totals.ts";
import type { Notices } from "./notices.ts";

/** Where received data goes. */
export interface SavedFilesOptions {
  readonly context: Pick<CliContext, "clock" | "stderr" | "messages">;
  readonly notices: Notices;
  /** One file (for the one connection, or for all together), or a folder with a file for each connection. */
  readonly place: { readonly file: string; readonly once: boolean } | { readonly folder: string };
  readonly overwrite: boolean;
  /** A line that is written over says how far it is. */
  readonly progress: boolean;
}

/** Writes what peers send to files, and says of each how much it was and its SHA-256. */
export class SavedFiles {
  readonly #options: SavedFilesOptions;
  readonly #progress: ProgressLine;
  readonly #running = new Set<Promise<void>>();
  #session: Promise<Session> | null = null;
  #failure: Error | null = null;
  #begun = false;

  constructor(options: SavedFilesOptions) {
    this.#options = options;
    this.#progress = new ProgressLine(options.context);
  }

  /**
   * Before anything is opened: a file that is there is not to be found out when the data comes.
   * @throws JackfieldError `ERR_FILE_EXISTS`
   */
  async check(): Promise<void> {
    const { place, overwrite } = this.#options;
    if (!("file" in place) || overwrite) return;
    const isThere = await stat(place.file).then(
      () => true,
      () => false,
    );
    if (isThere) throw new JackfieldError("ERR_FILE_EXISTS", `${place.file}: ${ERROR_CODES.ERR_FILE_EXISTS.meaning}`);
  }

  /** Who opens the session says which it is; peers may come before that. */
  attach(session: Promise<Session>): void {
    this.#session = session;
    session.catch(() => undefined);
  }

  /** Another line is to be printed: the one that says how far it is goes away until it has something new to say. */
  hideProgress(): void {
    void this.#progress.clear().catch(() => undefined);
  }

  /** Hears that a connection is open; what is returned holds back its first read. */
  onOpen(event: CaptureEvent): Promise<void> | undefined {
    const { place } = this.#options;
    if ("file" in place && this.#begun) return undefined;
    this.#begun = true;
    const path = "file" in place ? place.file : join(place.folder, nameOf(event));
    return this.#begin(path, "file" in place && !place.once ? "all" : event.peer);
  }

  /** It is over before its time: what came is kept, and said to be a part. */
  async cancel(session: Session): Promise<void> {
    for (const { id, direction } of session.state().transfers) if (direction === "in") session.cancelTransfer(id);
    await Promise.all(this.#running);
    const { context, notices } = this.#options;
    if (this.#failure !== null) notices.tell("note", {}, describeProblem(this.#failure, context.messages).trimEnd());
  }

  /**
   * Resolves when all files are whole.
   * @throws CliError 3, JackfieldError `ERR_FILE`, `ERR_FILE_EXISTS` for one that is not
   */
  async finished(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure !== null) throw this.#failure;
  }

  async #begin(path: string, from: number | "all"): Promise<void> {
    const { context, notices, place, overwrite } = this.#options;
    const { flow } = context.messages;
    const session = await this.#session;
    if (session === null) return;
    try {
      if ("folder" in place) await mkdir(place.folder, { recursive: true });
      const { id } = await session.receiveToFile(path, from, { overwrite });
      notices.tell("saving", { path, ...(from === "all" ? {} : { peer: from }) }, flow.saving(path));
      const running = this.#follow(session, id).finally(() => this.#running.delete(running));
      this.#running.add(running);
    } catch (error) {
      this.#failed(path, error);
      void session.close();
    }
  }

  async #follow(session: Session, id: string): Promise<void> {
    const { notices, context, progress } = this.#options;
    const begin = context.clock.nowMs();
    const unlisten = session.onChange(() => {
      const state = session.state().transfers.find((transfer) => transfer.id === id);
      if (progress && state?.phase === "running") this.#progress.update(state.bytes, null);
    });
    const state = await session.transferEnd(id);
    unlisten();
    await this.#progress.clear().catch(() => undefined);
    if (state.phase !== "done") {
      const reason = state.problem?.message ?? null;
      const text = (m: Messages): string => m.flow.saveFailed(state.path, reason ?? m.flow.cutShort);
      return this.#failed(state.path, new CliError(EXIT.failed, text));
    }
    const seconds = Math.max(0.001, (context.clock.nowMs() - begin) / 1000);
    notices.tell("saved", savedDetail(state, seconds), savedText(state, seconds, context.messages.flow.saved));
  }

  #failed(path: string, reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    this.#failure ??= error;
    this.#options.notices.tell("save-failed", { path, message: error.message }, null);
  }
}

/** The numbers of a transfer that is done, for a JSON line. */
export function savedDetail(state: TransferState, seconds: number): Readonly<Record<string, unknown>> {
  const { path, peer, bytes, sha256 } = state;
  return { path, ...(peer === null ? {} : { peer }), bytes, seconds, sha256 };
}

/** The same as a sentence. */
export function savedText(
  { path, bytes, sha256 }: TransferState,
  seconds: number,
  text: (path: string, size: string, bytes: number, rate: string, sha256: string) => string,
): string {
  return text(path, formatBytes(bytes), bytes, formatBytes(Math.round(bytes / seconds)), sha256 ?? "");
}

/** `peer-3-127.0.0.1-54321.bin`: the number alone keeps names apart, the address tells a person whose it was. */
function nameOf({ peer, detail }: CaptureEvent): string {
  const remote = String(detail?.["remote"] ?? "")
    .replace(/[^0-9A-Za-z.]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return remote === "" ? `peer-${peer}.bin` : `peer-${peer}-${remote}.bin`;
}
