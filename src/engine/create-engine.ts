import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defaultName, parseSessionSpec, type SessionSpec } from "../api/index.ts";
import { LocalProtocolError } from "../errors/index.ts";
import type { Handler } from "../handlers/index.ts";
import type { BaseSession, SessionContext } from "./base-session.ts";
import { ChangeSignal } from "./change-signal.ts";
import { type Clock, createClock } from "./clock.ts";
import type { Engine, EngineOptions, OpenOptions } from "./engine.ts";
import { type EngineNetwork, SYSTEM_NETWORK } from "./engine-network.ts";
import { HandlerRunner } from "./handler-runner.ts";
import { withDefaultLimits } from "./limits.ts";
import { makeSession } from "./make-session.ts";
import { openCaptureFile, type RecorderFactory, systemRecorder } from "./recording.ts";
import type { Session } from "./session.ts";
import type { SessionRecorder } from "./session-recorder.ts";

/**
 * Makes an engine: it opens TCP, UDP and Unix sessions, records what happens in them and keeps them until they are removed.
 *
 * @throws LocalProtocolError `ERR_BAD_OPTION` for an unknown option
 * @example
 * import { createEngine } from "jackfield";
 *
 * await using engine = createEngine();
 * const server = await engine.open({ type: "tcp-server", port: 0 });
 * server.listen((event) => {
 *   if (event.kind === "data" && event.direction === "in") void server.send(event.bytes, event.peer);
 * });
 * const port = Number(server.state().local?.split(":").at(-1));
 *
 * const answered = new Promise<string>((resolve) => {
 *   void engine
 *     .open(
 *       { type: "tcp-client", host: "127.0.0.1", port },
 *       {
 *         listener: (event) => {
 *           if (event.kind === "data" && event.direction === "in") resolve(new TextDecoder().decode(event.bytes));
 *         },
 *       },
 *     )
 *     .then((client) => client.send(new TextEncoder().encode("你好"), "all"));
 * });
 * console.log(await answered); // 你好
 */
export function createEngine(options: EngineOptions = {}): Engine {
  return new SocketEngine(options);
}

const OPTION_NAMES: readonly (keyof EngineOptions)[] = ["captureFolder", "network"];

class SocketEngine implements Engine {
  readonly #sessions = new Map<string, BaseSession>();
  readonly #network: EngineNetwork;
  readonly #clock: Clock = createClock();
  readonly #changes = new ChangeSignal();
  readonly #runners = new WeakMap<Handler, HandlerRunner>();
  readonly #createRecorder: RecorderFactory = systemRecorder;
  readonly #captureFolder: string | undefined;
  #temporaryFolder: Promise<string> | null = null;
  #nextId = 1;
  #closing: Promise<void> | null = null;

  constructor(options: EngineOptions) {
    for (const key of Object.keys(options)) {
      if ((OPTION_NAMES as readonly string[]).includes(key)) continue;
      throw new LocalProtocolError("ERR_BAD_OPTION", `Option "${key}" is unknown, want ${OPTION_NAMES.join(" or ")}`);
    }
    this.#network = options.network ?? SYSTEM_NETWORK;
    this.#captureFolder = options.captureFolder;
  }

  get sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  async open(given: SessionSpec, options: OpenOptions = {}): Promise<Session> {
    const spec = parseSessionSpec(given);
    options.signal?.throwIfAborted();
    if (this.#closing !== null) throw new LocalProtocolError("ERR_BAD_OPTION", "The engine is closed");
    const id = `s${this.#nextId++}`;
    let session: BaseSession | null = null;
    const recorder = await this.#recorderFor(id, spec, (...trouble) => session?.recordingStopped(...trouble));
    const halfOpen = options.handler !== undefined;
    const context: SessionContext = { id, clock: this.#clock, network: this.#network, recorder, halfOpen };
    session = makeSession(context, spec, openCaptureFile);
    this.#sessions.set(id, session);
    session.onChange(() => this.#changes.mark());
    this.#changes.mark();
    if (options.listener !== undefined) session.listen(options.listener);
    if (options.handler !== undefined) this.#runnerFor(options.handler, options).attach(session);
    try {
      await session.open(options.signal);
    } catch (error) {
      await session.fail(error);
      if (options.keepFailed !== true || options.signal?.aborted === true) {
        await this.remove(id);
        throw error;
      }
    }
    return session;
  }

  async remove(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    await session.close();
    this.#sessions.delete(id);
    this.#changes.mark();
    await session.discard();
  }

  onChange(listener: () => void): () => void {
    return this.#changes.listen(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.remove(id)));
    this.#changes.flush();
    const folder = await this.#temporaryFolder?.catch(() => null);
    if (folder !== undefined && folder !== null) await rm(folder, { recursive: true, force: true });
  }

  #runnerFor(handler: Handler, options: OpenOptions): HandlerRunner {
    const known = this.#runners.get(handler);
    if (known !== undefined && !known.stopped) return known;
    const runner = new HandlerRunner(handler, options.machine ?? null, this.#clock);
    this.#runners.set(handler, runner);
    return runner;
  }

  async #recorderFor(
    id: string,
    spec: SessionSpec,
    onTrouble: Parameters<RecorderFactory>[0]["onTrouble"],
  ): Promise<SessionRecorder | null> {
    if (spec.type === "capture-file" || spec.record === false) return null;
    const limits = withDefaultLimits(spec.limits);
    return this.#createRecorder({
      path: spec.captureFile === undefined ? join(await this.#folder(), `${id}.pcapng`) : resolve(spec.captureFile),
      temporary: spec.captureFile === undefined,
      name: spec.name ?? defaultName(spec),
      type: spec.type,
      maxRows: limits.maxRows,
      maxCaptureBytes: limits.maxCaptureBytes,
      framing: spec.framing ?? { type: "read" },
      onTrouble,
    });
  }

  async #folder(): Promise<string> {
    if (this.#captureFolder !== undefined) {
      await mkdir(this.#captureFolder, { recursive: true });
      return this.#captureFolder;
    }
    this.#temporaryFolder ??= mkdtemp(join(tmpdir(), "jackfield-"));
    return this.#temporaryFolder;
  }
}
