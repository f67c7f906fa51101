import { readFileSync } from "node:fs";
import { type SocketState, tcpState } from "../../net/index.ts";

/** A socket as `/proc/net` tells of it. */
export interface ProcNetEntry {
  readonly network: "tcp" | "udp" | "unix";
  readonly family: 4 | 6 | null;
  readonly state: SocketState;
  readonly local: { readonly host: string; readonly port: number };
  readonly remote: { readonly host: string; readonly port: number };
  readonly path: string;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly uid: number | undefined;
  readonly inode: number;
}

const NOWHERE = { host: "", port: 0 } as const;

/** All Internet sockets by `/proc/net/{tcp,udp}{,6}` (proc_net(5)): what there is without netlink. */
export function readProcNet(networks: ReadonlySet<"tcp" | "udp" | "unix">, folder = "/proc/net"): ProcNetEntry[] {
  const entries: ProcNetEntry[] = [];
  for (const network of ["tcp", "udp"] as const) {
    if (!networks.has(network)) continue;
    for (const family of [4, 6] as const) {
      const text = readOrNothing(`${folder}/${network}${family === 6 ? "6" : ""}`);
      for (const line of text.split("\n").slice(1)) {
        const entry = inetLine(network, family, line);
        if (entry !== null) entries.push(entry);
      }
    }
  }
  if (networks.has("unix")) {
    for (const line of readOrNothing(`${folder}/unix`).split("\n").slice(1)) {
      const entry = unixLine(line);
      if (entry !== null) entries.push(entry);
    }
  }
  return entries;
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function inetLine(network: "tcp" | "udp", family: 4 | 6, line: string): ProcNetEntry | null {
  const [, local, remote, state, queues, , , uid, , inode] = line.trim().split(/\s+/);
  if (local === undefined || remote === undefined || inode === undefined) return null;
  const [send = "0", receive = "0"] = (queues ?? "").split(":");
  return {
    network,
    family,
    state: tcpState(Number.parseInt(state ?? "0", 16)),
    local: addressOf(local),
    remote: addressOf(remote),
    path: "",
    receiveQueue: Number.parseInt(receive, 16),
    sendQueue: Number.parseInt(send, 16),
    uid: Number(uid),
    inode: Number(inode),
  };
}

/** `0100007F:1F90` → 127.0.0.1 and 8080: words of 32 bits in this machine's byte order, which is little-endian. */
function addressOf(text: string): { host: string; port: number } {
  const [hex = "", port = ""] = text.split(":");
  const bytes = [...hex.matchAll(/(..)(..)(..)(..)/g)].flatMap(([, a = "", b = "", c = "", d = ""]) =>
    [d, c, b, a].map((pair) => Number.parseInt(pair, 16)),
  );
  const host =
    bytes.length === 4
      ? bytes.join(".")
      : new URL(
          `http://[${Array.from({ length: 8 }, (_, index) =>
            (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
          ).join(":")}]`,
        ).hostname.slice(1, -1);
  return { host, port: Number.parseInt(port, 16) };
}

function unixLine(line: string): ProcNetEntry | null {
  const match = /^\S+ \S+ \S+ (\S+) (\S+) (\S+)\s+(\d+)(?: (.*))?$/.exec(line);
  if (match === null) return null;
  const [, flags = "", , state = "", inode = "", path = ""] = match;
  // 00010000 is __SO_ACCEPTCON; 03 is connected.
  const connected = state === "03" ? "established" : "unconnected";
  return {
    network: "unix",
    family: null,
    state: flags === "00010000" ? "listen" : connected,
    local: NOWHERE,
    remote: NOWHERE,
    path,
    receiveQueue: 0,
    sendQueue: 0,
    uid: undefined,
    inode: Number(inode),
  };
}
