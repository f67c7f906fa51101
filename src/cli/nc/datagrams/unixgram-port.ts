import { AF_UNIX, capabilities, SOCK_DGRAM, type Socket, socket, type SocketName } from "../../../net/index.ts";
import type { Address, UnixAddress } from "../../../net/index.ts";
import type { DatagramPort } from "./datagram-port.ts";
import { NcExit, quitting } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { announce, bindFailure } from "../accept/open-listeners.ts";

/** The largest datagram that Linux lets through with its default buffers. */
const MAX_BYTES = 262_144;

/** Binds a Unix datagram socket and announces it; the file stays behind. @throws NcExit 2 */
export function openUnixgramPort(session: NcSession): DatagramPort {
  const path = session.options.host ?? "";
  try {
    const port = bindUnixgram(path);
    announce(session, { path });
    return port;
  } catch (error) {
    throw error instanceof NcExit ? error : bindFailure(path, error);
  }
}

/** Binds one Unix datagram socket. @throws SocketError; NcExit 2 where this machine has none */
export function bindUnixgram(path: string): DatagramPort {
  const bound = unixgramSocket();
  try {
    bound.bind(socketPath(path));
    return new UnixgramPort(bound, path);
  } catch (error) {
    bound.close();
    throw error;
  }
}

/** A new Unix datagram socket. @throws NcExit 2 where this machine has none */
export function unixgramSocket(): Socket {
  if (!capabilities().berkeley) {
    throw quitting("Unix datagram sockets need the optional package koffi, which is not installed here.");
  }
  return socket(AF_UNIX, SOCK_DGRAM);
}

/** `@name` is abstract. */
export function socketPath(path: string): string {
  return path.startsWith("@") ? `\0${path.slice(1)}` : path;
}

class UnixgramPort implements DatagramPort {
  readonly local: UnixAddress;
  readonly #socket: Socket;
  readonly #room: Uint8Array = Buffer.allocUnsafeSlow(MAX_BYTES);

  constructor(bound: Socket, path: string) {
    this.#socket = bound;
    this.local = { path };
  }

  async receive(): ReturnType<DatagramPort["receive"]> {
    const [length, name] = await this.#socket.recvfrom_into(this.#room);
    return [{ bytes: this.#room.slice(0, length), from: { path: pathOf(name) } }];
  }

  async send(bytes: Uint8Array, to: Address): Promise<void> {
    const { path } = to as UnixAddress;
    if (path !== "") await this.#socket.sendto(bytes, socketPath(path));
  }

  async close(): Promise<void> {
    this.#socket.close();
  }
}

/** The path of a sender; empty when it has no name. */
function pathOf(name: SocketName | null): string {
  if (typeof name !== "string") return "";
  return name.startsWith("\0") ? `@${name.slice(1)}` : name;
}
