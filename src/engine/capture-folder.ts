import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { defaultName, type SessionSpec } from "../api/index.ts";
import { withDefaultLimits } from "./limits.ts";
import { TemporaryFolder } from "./temporary-folder.ts";
import type { RecorderFactory, RecorderOptions, SessionRecorder } from "./session-recorder.ts";

/** Where an engine keeps its captures, and how it records. */
export class CaptureFolder {
  readonly #create: RecorderFactory;
  readonly #folder: string | undefined;
  #temporary: Promise<TemporaryFolder> | null = null;

  /** @param folder undefined: a temporary one, made when it is needed */
  constructor(create: RecorderFactory, folder: string | undefined) {
    this.#create = create;
    this.#folder = folder;
  }

  /** The recorder of a session; null when it is not recorded. */
  async record(
    id: string,
    spec: SessionSpec,
    onTrouble: RecorderOptions["onTrouble"],
  ): Promise<SessionRecorder | null> {
    if (spec.type === "capture-file" || spec.record === false) return null;
    const limits = withDefaultLimits(spec.limits);
    const path = spec.captureFile === undefined ? join(await this.#path(), `${id}.pcapng`) : resolve(spec.captureFile);
    await mkdir(dirname(path), { recursive: true });
    return this.#create({
      path,
      temporary: spec.captureFile === undefined,
      name: spec.name ?? defaultName(spec),
      type: spec.type,
      maxRows: limits.maxRows,
      maxCaptureBytes: limits.maxCaptureBytes,
      framing: spec.framing ?? { type: "read" },
      onTrouble,
    });
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
