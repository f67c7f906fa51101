import type { CommonSpec, ServiceNetwork, SessionSpec, TlsServerSpec } from "../api/index.ts";
import type { Engine, Session, SessionListener } from "../engine/index.ts";
import { JackfieldError } from "../errors/index.ts";
import { freePort } from "./free-port.ts";
import { answeringOn, checkPlace, type ServicePlan, tlsOfPlan } from "./plan-service.ts";

/** Where and how a service is opened. */
export interface OpenServiceOptions extends Pick<CommonSpec, "charset" | "record" | "captureOverwrite"> {
  /** Keep the capture in this file; of a service on two networks each has its own, `FILE-tcp.pcapng` and `FILE-udp.pcapng`. */
  readonly captureFile?: string;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 picks a free one, the same for all networks. @default the service's own */
  readonly port?: number;
  /** Speak TLS; only on TCP. @default no */
  readonly tls?: TlsServerSpec;
  /** Whether `listener` wants the bytes that are sent. @default true */
  readonly listenSent?: boolean;
  /** Hears the events of a network's session. */
  readonly listener?: (network: ServiceNetwork) => SessionListener;
  /** Gives up opening. */
  readonly signal?: AbortSignal;
}

/** Somebody may take a port between its choice and its opening. */
const FREE_PORT_TRIES = 5;

/**
 * Opens a service: one session for each of its networks, all on one port.
 * @returns the sessions, in the order of the plan's networks
 * @throws LocalProtocolError `ERR_BAD_OPTION` for a host where the service must not be reached; SocketError, as `Engine.open`; nothing stays open then
 */
export async function openService(
  engine: Engine,
  plan: ServicePlan,
  options: OpenServiceOptions = {},
): Promise<readonly Session[]> {
  checkPlace(plan, options.host ?? "127.0.0.1", options.tls);
  const port = options.port ?? plan.defaultPort;
  const picks = port === 0 && plan.networks.length > 1;
  for (let attempt = 1; ; attempt++) {
    try {
      const chosen = picks ? await freePort(options.host ?? "127.0.0.1", plan.networks) : port;
      return await openOn(engine, plan, options, chosen);
    } catch (error) {
      const again = picks && attempt < FREE_PORT_TRIES && JackfieldError.is(error, "ERR_ADDRESS_IN_USE");
      if (!again) throw error;
    }
  }
}

async function openOn(
  engine: Engine,
  plan: ServicePlan,
  options: OpenServiceOptions,
  port: number,
): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  try {
    for (const network of plan.networks) {
      const listener = options.listener?.(network);
      const session = await engine.open(specOf(plan, network, port, options), {
        ...(await answeringOn(plan, network)),
        ...(listener === undefined ? {} : { listener }),
        ...(options.listenSent === undefined ? {} : { listenSent: options.listenSent }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      sessions.push(session);
    }
  } catch (error) {
    await Promise.all(sessions.map((session) => engine.remove(session.id)));
    throw error;
  }
  return sessions;
}

function specOf(
  plan: ServicePlan,
  network: ServiceNetwork,
  port: number,
  { host = "127.0.0.1", charset, record, captureFile, captureOverwrite, ...options }: OpenServiceOptions,
): SessionSpec {
  const tls = tlsOfPlan(plan, options.tls);
  return {
    type: network === "tcp" ? "tcp-server" : "udp",
    name: `${plan.name} ${network}`,
    host,
    port,
    ...(tls === undefined ? {} : { tls }),
    ...(charset === undefined ? {} : { charset }),
    ...(record === undefined ? {} : { record }),
    ...(captureOverwrite === undefined ? {} : { captureOverwrite }),
    ...(captureFile === undefined
      ? {}
      : { captureFile: plan.networks.length === 1 ? captureFile : fileBeside(captureFile, network) }),
  };
}

/** `x.pcapng` for the part `tcp` is `x-tcp.pcapng`. */
export function fileBeside(file: string, part: string): string {
  const [, stem = file, end = ""] = /^(.*?[^/\\])(\.[^./\\]+)$/s.exec(file) ?? [];
  return `${stem}-${part}${end}`;
}
