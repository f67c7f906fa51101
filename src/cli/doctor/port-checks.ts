import { SocketError } from "../../errors/index.ts";
import { bindDatagrams, findFreePort, listen } from "../../net/index.ts";
import { isWaiting } from "../ls/socket-filter.ts";
import { holderText } from "../ls/socket-rows.ts";
import type { ListedSocket, SocketTable } from "../ls/socket-table.ts";
import type { Finding } from "./finding.ts";
import type { MachineView } from "./machine-view.ts";

const MOST_ROWS = 20;

/** Who can be reached here: listeners and UDP sockets without a peer, those that only this machine reaches apart. */
export function checkListeners(machine: MachineView, table: SocketTable | null): Finding {
  if (table === null) {
    const { platform } = machine;
    return {
      check: "listeners",
      level: "unknown",
      facts: { platform },
      text: (m) => ({ lines: [m.cannotTell(platform)] }),
    };
  }
  const waiting = table.sockets.filter((socket) => socket.network !== "unix" && isWaiting(socket));
  const open = waiting.filter((socket) => !isLoopback(socket.local));
  const shown = open.slice(0, MOST_ROWS);
  return {
    check: "listeners",
    level: "ok",
    facts: {
      reachable: open.map(({ protocol, local, holders }) => ({
        protocol,
        local,
        processes: holders.map(({ pid, command }) => ({ pid, command })),
      })),
      onlyThisMachine: waiting.length - open.length,
      hiddenProcesses: table.hiddenProcesses,
    },
    text: (m) => ({
      lines: [
        m.listeners(open.length, waiting.length - open.length),
        ...shown.map((socket) => `${socket.protocol} ${socket.local}  ${holderText(socket)}`),
        ...(open.length > shown.length ? [m.more(open.length - shown.length)] : []),
        ...(table.hiddenProcesses > 0 ? [m.hiddenProcesses] : []),
      ],
    }),
  };
}

/** What one trial to bind said. */
export interface BindTrial {
  readonly network: "tcp" | "udp";
  readonly host: string;
  /** Null: it could be bound. */
  readonly error: SocketError | null;
}

/** Whether the port can be had: binds it for a moment on each kind of address, by TCP and UDP, and lets go. */
export async function tryPort(port: number): Promise<BindTrial[]> {
  const trials: BindTrial[] = [];
  for (const network of ["tcp", "udp"] as const) {
    for (const host of ["127.0.0.1", "0.0.0.0", "::"]) {
      trials.push({ network, host, error: await tryBind(network, host, port) });
    }
  }
  return trials;
}

async function tryBind(network: "tcp" | "udp", host: string, port: number): Promise<SocketError | null> {
  try {
    const bound = await (network === "tcp"
      ? listen({ host, port }, { ipv6Only: true })
      : bindDatagrams({ host, port }, { ipv6Only: true }));
    await bound.close();
    return null;
  } catch (error) {
    if (error instanceof SocketError) return error;
    throw error;
  }
}

/** Everything about one port: who holds it, who can reach them, whether it is free, and what a conflict means. */
export async function checkPort(port: number, machine: MachineView, table: SocketTable | null): Promise<Finding> {
  const trials = await tryPort(port);
  const held = (table?.sockets ?? []).filter(
    (socket) => socket.network !== "unix" && socket.localPort === port && isWaiting(socket),
  );
  const ended = (table?.sockets ?? []).filter((socket) => socket.localPort === port && socket.state === "time-wait");
  const using = (table?.sockets ?? []).filter(
    (socket) => socket.network === "tcp" && socket.localPort === port && socket.state === "established",
  );
  const inUse = trials.filter(({ error }) => error?.code === "ERR_ADDRESS_IN_USE");
  const refused = trials.some(({ error }) => error?.code === "ERR_ACCESS");
  const free = inUse.length === 0 ? undefined : await findFreePort("tcp", "0.0.0.0", port).catch(() => undefined);
  const [from, to] = (machine.read("/proc/sys/net/ipv4/ip_local_port_range") ?? "").trim().split(/\s+/).map(Number);
  const ephemeral = from !== undefined && to !== undefined && port >= from && port <= to;
  const loopbackOnly = held.length > 0 && held.every(({ local }) => isLoopback(local));
  return {
    check: "port",
    level: refused ? "problem" : loopbackOnly || inUse.length > 0 ? "note" : "ok",
    facts: {
      port,
      trials: trials.map(({ network, host, error }) => ({ network, host, code: error?.code ?? null })),
      holders: held.map(holderFacts),
      loopbackOnly,
      timeWait: ended.length,
      connections: using.length,
      freePort: free ?? null,
      ephemeral,
    },
    text: (m) => ({
      lines: [
        ...(inUse.length === 0 && !refused ? [m.portFree(port)] : []),
        ...held.map((socket) =>
          m.portHeld(socket.protocol, socket.local, holderText(socket), socket.user, using.length),
        ),
        ...(inUse.length > 0 && held.length === 0 ? [m.portHeldUnseen(port)] : []),
        ...(inUse.length > 0
          ? [
              m.conflict(
                port,
                inUse.map(({ network, host }) => `${network} ${host}`),
              ),
            ]
          : []),
        ...(refused ? [m.portRefused(port)] : []),
        ...(ended.length > 0 ? [m.portTimeWait(ended.length)] : []),
        ...(ephemeral ? [m.portEphemeral(port, from, to)] : []),
      ],
      remedies: [
        ...(loopbackOnly ? [m.listensOnLoopback(port)] : []),
        ...stopRemedies(held).map(({ pid, command }) => m.stopProcess(pid, command)),
        ...(free === undefined ? [] : [m.useFreePort(free)]),
        ...(inUse.length > 0 && held.length === 0 ? [m.askAsRoot(`jack ls ${port}`)] : []),
        ...(refused ? [m.useHighPort(port + 8000)] : []),
        ...(inUse.length === 0 && !refused ? [m.listenThere(port)] : []),
      ],
    }),
  };
}

function stopRemedies(held: readonly ListedSocket[]): { readonly pid: number; readonly command: string }[] {
  const byPid = new Map(held.flatMap(({ holders }) => holders.map((holder) => [holder.pid, holder] as const)));
  return [...byPid.values()];
}

function holderFacts({ protocol, local, user, holders }: ListedSocket): object {
  return {
    protocol,
    local,
    user,
    processes: holders.map(({ pid, command, startedMs }) => ({
      pid,
      command,
      ...(startedMs === null ? {} : { started: new Date(startedMs).toISOString() }),
    })),
  };
}

function isLoopback(local: string): boolean {
  return /^(?:127\.|\[::1\]|\[::ffff:127\.|[^:]*%lo:)/.test(local);
}
