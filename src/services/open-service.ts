import type { CommonSpec, SessionSpec } from "../api/index.ts";
import type { Engine, Session, SessionListener } from "../engine/index.ts";
import { JackfieldError } from "../errors/index.ts";
import type { SessionDriver } from "./session-driver.ts";
import type { ServiceNetwork, ServicePlan } from "./plan-service.ts";

/** Where and how a service is opened. */
export interface OpenServiceOptions extends Pick<CommonSpec, "charset" | "record" | "captureFile"> {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 picks a free one, the same for all networks. @default the service's own */
  readonly port?: number;
  /** Whether `listener` wants the bytes that are sent. @default true */
  readonly listenSent?: boolean;
  /** Hears the events of a network's session. */
  readonly listener?: (network: ServiceNetwork) => SessionListener;
}

/** Ports that are tried when one is wanted that is free for TCP and for UDP. */
const FREE_PORT_TRIES = 20;

/**
 * Opens a service: one session for each of its networks, all on one port.
 * @returns the sessions, in the order of the plan's networks
 * @throws SocketError, as `Engine.open`; nothing stays open then
 */
export async function openService(
  engine: Engine,
  plan: ServicePlan,
  options: OpenServiceOptions = {},
): Promise<readonly Session[]> {
  const port = options.port ?? plan.defaultPort;
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOn(engine, plan, options, port);
    } catch (error) {
      // A port that the system picked for one network may be taken on the other.
      const again = port === 0 && attempt < FREE_PORT_TRIES && JackfieldError.is(error, "ERR_ADDRESS_IN_USE");
      if (!again) throw error;
    }
  }
}

async function openOn(
  engine: Engine,
  plan: ServicePlan,
  options: OpenServiceOptions,
  wantedPort: number,
): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  let port = wantedPort;
  try {
    for (const [network, handler] of plan.handlers) {
      const listener = options.listener?.(network);
      const session = await engine.open(specOf(plan, network, port, options), {
        handler,
        ...(plan.machine === null ? {} : { machine: plan.machine }),
        ...(listener === undefined ? {} : { listener }),
      });
      sessions.push(session);
      port = Number(/:(\d+)$/.exec(session.state().local ?? "")?.[1] ?? port);
    }
    if (plan.driver !== undefined) sessions.push(await openDriven(engine, plan, await plan.driver(), port, options));
  } catch (error) {
    await Promise.all(sessions.map((session) => engine.remove(session.id)));
    throw error;
  }
  return sessions;
}

async function openDriven(
  engine: Engine,
  plan: ServicePlan,
  driver: SessionDriver,
  port: number,
  options: OpenServiceOptions,
): Promise<Session> {
  const other = options.listener?.("tcp");
  const spec = { ...specOf(plan, "tcp", port, options), halfOpen: true };
  const session = await engine.open(spec, {
    listener: (event) => both(other?.(event), driver.listener(event)),
    listenSent: other !== undefined && options.listenSent !== false,
    beforeClose: () => driver.close(),
  });
  driver.attach(session);
  return session;
}

async function waitBoth(one: Promise<void>, other: Promise<void>): Promise<void> {
  await Promise.all([one, other]);
}

function both(one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> {
  if (one === undefined) return other;
  return other === undefined ? one : waitBoth(one, other);
}

function specOf(
  plan: ServicePlan,
  network: ServiceNetwork,
  port: number,
  { host = "127.0.0.1", charset, record, captureFile }: OpenServiceOptions,
): SessionSpec {
  return {
    type: network === "tcp" ? "tcp-server" : "udp",
    name: `${plan.name} ${network}`,
    host,
    port,
    ...(charset === undefined ? {} : { charset }),
    ...(record === undefined ? {} : { record }),
    ...(captureFile === undefined ? {} : { captureFile }),
  };
}
