import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { defaultName, type SessionSpec } from "../api/index.ts";
import { JackfieldError } from "../errors/index.ts";
import { withDefaultLimits } from "./limits.ts";
import { TemporaryFolder } from "./temporary-folder.ts";
import type { RecorderFactory, RecorderOptions, SessionRecorder } from "./session-recorder.ts";

/** Where an engine keeps its captures, and how it records. */
export class CaptureFolder {
  readonly #create: RecorderFactory;
  readonly #folder: string | undefined;
  // Files that are being written, by the sessions that write them: two recorders would spoil one file.
  readonly #writers = new Map<string, string>();
  #temporary: Promise<TemporaryFolder> | null = null;

  /** @param folder undefined: a temporary one, made when it is needed */
  constructor(create: RecorderFactory, folder: string | undefined) {
    this.#create = create;
    this.#folder = folder;
  }

  /**
   * The recorder of a session; null when it is not recorded.
   * @throws JackfieldError `ERR_FILE`, also when another session writes that file
   */
  async record(
    id: string,
    spec: SessionSpec,
    onTrouble: RecorderOptions["onTrouble"],
  ): Promise<SessionRecorder | null> {
    if (spec.type === "capture-file" || spec.record === false) return null;
    const path = spec.captureFile === undefined ? join(await this.#path(), `${id}.pcapng`) : resolve(spec.captureFile);
    const writer = this.#writers.get(path);
    if (writer !== undefined) {
      throw new JackfieldError("ERR_FILE", `Capture file "${path}" is being written by session ${writer}`);
    }
    this.#writers.set(path, id);
    try {
      // A folder of one's own is made; a wrong one in a name that somebody gave is a mistake to be told.
      if (spec.captureFile === undefined) await mkdir(dirname(path), { recursive: true });
      return await this.#create(this.#optionsFor(path, spec, onTrouble));
    } catch (error) {
      this.#writers.delete(path);
      throw error;
    }
  }

  /** The session has ended: its file may be written by another one. */
  release(id: string): void {
    for (const [path, writer] of this.#writers) if (writer === id) this.#writers.delete(path);
  }

  #optionsFor(path: string, spec: SessionSpec, onTrouble: RecorderOptions["onTrouble"]): RecorderOptions {
    const limits = withDefaultLimits(spec.limits);
    return {
      path,
      temporary: spec.captureFile === undefined,
      // A name that was not given is this process's own: an old one of a crash may be there.
      overwrite: spec.captureFile === undefined || spec.captureOverwrite === true,
      name: spec.name ?? defaultName(spec),
      type: spec.type,
      maxRows: limits.maxRows,
      maxCaptureBytes: limits.maxCaptureBytes,
      framing: spec.framing ?? { type: "read" },
      onTrouble,
    };
  }

  /** Deletes the temporary folder. */
  async close(): Promise<void> {
    const temporary = await this.#temporary?.catch(() => null);
    await temporary?.remove();
  }

  async #path(): Promise<string> {
    if (this.#folder !== undefined) return this.#folder;
    this.#temporary ??= TemporaryFolder.make();
    return (await this.#temporary).path;
  }
}
