import { readdirSync, readFileSync } from "node:fs";
import { capabilities, type SocketEntry, type SocketState, sockets } from "../../net/index.ts";
import { type ProcNetEntry, readProcNet } from "./proc-net.ts";
import { type ProcessTable, readProcessTable, type SocketHolder } from "./process-table.ts";

/** One socket of this machine, as it is listed. */
export interface ListedSocket {
  readonly network: "tcp" | "udp" | "unix";
  /** `tcp`, `tcp6`, `udp`, `udp6`, `unix`, `unix-dgram`, `unix-seq`. */
  readonly protocol: string;
  readonly state: SocketState;
  /** `127.0.0.1:8080`, `[::1]:8080`, a path, or empty for a Unix socket without a name. */
  readonly local: string;
  readonly localPort: number;
  /** `*` when there is no other end; a Unix socket's is the path of its peer where it has one. */
  readonly remote: string;
  readonly remotePort: number;
  /** Bytes received and not read; of a TCP listener: connections that wait to be accepted. */
  readonly receiveQueue: number;
  /** Bytes not acknowledged yet; of a TCP listener: how many may wait; null when the source does not tell. */
  readonly sendQueue: number | null;
  readonly user: string | null;
  readonly uid: number | null;
  readonly inode: number;
  readonly holders: readonly SocketHolder[];
  /** TCP: smoothed round trip time. */
  readonly rttMs: number | null;
  /** TCP: segments sent again since the connection was opened. */
  readonly retransmits: number | null;
  /** UDP: datagrams thrown away because the receive buffer was full. */
  readonly drops: number | null;
}

/** All sockets, and what is not known. */
export interface SocketTable {
  readonly sockets: readonly ListedSocket[];
  /** Where it comes from: netlink, or the tables of `/proc/net`. */
  readonly source: "netlink" | "proc";
  /** Processes that this user may not look into. */
  readonly hiddenProcesses: number;
}

/** The sockets of this network namespace with their processes; null where the platform cannot tell (not Linux). */
export function readSocketTable(networks: ReadonlySet<"tcp" | "udp" | "unix">): SocketTable | null {
  if (process.platform !== "linux") return null;
  const users = readUsers();
  const name = (uid: number | undefined): { uid: number | null; user: string | null } =>
    uid === undefined ? { uid: null, user: null } : { uid, user: users.get(uid) ?? String(uid) };
  if (!capabilities().introspection) {
    const entries = readProcNet(networks);
    const processes = readProcessTable(inodesOf(entries));
    const found = entries.map((entry) => fromProc(entry, processes, name(entry.uid)));
    return { sockets: found, source: "proc", hiddenProcesses: processes.hidden };
  }
  const interfaces = readInterfaces();
  const entries = sockets({ networks: [...networks] });
  const processes = readProcessTable(inodesOf(entries));
  const paths = new Map(entries.flatMap((entry) => (entry.network === "unix" ? [[entry.inode, entry.path]] : [])));
  const found = entries.map((entry) => fromNetlink(entry, { processes, interfaces, paths, owner: name(entry.uid) }));
  return { sockets: found, source: "netlink", hiddenProcesses: processes.hidden };
}

function inodesOf(entries: readonly { readonly inode: number }[]): ReadonlySet<number> {
  return new Set(entries.map(({ inode }) => inode));
}

interface Surroundings {
  readonly processes: ProcessTable;
  readonly interfaces: ReadonlyMap<number, string>;
  /** Paths of Unix sockets by their inodes. */
  readonly paths: ReadonlyMap<number, string>;
  readonly owner: { readonly uid: number | null; readonly user: string | null };
}

function fromNetlink(entry: SocketEntry, { processes, interfaces, paths, owner }: Surroundings): ListedSocket {
  const holders = processes.holders.get(entry.inode) ?? [];
  const { network, state, receiveQueue, sendQueue, inode } = entry;
  const common = { network, state, receiveQueue, sendQueue, inode, holders, ...owner };
  if (entry.network === "unix") {
    const protocol = entry.type === "dgram" ? "unix-dgram" : entry.type === "seqpacket" ? "unix-seq" : "unix";
    const remote = entry.peerInode === 0 ? "*" : paths.get(entry.peerInode) || `#${entry.peerInode}`;
    const none = { localPort: 0, remotePort: 0, rttMs: null, retransmits: null, drops: null };
    return { ...common, ...none, protocol, local: entry.path, remote };
  }
  const { local, remote, family, tcp, memory } = entry;
  const isListener = network === "tcp" && state === "listen";
  return {
    ...common,
    protocol: `${network}${family === 6 ? "6" : ""}`,
    local: endpoint(local.host, local.port, interfaces.get(entry.interfaceIndex)),
    localPort: local.port,
    remote: remote.port === 0 ? "*" : endpoint(remote.host, remote.port),
    remotePort: remote.port,
    rttMs: tcp === undefined || isListener || tcp.rttUs === 0 ? null : tcp.rttUs / 1000,
    retransmits: tcp === undefined || isListener ? null : tcp.totalRetransmits,
    drops: network === "udp" && memory !== undefined ? memory.drops : null,
  };
}

function fromProc(
  entry: ProcNetEntry,
  processes: ProcessTable,
  owner: { readonly uid: number | null; readonly user: string | null },
): ListedSocket {
  const { network, state, inode, receiveQueue } = entry;
  const isUnix = network === "unix";
  return {
    network,
    protocol: isUnix ? "unix" : `${network}${entry.family === 6 ? "6" : ""}`,
    state,
    local: isUnix ? entry.path : endpoint(entry.local.host, entry.local.port),
    localPort: entry.local.port,
    remote: entry.remote.port === 0 ? "*" : endpoint(entry.remote.host, entry.remote.port),
    remotePort: entry.remote.port,
    receiveQueue,
    // The table has no backlog: it says 0 for a listener.
    sendQueue: network === "tcp" && state === "listen" ? null : entry.sendQueue,
    ...owner,
    inode,
    holders: processes.holders.get(inode) ?? [],
    rttMs: null,
    retransmits: null,
    drops: null,
  };
}

function endpoint(host: string, port: number, scope?: string): string {
  const where = scope === undefined ? host : `${host}%${scope}`;
  return `${host.includes(":") ? `[${where}]` : where}:${port}`;
}

/** User names by number, from `/etc/passwd`. */
function readUsers(): Map<number, string> {
  const users = new Map<number, string>();
  for (const line of textOf("/etc/passwd").split("\n")) {
    const [name, , uid] = line.split(":");
    if (name !== undefined && uid !== undefined && !users.has(Number(uid))) users.set(Number(uid), name);
  }
  return users;
}

/** Names of network interfaces by their index. */
function readInterfaces(): Map<number, string> {
  try {
    return new Map(
      readdirSync("/sys/class/net").map((name) => [Number(textOf(`/sys/class/net/${name}/ifindex`)), name]),
    );
  } catch {
    return new Map();
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
