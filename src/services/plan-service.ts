import {
  type ProjectService,
  SERVICE_NETWORKS,
  type ServiceName,
  type ServiceNetwork,
  type ServiceSpec,
  type TlsServerSpec,
} from "../api/index.ts";
import type { CharsetName, ChecksumSpec, FramingSpec } from "../bytes/index.ts";
import type { Answering, HandlerMachine, SessionDriver } from "../engine/index.ts";
import { runWithin } from "../engine/bounded-run.ts";
import { LocalProtocolError } from "../errors/index.ts";
import {
  AllowList,
  createDaytime,
  createEcho,
  createExec,
  createReply,
  createRoom,
  createSntpServer,
  createTimeServer,
  createUpper,
  type Handler,
  Inbox,
  LocalRoomHub,
  type ReplyHandler,
  type ReplyRule,
  ShellCommands,
  type RoomHub,
} from "../handlers/index.ts";
import { FileService } from "./files/file-service.ts";
import { isLoopback } from "./loopback.ts";
import { ProcessMachine } from "./process-machine.ts";
import { findZone, localZone } from "./zone-files.ts";

/** What may be said about a service; what it does not know is an error. */
export interface ServiceOptions {
  /** @default what the service is made for: see {@link planService} */
  readonly networks?: readonly ServiceNetwork[];
  /** `reply`, `exec`: charset of what peers send; `inbox`: of both directions. @default utf-8 */
  readonly charsetIn?: CharsetName;
  /** `reply`: charset of answers. @default utf-8. `exec`: of answers to an original client. @default gbk */
  readonly charsetOut?: CharsetName;
  /** `reply`: the rules. @default none: it only listens */
  readonly rules?: readonly ReplyRule[];
  /** `reply`: what a message of a byte stream is. @default none: it ends with a silence of 20 ms */
  readonly framing?: FramingSpec;
  /** `reply`: put into every answer that has no `{{checksum}}` of its own. @default none */
  readonly checksum?: ChecksumSpec;
  /** `time`: a zone of zoneinfo. @default this machine's */
  readonly zone?: string;
  /** `time`: what to speak over UDP: strftime formats, or NTP. @default strftime */
  readonly protocol?: "strftime" | "ntp";
  /** `time`: answers a second that one source gets on the average, and twice as many at once. @default 10 */
  readonly answersPerSecond?: number;
  /** `exec`: `NAME=/path/to/program ARG… {label:PATTERN}…` */
  readonly allow?: readonly string[];
  /** `exec`: run whatever is sent in a shell; loopback only. @default false */
  readonly shell?: boolean;
  /** `exec`: a command that runs longer is ended. @default 10_000 */
  readonly timeoutMs?: number;
  /** `inbox`: answer every message with this text. @default none: an operator answers through {@link ServicePlan.inbox} */
  readonly autoAnswer?: string;
  /** `room`: sessions that name the same room talk together where they are opened by one {@link Services}. */
  readonly room?: string;
  /** `room`: @default 10_000 */
  readonly maxMembers?: number;
  /** `room`: a member over UDP that was not heard for so long has left. @default 1_800_000 */
  readonly idleMs?: number;
  /** `room`: messages a second that one member may send on the average, and twice as many at once. @default 20 */
  readonly messagesPerSecond?: number;
  /** `files`: the folder. @default the current one */
  readonly folder?: string;
  /** `files`: take uploads. @default false */
  readonly writable?: boolean;
  /** `files`: the largest upload. @default 1 GiB */
  readonly maxUploadBytes?: number;
}

/** A service ready to be opened: one handler for each network that it listens on. */
export interface ServicePlan {
  readonly name: ServiceName;
  readonly networks: readonly ServiceNetwork[];
  /** What answers on each network. */
  readonly handlers: ReadonlyMap<ServiceNetwork, Handler>;
  readonly machine: HandlerMachine | null;
  /** Makes what answers where there is no handler; each session has its own. */
  readonly driver?: () => Promise<SessionDriver>;
  /** The port of the programs that it takes the place of. */
  readonly defaultPort: number;
  /** It must not be reached from other machines, unless over TLS 1.3 with client certificates. @default false */
  readonly loopbackOnly?: boolean;
  /** `exec`: it runs whatever it is sent. @default false */
  readonly shell?: boolean;
  /** `inbox`: the queue of messages that an operator answers. */
  readonly inbox?: Inbox;
  /** `reply`: the rules, which may be changed. */
  readonly reply?: ReplyHandler;
  /** `room`: its members and messages. */
  readonly room?: RoomHub;
}

type Planned = Omit<ServicePlan, "name" | "networks">;
type Planner = (options: ServiceOptions) => Planned;

interface KnownService {
  readonly networks: readonly ServiceNetwork[];
  readonly options: readonly (keyof ServiceOptions)[];
  readonly plan: Planner;
}

const SERVICES: Readonly<Record<ServiceName, KnownService>> = {
  echo: { networks: ["tcp", "udp"], options: [], plan: (options) => same(createEcho(), options, 7007) },
  upper: { networks: ["tcp", "udp"], options: [], plan: (options) => same(createUpper(), options, 8080) },
  reply: {
    networks: ["tcp", "udp"],
    options: ["charsetIn", "charsetOut", "rules", "framing", "checksum", "zone"],
    plan: planReply,
  },
  time: { networks: ["udp"], options: ["zone", "protocol", "answersPerSecond"], plan: planTime },
  room: {
    networks: ["udp", "tcp"],
    options: ["room", "maxMembers", "idleMs", "messagesPerSecond"],
    plan: planRoom,
  },
  files: { networks: ["tcp"], options: ["folder", "writable", "maxUploadBytes"], plan: planFiles },
  inbox: { networks: ["udp"], options: ["charsetIn", "autoAnswer"], plan: planInbox },
  exec: { networks: ["tcp"], options: ["charsetOut", "allow", "shell", "timeoutMs"], plan: planExec },
};

/**
 * Plans a service. Default networks and ports: `echo` TCP and UDP 7007; `upper`, `reply` TCP and UDP 8080; `time` UDP
 * 9000 (and, with TCP, DAYTIME of RFC 867); `room` UDP and TCP 8000; `inbox` UDP 8081; `exec` TCP
 * 8080; `files` TCP 7788.
 * @throws LocalProtocolError `ERR_BAD_OPTION` for what the service does not know, `ERR_BAD_HEX`, `ERR_UNENCODABLE`
 */
export function planService(name: ServiceName, options: ServiceOptions = {}): ServicePlan {
  const service = SERVICES[name];
  for (const key of Object.keys(options) as (keyof ServiceOptions)[]) {
    if (key === "networks" || options[key] === undefined || service.options.includes(key)) continue;
    throw new LocalProtocolError("ERR_BAD_OPTION", `Service "${name}" does not take ${key}`, { input: key });
  }
  const networks = options.networks ?? service.networks;
  for (const network of networks) {
    if (SERVICE_NETWORKS[name].includes(network)) continue;
    const only = SERVICE_NETWORKS[name].join(", ").toUpperCase();
    throw new LocalProtocolError("ERR_BAD_OPTION", `Service "${name}" listens on ${only} only`, { input: network });
  }
  return { name, networks, ...service.plan({ ...options, networks }) };
}

/** The networks that a service is opened on when nothing is said; with TLS those that can have it, if there is one. */
export function usualNetworks(name: ServiceName, secure: boolean): readonly ServiceNetwork[] {
  const { networks } = SERVICES[name];
  const tcp = networks.filter((network) => network === "tcp");
  return secure && tcp.length > 0 ? tcp : networks;
}

/**
 * Plans an entry of a project, and says that it may be opened where it says.
 * @throws LocalProtocolError as {@link planService} and {@link checkPlace}
 */
export function planOfProject(service: ProjectService): ServicePlan {
  const { host = "127.0.0.1", port: _port, charset: _charset, networks, tls, ...spec } = service;
  const plan = planOfSpec(spec, networks ?? usualNetworks(service.type, tls !== undefined));
  checkPlace(plan, host, tls);
  return plan;
}

/** Plans the service that a spec describes, on these networks. */
export function planOfSpec({ type, ...options }: ServiceSpec, networks?: readonly ServiceNetwork[]): ServicePlan {
  return planService(type, networks === undefined ? options : { ...options, networks });
}

/** TLS as a plan is opened with: what runs programs for other machines speaks nothing older than 1.3 unless told to. */
export function tlsOfPlan(plan: ServicePlan, tls: TlsServerSpec | undefined): TlsServerSpec | undefined {
  return tls !== undefined && plan.loopbackOnly === true ? { minVersion: "TLSv1.3", ...tls } : tls;
}

/**
 * Says that a plan may be opened on this host, with this TLS.
 * @throws LocalProtocolError `ERR_BAD_OPTION`: as {@link checkHost}; or the plan is for UDP, which has no TLS
 */
export function checkPlace(plan: ServicePlan, host: string, tls: TlsServerSpec | undefined): void {
  checkHost(plan, host, tlsOfPlan(plan, tls));
  if (tls === undefined || !plan.networks.includes("udp")) return;
  const reason = `Service "${plan.name}" listens on UDP, which has no TLS`;
  throw new LocalProtocolError("ERR_BAD_OPTION", reason, { input: "tls" });
}

/**
 * Says that a plan may be opened on this host: one that only this machine may reach also elsewhere when it speaks TLS 1.3
 * and demands certificates of an authority that is named; a shell never.
 * @throws LocalProtocolError `ERR_BAD_OPTION` that says what is missing
 */
export function checkHost(plan: ServicePlan, host: string, tls?: TlsServerSpec): void {
  if (plan.loopbackOnly !== true || isLoopback(host)) return;
  const missing = plan.shell === true ? "a shell never leaves it" : missingTrust(tls);
  if (missing === null) return;
  const reason = `Service "${plan.name}" listens on this machine only, not on ${host}: ${missing}`;
  throw new LocalProtocolError("ERR_BAD_OPTION", reason, { input: host });
}

/** What TLS lacks to know who comes; null when it lacks nothing. */
function missingTrust(tls: TlsServerSpec | undefined): string | null {
  if (tls === undefined) return "elsewhere it needs TLS 1.3 with client certificates";
  if (tls.certFile === undefined) return "elsewhere it needs a certificate of its own";
  if (tls.requireClientCertificate !== true || tls.verify === false) return "elsewhere it needs client certificates";
  // The usual authorities vouch for servers of the whole world.
  if (tls.caFile === undefined) return "elsewhere it needs the authority of its clients' certificates";
  return tls.minVersion === "TLSv1.3" ? null : "elsewhere it needs TLS 1.3 (minVersion)";
}

/** What answers for a plan on one of its networks. */
export async function answeringOn(plan: ServicePlan, network: ServiceNetwork): Promise<Answering> {
  const handler = plan.handlers.get(network);
  if (handler !== undefined) return plan.machine === null ? { handler } : { handler, machine: plan.machine };
  return plan.driver === undefined ? {} : { driver: await plan.driver() };
}

function same(handler: Handler, { networks = [] }: ServiceOptions, defaultPort: number): Planned {
  return { handlers: new Map(networks.map((network) => [network, handler])), machine: null, defaultPort };
}

function planReply(options: ServiceOptions): Planned {
  const reply = createReply({
    rules: options.rules ?? [],
    charsetIn: options.charsetIn ?? "utf-8",
    charsetOut: options.charsetOut ?? "utf-8",
    ...defined(options, ["framing", "checksum"]),
    zone: zoneOf(options),
    random: Math.random,
    runWithin,
  });
  return { ...same(reply, options, 8080), reply };
}

function planTime(options: ServiceOptions): Planned {
  const zone = zoneOf(options);
  const handlers = (options.networks ?? []).map((network): [ServiceNetwork, Handler] => {
    if (network === "tcp") return [network, createDaytime({ zone })];
    const { answersPerSecond: perSecond } = options;
    const rate = perSecond === undefined ? {} : { perSecond, burst: 2 * perSecond };
    return [network, options.protocol === "ntp" ? createSntpServer(rate) : createTimeServer({ zone, ...rate })];
  });
  return { handlers: new Map(handlers), machine: null, defaultPort: 9000 };
}

function planRoom(options: ServiceOptions): Planned {
  const room = new LocalRoomHub(defined(options, ["maxMembers"]));
  const { messagesPerSecond } = options;
  const rate = messagesPerSecond === undefined ? {} : { messagesPerSecond, messageBurst: 2 * messagesPerSecond };
  return { ...same(createRoom({ hub: room, ...rate, ...defined(options, ["idleMs"]) }), options, 8000), room };
}

function planFiles(options: ServiceOptions): Planned {
  const folder = options.folder ?? ".";
  const driver = (): Promise<SessionDriver> =>
    FileService.open({ folder, ...defined(options, ["writable", "maxUploadBytes"]) });
  return { handlers: new Map(), machine: null, driver, defaultPort: 7788 };
}

function planInbox(options: ServiceOptions): Planned {
  const { charsetIn: charset = "utf-8" } = options;
  const inbox = new Inbox({ charset, ...defined(options, ["autoAnswer"]) });
  return { ...same(inbox, options, 8081), inbox };
}

function planExec(options: ServiceOptions): Planned {
  const shell = options.shell === true;
  if (shell && options.allow !== undefined) {
    throw new LocalProtocolError("ERR_BAD_OPTION", 'Service "exec" takes allow or shell, not both', { input: "shell" });
  }
  const allow = shell ? new ShellCommands() : new AllowList(options.allow ?? []);
  const charset = options.charsetOut ?? "gbk";
  const handler = createExec({ allow, charset, ...defined(options, ["timeoutMs"]) });
  // A shell shows the files of the folder that it was started in, as the server of the notes does.
  const machine = new ProcessMachine(shell ? { cwd: process.cwd() } : {});
  return { handlers: new Map([["tcp", handler]]), machine, defaultPort: 8080, loopbackOnly: true, shell };
}

function zoneOf({ zone }: ServiceOptions): ReturnType<typeof findZone> {
  return zone === undefined ? localZone() : findZone(zone);
}

/** Only the options that are there: under exactOptionalPropertyTypes undefined is not absent. */
function defined<K extends keyof ServiceOptions>(
  options: ServiceOptions,
  keys: readonly K[],
): { [P in K]?: NonNullable<ServiceOptions[P]> } {
  const found = keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]));
  return Object.fromEntries(found) as { [P in K]?: NonNullable<ServiceOptions[P]> };
}
