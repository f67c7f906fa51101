import { UsageError } from "../cli-error.ts";
import { sourceOf } from "../options/socket-args.ts";
import { rawOptionType, tosType } from "../options/socket-types.ts";
import { byteSize, duration, integer, text } from "../options/value-types.ts";
import type { ValueType } from "../command.ts";
import type { JoinedGroup, SocketTuning } from "./socket-tuning.ts";
import { badEndpoint, type GivenWord, type KnownWords } from "./word-options.ts";

/** What the words fill in. */
interface Draft {
  source: { localHost?: string; localPort?: number };
  socket: { -readonly [K in keyof SocketTuning["socket"]]: SocketTuning["socket"][K] };
  listen: { -readonly [K in keyof SocketTuning["listen"]]: SocketTuning["listen"][K] };
  udp: { -readonly [K in keyof SocketTuning["udp"]]: SocketTuning["udp"][K] };
  groups: JoinedGroup[];
  keepAlive: { on?: boolean; idleSeconds?: number; intervalSeconds?: number; count?: number };
}

/** One option of a socket's word. */
interface Row {
  /** How it is written; those behind the first are socat's. */
  readonly names: readonly string[];
  /** Only for these. @default any */
  readonly network?: "tcp" | "udp";
  readonly side?: "connect" | "listen";
  readonly repeated?: true;
  readonly known: true | "switch";
  readonly apply: (draft: Draft, value: string) => void;
}

type Limits = Pick<Row, "network" | "side" | "repeated">;

function valued<T>(names: string, type: ValueType<T>, set: (draft: Draft, value: T) => void, limits: Limits = {}): Row {
  return { names: names.split(" "), known: true, apply: (draft, value) => set(draft, type.parse(value)), ...limits };
}

function switched(names: string, set: (draft: Draft, on: boolean) => void, limits: Limits = {}): Row {
  const apply = (draft: Draft, value: string): void => set(draft, integer("0|1", 0, 1).parse(value) === 1);
  return { names: names.split(" "), known: "switch", apply, ...limits };
}

const TCP = { network: "tcp" } as const;
const UDP = { network: "udp" } as const;
const seconds = integer("SECONDS", 0, 32_767);
const interval = integer("SECONDS", 1, 32_767);

/** Options of sockets behind their words: the names of our own long options, and socat's. */
const ROWS: readonly Row[] = [
  valued("bind source", text("HOST[:PORT]"), (to, value) => Object.assign(to.source, sourceOf(value)), {
    side: "connect",
  }),
  valued("sourceport sp", integer("PORT", 0, 65_535), (to, value) => (to.source.localPort = value), {
    side: "connect",
  }),
  valued("device bindtodevice so-bindtodevice if interface", text("INTERFACE"), (to, value) => {
    to.socket.device = value;
  }),
  switched("nodelay tcp-nodelay", (to, on) => (to.socket.noDelay = on), TCP),
  switched("keepalive so-keepalive", (to, on) => (to.keepAlive.on = on), TCP),
  valued("keepidle tcp-keepidle", interval, (to, value) => (to.keepAlive.idleSeconds = value), TCP),
  valued("keepintvl tcp-keepintvl", interval, (to, value) => (to.keepAlive.intervalSeconds = value), TCP),
  valued("keepcnt tcp-keepcnt", integer("N", 1, 127), (to, value) => (to.keepAlive.count = value), TCP),
  valued("linger so-linger", seconds, (to, value) => (to.socket.lingerSeconds = value), TCP),
  valued(
    "mss maxseg tcp-maxseg",
    integer("BYTES", 88, 32_767),
    (to, value) => (to.socket.maxSegmentBytes = value),
    TCP,
  ),
  valued("user-timeout tcp-user-timeout", duration, (to, value) => (to.socket.userTimeoutMs = Math.round(value)), TCP),
  switched("reuseaddr so-reuseaddr", (to, on) => (to.udp.reuseAddress = on)),
  switched("reuseport so-reuseport", (to, on) => (to.socket.reusePort = on)),
  valued("ttl ipttl ip-ttl ipv6-unicast-hops", integer("N", 1, 255), (to, value) => (to.socket.ttl = value)),
  valued("tos iptos ip-tos ipv6-tclass", tosType, (to, value) => (to.socket.tos = value)),
  valued("sndbuf so-sndbuf", byteSize, (to, value) => (to.socket.sendBufferBytes = value)),
  valued("rcvbuf so-rcvbuf", byteSize, (to, value) => (to.socket.receiveBufferBytes = value)),
  valued(
    "sockopt",
    rawOptionType,
    (to, spec) => {
      const { level, option } = spec;
      const value = "hex" in spec ? Buffer.from(spec.hex, "hex") : spec.value;
      to.socket.raw = [...(to.socket.raw ?? []), { level, option, value }];
    },
    { repeated: true },
  ),
  valued("backlog", integer("N", 1, 65_535), (to, value) => (to.listen.backlog = value), { ...TCP, side: "listen" }),
  switched(
    "ipv6only ipv6-v6only",
    (to, on) => {
      to.listen.ipv6Only = on;
      to.udp.ipv6Only = on;
    },
    { side: "listen" },
  ),
  switched("broadcast so-broadcast", (to, on) => (to.udp.broadcast = on), UDP),
  valued(
    "join ip-add-membership add-membership",
    text("GROUP[@INTERFACE]"),
    (to, value) => to.groups.push(groupOf(value)),
    {
      ...UDP,
      side: "listen",
      repeated: true,
    },
  ),
  valued(
    "multicast-ttl ip-multicast-ttl multicastttl",
    integer("N", 0, 255),
    (to, value) => {
      to.udp.multicastTtl = value;
    },
    UDP,
  ),
  switched("multicast-loop ip-multicast-loop multicastloop", (to, on) => (to.udp.multicastLoopback = on), UDP),
  valued(
    "multicast-interface multicast-if ip-multicast-if",
    text("INTERFACE"),
    (to, value) => {
      to.udp.multicastInterface = value;
    },
    UDP,
  ),
];

const BY_NAME: ReadonlyMap<string, Row> = new Map(ROWS.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** What may stand behind the word of an Internet socket. */
export const SOCKET_WORDS: KnownWords = Object.fromEntries([...BY_NAME].map(([name, { known }]) => [name, known]));

/** What the options of a socket's word say; undefined when there is none. Words that are not of sockets are passed over. */
export function tuningOf(
  words: readonly GivenWord[],
  use: { readonly network: "tcp" | "udp"; readonly listen: boolean },
  input: string,
): SocketTuning | undefined {
  const draft: Draft = { source: {}, socket: {}, listen: {}, udp: {}, groups: [], keepAlive: {} };
  const seen = new Set<Row>();
  for (const { name, value, at } of words) {
    const row = BY_NAME.get(name);
    if (row === undefined) continue;
    const reason = misfit(row, name, use) ?? (seen.has(row) && row.repeated !== true ? `${name} is given twice` : null);
    if (reason !== null) throw badEndpoint(input, at, reason);
    if (name.endsWith("reuseaddr") && use.network === "tcp" && value === "0") {
      throw badEndpoint(input, at, "a listener can always take the address of one that has just ended; leave it out");
    }
    seen.add(row);
    try {
      row.apply(draft, value ?? "1");
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError((m) => m.usage.inOption(name, error.text(m)));
    }
  }
  return seen.size === 0 ? undefined : finished(draft, use.network);
}

function misfit({ network, side }: Row, name: string, use: { network: "tcp" | "udp"; listen: boolean }): string | null {
  if (network !== undefined && network !== use.network) return `${name} is for ${network.toUpperCase()}`;
  if (side === "connect" && use.listen) {
    return `${name} is for a connection; write the address to listen on itself, listen:tcp://127.0.0.1:8080`;
  }
  return side === "listen" && !use.listen ? `${name} is for listen:` : null;
}

function finished({ keepAlive, socket, udp, ...rest }: Draft, network: "tcp" | "udp"): SocketTuning {
  const { on = Object.keys(keepAlive).length > 0, idleSeconds = KEEP_IDLE_SECONDS, ...probes } = keepAlive;
  if (Object.keys(keepAlive).length > 0) socket.keepAlive = on ? { idleSeconds, ...probes } : { idleSeconds: 0 };
  const { receiveBufferBytes, ...others } = socket;
  // The larger buffer that a UDP socket has anyway is asked for in another way.
  if (network === "udp" && receiveBufferBytes !== undefined) {
    return { ...rest, socket: others, udp: { ...udp, receiveBufferBytes } };
  }
  return { ...rest, socket, udp };
}

/** What the system has when nobody says (tcp(7)). */
const KEEP_IDLE_SECONDS = 7_200;

/** `GROUP`, `GROUP@INTERFACE`, or socat's `GROUP:INTERFACE`. */
function groupOf(text: string): JoinedGroup {
  const [, group = text, at] = /^(\d+(?:\.\d+){3}|[^@]*)(?:[@:](.*))?$/.exec(text) ?? [];
  return at === undefined || at === "" ? { group } : { group, interface: at };
}
