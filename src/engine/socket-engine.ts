import { parseSessionSpec, type SessionSpec } from "../api/index.ts";
import { JackfieldError } from "../errors/index.ts";
import type { Handler } from "../handlers/index.ts";
import type { Answering, AnsweringFactory } from "./answering.ts";
import type { BaseSession } from "./base-session.ts";
import { CaptureFolder } from "./capture-folder.ts";
import { ChangeSignal } from "./change-signal.ts";
import { type Clock, createClock } from "./clock.ts";
import type { Engine, EngineOptions, OpenOptions } from "./engine.ts";
import { type EngineNetwork, SYSTEM_NETWORK } from "./engine-network.ts";
import { HandlerRunner } from "./handler-runner.ts";
import { makeSession } from "./make-session.ts";
import { systemRecorder } from "./recording.ts";
import type { Session } from "./session.ts";
import type { SessionRecorder } from "./session-recorder.ts";

const OPTION_NAMES: readonly (keyof EngineOptions)[] = ["captureFolder", "network", "recorder", "services"];

/** The engine behind {@link createEngine}. */
export class SocketEngine implements Engine {
  readonly #sessions = new Map<string, BaseSession>();
  readonly #network: EngineNetwork;
  readonly #clock: Clock = createClock();
  readonly #changes = new ChangeSignal();
  readonly #runners = new WeakMap<Handler, HandlerRunner>();
  readonly #captures: CaptureFolder;
  readonly #services: AnsweringFactory | null;
  #nextId = 1;
  #closing: Promise<void> | null = null;

  constructor(options: EngineOptions) {
    for (const key of Object.keys(options)) {
      if ((OPTION_NAMES as readonly string[]).includes(key)) continue;
      throw new TypeError(`Option "${key}" is unknown, want one of ${OPTION_NAMES.join(", ")}`);
    }
    this.#network = options.network ?? SYSTEM_NETWORK;
    this.#captures = new CaptureFolder(options.recorder ?? systemRecorder, options.captureFolder);
    this.#services = options.services ?? null;
  }

  get sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  async open(given: SessionSpec, options: OpenOptions = {}): Promise<Session> {
    const spec = parseSessionSpec(given);
    options.signal?.throwIfAborted();
    if (this.#closing !== null) throw new JackfieldError("ERR_CLOSED", "The engine is closed");
    const answering = await this.#answering(spec, options);
    options.signal?.throwIfAborted();
    const { session, trouble } = await this.#makeSession(spec, options, answering);
    try {
      if (trouble !== null) throw trouble;
      if (this.#closing !== null) throw new JackfieldError("ERR_CLOSED", "The engine was closed meanwhile");
      await session.open(options.signal);
    } catch (error) {
      await session.fail(error);
      if (options.keepFailed === true && options.signal?.aborted !== true) return session;
      await this.remove(session.id);
      throw error;
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
    await this.#captures.close();
  }

  /** What answers: given by the caller, or made from the spec's service. */
  async #answering(spec: SessionSpec, options: OpenOptions): Promise<Answering> {
    const service = "service" in spec ? spec.service : undefined;
    if (service === undefined || options.handler !== undefined || options.driver !== undefined) return options;
    if (this.#services !== null) return this.#services(service, spec);
    throw new JackfieldError("ERR_UNSUPPORTED", "This engine was made without services");
  }

  #runnerFor(handler: Handler, options: Answering): HandlerRunner {
    const known = this.#runners.get(handler);
    if (known !== undefined && !known.stopped) return known;
    const runner = new HandlerRunner(handler, options.machine ?? null, this.#clock);
    this.#runners.set(handler, runner);
    return runner;
  }

  /** A session whose capture file cannot be made is made too, so that it can be kept as failed. */
  async #makeSession(
    spec: SessionSpec,
    options: OpenOptions,
    { handler, driver, machine, attach }: Answering,
  ): Promise<{ session: BaseSession; trouble: unknown }> {
    const id = `s${this.#nextId++}`;
    let session: BaseSession | null = null;
    let recorder: SessionRecorder | null = null;
    let trouble: unknown = null;
    try {
      recorder = await this.#captures.record(id, spec, (kind, detail) => session?.recordingStopped(kind, detail));
    } catch (error) {
      trouble = error;
    }
    const halfOpen = handler !== undefined || driver !== undefined;
    session = makeSession({ id, clock: this.#clock, network: this.#network, recorder, halfOpen }, spec);
    this.#sessions.set(id, session);
    void session.closed.then(() => this.#captures.release(id));
    session.onChange(() => this.#changes.mark());
    this.#changes.mark();
    if (options.listener !== undefined) session.listen(options.listener, options.listenSent);
    if (driver !== undefined) {
      session.listen(driver.listener, false);
      session.beforePeersClose = () => driver.close();
      driver.attach(session);
    }
    if (handler !== undefined) {
      this.#runnerFor(handler, machine === undefined ? {} : { machine }).attach(session);
    }
    attach?.(session);
    return { session, trouble };
  }
}
