import { JackfieldError } from "../../errors/index.ts";
import { DatagramRoomClient, JsonRoomClient, type RoomClient } from "../../handlers/index.ts";
import { connect, formatAddress, type InetAddress } from "../../net/index.ts";
import { AskedDatagrams } from "./asked-datagrams.ts";
import type { TalkCapture } from "./talk-capture.ts";

/** A room that does not answer a TCP connection in this time is asked over UDP. */
const CONNECT_TIMEOUT_MS = 3000;
/** A datagram is waited for in turns of this length, which nobody sees. */
const TURN_MS = 3_600_000;
/** The room is given so long to close its side after we left. */
const CLOSE_TIMEOUT_MS = 500;

/** A way to a room: the protocol's client and the socket under it. */
export interface RoomLink extends AsyncDisposable {
  readonly network: "tcp" | "udp";
  readonly address: string;
  readonly client: RoomClient;
  send(bytes: Uint8Array): Promise<void>;
  /** What came next; null when the room has closed the connection. */
  receive(): Promise<Uint8Array | null>;
}

/** How to get there: over TCP and, when nobody listens there, over UDP; or over one of them. */
export interface RoomLinkOptions {
  readonly name: string;
  readonly network: "any" | "tcp" | "udp";
  readonly capture: TalkCapture | null;
  readonly signal: AbortSignal;
}

/** @throws SocketError as `connect` and `bindDatagrams` */
export async function openRoomLink(to: InetAddress, options: RoomLinkOptions): Promise<RoomLink> {
  if (options.network === "udp") return openDatagrams(to, options);
  try {
    return await openStream(to, options);
  } catch (error) {
    const nobody = JackfieldError.is(error, "ERR_REFUSED") || JackfieldError.is(error, "ERR_TIMEOUT");
    if (options.network === "tcp" || !nobody) throw error;
    return openDatagrams(to, options);
  }
}

async function openStream(to: InetAddress, { name, capture, signal }: RoomLinkOptions): Promise<RoomLink> {
  const connection = await connect(to, { timeoutMs: CONNECT_TIMEOUT_MS, signal });
  const stream = capture?.stream(connection) ?? connection;
  return {
    network: "tcp",
    address: formatAddress(to),
    client: new JsonRoomClient(name),
    send: (bytes) => stream.write(bytes),
    receive: () => stream.read(),
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => stream.reset(), CLOSE_TIMEOUT_MS);
      await stream.close().catch(() => undefined);
      clearTimeout(timer);
    },
  };
}

async function openDatagrams(to: InetAddress, { name, capture, signal }: RoomLinkOptions): Promise<RoomLink> {
  const socket = await AskedDatagrams.open(to, capture);
  return {
    network: "udp",
    address: formatAddress(to),
    client: new DatagramRoomClient(name),
    send: (bytes) => socket.send(bytes),
    async receive() {
      for (;;) {
        const bytes = await socket.receive(TURN_MS, signal);
        if (bytes !== null) return bytes;
      }
    },
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  };
}
