import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SocketError } from "../../errors/index.ts";
import { AF_UNIX, SOCK_DGRAM, type Socket, socket, type UnixAddress } from "../../net/index.ts";
import type { DatagramPort } from "./datagram-port.ts";

const MAX_BYTES = 131_072;
const RECEIVE_BYTES = 262_144;

/**
 * A Unix datagram socket bound to a path or `@name`. A socket file on which nobody listens any more is replaced.
 * @throws SocketError `ERR_ADDRESS_IN_USE`, `ERR_NOT_A_SOCKET`, `ERR_UNSUPPORTED` where there are only Node's own sockets
 */
export async function openUnixPort(path: string): Promise<DatagramPort<UnixAddress>> {
  const bound = socket(AF_UNIX, SOCK_DGRAM);
  try {
    await bind(bound, path);
  } catch (error) {
    bound.close();
    throw error;
  }
  return portOf(bound, path);
}

/** A Unix datagram socket to send from; it has an address of its own, so that it can be answered. @throws SocketError */
export async function openUnixClient(to: UnixAddress): Promise<DatagramPort<UnixAddress>> {
  // An abstract name needs no file; but a peer with a path may be of another kind of system.
  const own =
    process.platform === "linux"
      ? `@jackfield-${process.pid}-${nextNumber()}`
      : join(tmpdir(), `jackfield-${process.pid}-${nextNumber()}.sock`);
  const port = await openUnixPort(own);
  // Says at once when nobody is there.
  const probe = socket(AF_UNIX, SOCK_DGRAM);
  try {
    await probe.connect(to);
  } catch (error) {
    await port.close();
    throw error;
  } finally {
    probe.close();
  }
  return port;
}

let number = 0;
function nextNumber(): string {
  number += 1;
  return `${number}-${Math.random().toString(36).slice(2, 8)}`;
}

async function bind(target: Socket, path: string): Promise<void> {
  try {
    target.bind({ path });
  } catch (error) {
    if (!SocketError.is(error, "ERR_ADDRESS_IN_USE") || path.startsWith("@")) throw error;
    if (!lstatSync(path).isSocket()) throw failure("ERR_NOT_A_SOCKET", path, "another kind of file is there");
    if (await answers(path)) throw failure("ERR_ADDRESS_IN_USE", path);
    unlinkSync(path);
    target.bind({ path });
  }
  if (!path.startsWith("@")) chmodSync(path, 0o600);
}

/** Whether a socket is bound to this path. */
async function answers(path: string): Promise<boolean> {
  const probe = socket(AF_UNIX, SOCK_DGRAM);
  try {
    await probe.connect({ path });
    return true;
  } catch (error) {
    return !SocketError.is(error, "ERR_REFUSED") && !SocketError.is(error, "ERR_STALE_SOCKET");
  } finally {
    probe.close();
  }
}

function failure(code: "ERR_NOT_A_SOCKET" | "ERR_ADDRESS_IN_USE", path: string, hint?: string): SocketError {
  const site = { op: "bind", network: "unix", local: path } as const;
  return new SocketError(code, hint === undefined ? site : { ...site, hint });
}

function portOf(bound: Socket, path: string): DatagramPort<UnixAddress> {
  let closed = false;
  return {
    protocol: "UNIX",
    local: { path },
    maxBytes: MAX_BYTES,
    addressOf: (printed) => ({ path: printed }),
    receive: async () => {
      const [bytes, from] = await bound.recvfrom(RECEIVE_BYTES);
      return [{ bytes, from: printedName(from) }];
    },
    send: async (bytes, to) => {
      await bound.sendto(bytes, to);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      bound.close();
      if (!path.startsWith("@")) unlinkSync(path);
    },
  };
}

/** Abstract names are shown with an @ in front. */
function printedName(name: unknown): string {
  const text = name instanceof Uint8Array ? Buffer.from(name).toString() : typeof name === "string" ? name : "";
  return text.startsWith("\0") ? `@${text.slice(1)}` : text;
}
