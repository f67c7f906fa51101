import { createSocket } from "node:dgram";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { SocketError } from "../errors/index.ts";
import { type Address, formatAddress, type InetAddress, isUnixAddress } from "./address.ts";
import { retold } from "./errno-table.ts";
import { processName } from "./process-name.ts";

/** A process that holds a port or a socket path. */
export interface PortHolder {
  readonly pid: number;
  /** The process's name, see `processName`. */
  readonly command: string;
}

/** Ports above the one asked for that are tried. */
const CANDIDATES = 64;

/** What is known of an address in use; its parts are made for the details of a `SocketError`. */
export interface AddressInUse {
  /** `held by python3 (pid 1234); port 8081 is free`. */
  readonly hint?: string;
  /** `python3 (pid 1234)`. */
  readonly holder?: string;
  readonly freePort?: number;
}

/** Finds out who holds an address that is in use and which port is free instead. Never throws. */
export async function explainAddressInUse(network: "tcp" | "udp" | "unix", address: Address): Promise<AddressInUse> {
  const holders = await findHolders(network, address).catch(() => []);
  const holder = holders.map((item) => `${item.command} (pid ${item.pid})`).join(", ");
  const known = holder === "" ? {} : { hint: `held by ${holder}`, holder };
  if (isUnixAddress(address) || network === "unix") return known;
  const freePort = await findFreePort(network, address.host, address.port).catch(() => undefined);
  if (freePort === undefined) return known;
  const hint = [...(known.hint === undefined ? [] : [known.hint]), `port ${freePort} is free`].join("; ");
  return { ...known, hint, freePort };
}

/** A failed bind with what is known about it: who holds the port and which is free, or why a low port is refused. */
export async function explainBind(
  error: unknown,
  op: "bind" | "listen",
  network: "tcp" | "udp",
  local: InetAddress,
): Promise<unknown> {
  if (!(error instanceof SocketError) || error.op === "setsockopt") return error;
  const site = { op, network, local: formatAddress(local) } as const;
  if (error.code === "ERR_ADDRESS_IN_USE")
    return retold(error, { ...site, ...(await explainAddressInUse(network, local)) });
  if (error.code !== "ERR_ACCESS" || local.port === 0 || local.port >= 1024) return retold(error, site);
  const hint = `ports below 1024 need privileges, for example port ${local.port + 8000} does not`;
  return retold(error, { ...site, hint });
}

/**
 * The processes that hold an address: Linux looks the socket up in `/proc/net` (proc(5)) and its inode among the open
 * files of all processes that this user may look into; other platforms tell nothing.
 */
export async function findHolders(network: "tcp" | "udp" | "unix", address: Address): Promise<readonly PortHolder[]> {
  if (process.platform !== "linux") return [];
  const inodes = isUnixAddress(address) ? await unixInodes(address.path) : await inetInodes(network, address.port);
  if (inodes.size === 0) return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found: PortHolder[] = [];
  for (const pid of pids) {
    if (await holdsSocket(pid, inodes)) found.push({ pid: Number(pid), command: commandOf(pid) });
  }
  return found;
}

/** The next port that could be bound right now on this host, or undefined. */
export async function findFreePort(network: "tcp" | "udp", host: string, port: number): Promise<number | undefined> {
  for (let candidate = port + 1; candidate <= Math.min(port + CANDIDATES, 65_535); candidate += 1) {
    if (await canBind(network, host, candidate)) return candidate;
  }
  return undefined;
}

async function inetInodes(network: string, port: number): Promise<Set<string>> {
  const inodes = new Set<string>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const table of [network, `${network}6`]) {
    const text = await readFile(`/proc/net/${table}`, "utf8").catch(() => "");
    for (const line of text.split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      // 0A is LISTEN; a connected socket on the same port does not stop a listener that reuses the address.
      if (local?.endsWith(suffix) && inode !== undefined && inode !== "0" && (network === "udp" || state === "0A")) {
        inodes.add(inode);
      }
    }
  }
  return inodes;
}

async function unixInodes(path: string): Promise<Set<string>> {
  const inodes = new Set<string>();
  const text = await readFile("/proc/net/unix", "utf8").catch(() => "");
  for (const line of text.split("\n").slice(1)) {
    const [, , , flags, , , inode, ...name] = line.split(/\s+/);
    // 00010000 is __SO_ACCEPTCON: it listens.
    if (name.join(" ") === path && flags === "00010000" && inode !== undefined) inodes.add(inode);
  }
  return inodes;
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const name of names) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => "");
    if (target.startsWith("socket:[") && inodes.has(target.slice(8, -1))) return true;
  }
  return false;
}

function commandOf(pid: string): string {
  // A process chooses its own name: nothing that could steer a terminal gets into a message.
  // oxlint-disable-next-line no-control-regex
  return (
    processName(pid)
      .trim()
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, "?") || "a process"
  );
}

function canBind(network: "tcp" | "udp", host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (network === "udp") {
      const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
      socket.once("error", () => socket.close(() => resolve(false)));
      socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
      return;
    }
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
