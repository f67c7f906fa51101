import type { SocketState } from "../../net/index.ts";
import type { ListedSocket } from "./socket-table.ts";

/** States that can be asked for, in the words of ss(8). */
export const SOCKET_STATES: readonly SocketState[] = [
  "established",
  "syn-sent",
  "syn-recv",
  "fin-wait-1",
  "fin-wait-2",
  "time-wait",
  "unconnected",
  "close-wait",
  "last-ack",
  "listen",
  "closing",
];

/** Which sockets are wanted; what is empty or false does not choose. */
export interface SocketFilter {
  /** Each must fit: a number is a port or a process id, a word is part of a process's name, a user, an address or a path. */
  readonly words: readonly string[];
  readonly states: readonly SocketState[];
  /** Either end. */
  readonly ports: readonly number[];
  /** Part of a name, or a process id. */
  readonly processes: readonly string[];
  /** Only sockets that wait for somebody: TCP and Unix listeners, UDP sockets without a peer. */
  readonly waiting: boolean;
  readonly family: 4 | 6 | undefined;
  /** Connections that are only remembered (time-wait). */
  readonly timeWait: boolean;
}

/** Whether a socket is wanted. */
export function fitsFilter(socket: ListedSocket, filter: SocketFilter): boolean {
  if (socket.state === "time-wait" && !filter.timeWait && !filter.states.includes("time-wait")) return false;
  if (filter.states.length > 0 && !filter.states.includes(socket.state)) return false;
  if (filter.waiting && !isWaiting(socket)) return false;
  if (filter.family !== undefined && socket.network !== "unix") {
    if (socket.protocol.endsWith("6") !== (filter.family === 6)) return false;
  }
  const { ports, processes, words } = filter;
  if (ports.length > 0 && !ports.some((port) => hasPort(socket, port))) return false;
  if (processes.length > 0 && !processes.some((name) => hasProcess(socket, name))) return false;
  return words.every((word) => fitsWord(socket, word));
}

/** Whether others can reach somebody there. */
export function isWaiting({ network, state }: ListedSocket): boolean {
  return network === "udp" ? state === "unconnected" : state === "listen";
}

function fitsWord(socket: ListedSocket, word: string): boolean {
  const port = /^:?(\d{1,5})$/.exec(word)?.[1];
  if (port !== undefined && hasPort(socket, Number(port))) return true;
  if (hasProcess(socket, word)) return true;
  if (port !== undefined) return false;
  const text = word.toLowerCase();
  return [socket.local, socket.remote, socket.user ?? "", socket.protocol].some((part) =>
    part.toLowerCase().includes(text),
  );
}

function hasPort({ network, localPort, remotePort }: ListedSocket, port: number): boolean {
  return network !== "unix" && (localPort === port || remotePort === port);
}

function hasProcess({ holders }: ListedSocket, wanted: string): boolean {
  if (/^\d+$/.test(wanted)) return holders.some(({ pid }) => pid === Number(wanted));
  const text = wanted.toLowerCase();
  return holders.some(({ command }) => command.toLowerCase().includes(text));
}

const NETWORKS = ["tcp", "udp", "unix"];

/** The order of the list: who waits before who talks, then by port. */
export function compareSockets(a: ListedSocket, b: ListedSocket): number {
  return (
    NETWORKS.indexOf(a.network) - NETWORKS.indexOf(b.network) ||
    Number(isWaiting(b)) - Number(isWaiting(a)) ||
    a.localPort - b.localPort ||
    a.remotePort - b.remotePort ||
    compare(a.local, b.local) ||
    compare(a.remote, b.remote) ||
    a.inode - b.inode
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What makes a socket the same in two lists. */
export function socketKey({ protocol, local, remote, inode, state }: ListedSocket): string {
  // A connection in time-wait has no inode any more, and is another row than the connection was.
  return [protocol, local, remote, inode, state === "time-wait" ? state : ""].join(" ");
}
