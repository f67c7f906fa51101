import type { ProjectService, ServiceNetwork } from "../api/index.ts";
import type { CaptureEvent } from "../capture/index.ts";
import { createEngine, type Engine, type Session } from "../engine/index.ts";
import type { Inbox, ReplyHandler, RoomHub } from "../handlers/index.ts";
import { openService } from "./open-service.ts";
import { planOfProject, type ServicePlan } from "./plan-service.ts";

/** Options of {@link startService}. */
export interface StartServiceOptions {
  /** Opens the sessions and keeps them; it stays the caller's. @default one of its own, closed with the service */
  readonly engine?: Engine;
  /** Hears what happens: every accept, read, send, rule and close. A promise holds back the next read of that peer. */
  readonly onEvent?: (event: CaptureEvent, network: ServiceNetwork) => void | Promise<void>;
  /** Record the sessions, so that their rows can be read. @default false */
  readonly record?: boolean;
  /** Gives up opening; afterwards it has no effect. */
  readonly signal?: AbortSignal;
}

/** A running service. */
export interface RunningService extends AsyncDisposable {
  readonly host: string;
  /** The same for all networks. */
  readonly port: number;
  /** One for each network: its peers, its rows, its counters. */
  readonly sessions: readonly Session[];
  /** `inbox`: the messages that wait; see {@link RunningService.answer}. */
  readonly inbox: Inbox | null;
  /** `room`: members and messages; a `RoomSeat` takes part in it. */
  readonly room: RoomHub | null;
  /** `reply`: the rules, which can be replaced. */
  readonly reply: ReplyHandler | null;
  /**
   * `inbox`: answers a message by its number, or the oldest (null).
   * @returns false when no such message waits
   * @throws LocalProtocolError `ERR_UNENCODABLE`, `ERR_LIMIT`
   */
  answer(number: number | null, text: string): Promise<boolean>;
  /** Resolves when all its sessions are closed. */
  readonly closed: Promise<void>;
  /** Stops listening, sends what is queued, closes the peers. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a service: echo, upper, reply, time, room, inbox, files or exec, with its options. Resolves when it listens.
 *
 * @throws LocalProtocolError `ERR_BAD_OPTION` for what the service does not take; SocketError; JackfieldError `ERR_FILE`
 * @example
 * import { connect } from "jackfield/net";
 * import { startService } from "jackfield/services";
 *
 * await using upper = await startService({ type: "upper", port: 0, networks: ["tcp"] });
 * await using stream = await connect({ host: "127.0.0.1", port: upper.port });
 * await stream.write(new TextEncoder().encode("hello"));
 * console.log(new TextDecoder().decode((await stream.read()) ?? undefined)); // HELLO
 */
export async function startService(
  service: ProjectService,
  options: StartServiceOptions = {},
): Promise<RunningService> {
  const { host = "127.0.0.1", port, charset, tls } = service;
  const plan = planOfProject(service);
  const { onEvent, record = false, signal } = options;
  const engine = options.engine ?? createEngine();
  try {
    const sessions = await openService(engine, plan, {
      host,
      record,
      ...(port === undefined ? {} : { port }),
      ...(charset === undefined ? {} : { charset }),
      ...(tls === undefined ? {} : { tls }),
      ...(signal === undefined ? {} : { signal }),
      ...(onEvent === undefined ? {} : { listener: (network) => (event) => onEvent(event, network) }),
    });
    return new OpenedService(host, sessions, plan, options.engine === undefined ? engine : null);
  } catch (error) {
    if (options.engine === undefined) await engine.close();
    throw error;
  }
}

type Parts = Pick<ServicePlan, "inbox" | "room" | "reply">;

class OpenedService implements RunningService {
  readonly host: string;
  readonly sessions: readonly Session[];
  readonly port: number;
  readonly inbox: Inbox | null;
  readonly room: RoomHub | null;
  readonly reply: ReplyHandler | null;
  readonly closed: Promise<void>;
  readonly #own: Engine | null;

  constructor(
    host: string,
    sessions: readonly Session[],
    { inbox = null, room = null, reply = null }: { readonly [K in keyof Parts]: Parts[K] | null },
    own: Engine | null,
  ) {
    this.host = host;
    this.sessions = sessions;
    this.port = Number(/:(\d+)$/.exec(sessions[0]?.state().local ?? "")?.[1] ?? 0);
    this.inbox = inbox;
    this.room = room;
    this.reply = reply;
    this.closed = whenAllClosed(sessions);
    this.#own = own;
  }

  async answer(number: number | null, text: string): Promise<boolean> {
    const answer = this.inbox?.answer(number, text) ?? null;
    if (answer === null) return false;
    const { message, bytes } = answer;
    const sent = await this.sessions.find(({ id }) => id === message.peer.session)?.send(bytes, message.peer.id);
    const [failure] = sent?.failed ?? [];
    if (failure !== undefined) throw failure.error;
    return true;
  }

  async close(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.close()));
    await this.#own?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function whenAllClosed(sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.closed));
}
