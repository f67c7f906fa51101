import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Socket } from "../../../net/index.ts";
import type { Channel } from "../channel/channel.ts";
import { dialFailure } from "./dial-failure.ts";
import type { NcLog } from "../report/nc-log.ts";
import type { NcSession } from "../session/nc-session.ts";
import { socketPath, unixgramSocket } from "../datagrams/unixgram-port.ts";

const MAX_BYTES = 262_144;

/**
 * Connects a Unix datagram socket, bound to a path of its own so that it can be answered.
 * @param words what stands before that path in the line of `-v`; null: ncat's lines
 * @throws NcExit
 */
export async function openUnixgramChannel(session: NcSession, words: string | null = null): Promise<Channel> {
  const { options, log, io } = session;
  const source = options.source ?? temporaryPath(session, io.env["TMPDIR"]);
  if (words === null) log.tell(`[${source}] used as source DGRAM Unix domain socket.`);
  else if (log.verbose) log.raw(`${words} ${source}\n`);
  const opened = unixgramSocket();
  const remote = options.host ?? "";
  try {
    opened.bind(socketPath(source));
    session.atExit.add(() => rmSync(source, { force: true }));
    await opened.connect(socketPath(remote));
  } catch (error) {
    opened.close();
    throw dialFailure(session, error);
  }
  if (words === null) log.tell(`Connected to ${remote}.`);
  return new UnixgramChannel(words === null ? log : null, opened, source, remote);
}

function temporaryPath({ atExit }: NcSession, folder: string | undefined): string {
  // A folder that only this user may enter: nobody can put something in the socket's place.
  const made = mkdtempSync(join(folder ?? tmpdir(), "ncat."));
  atExit.add(() => rmSync(made, { recursive: true, force: true }));
  return join(made, "socket");
}

class UnixgramChannel implements Channel {
  readonly kind = "datagram";
  readonly stream = null;
  readonly local: Address;
  readonly remote: Address;
  readonly #log: NcLog | null;
  readonly #socket: Socket;
  readonly #source: string;
  readonly #room: Uint8Array = Buffer.allocUnsafeSlow(MAX_BYTES);
  #closed = false;

  constructor(log: NcLog | null, opened: Socket, source: string, remote: string) {
    this.#log = log;
    this.#socket = opened;
    this.#source = source;
    this.local = { path: source };
    this.remote = { path: remote };
  }

  async read(): Promise<Uint8Array | null> {
    return this.#room.subarray(0, await this.#socket.recv_into(this.#room));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#socket.send(bytes);
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#log?.tell(`Deleting source DGRAM Unix domain socket. [${this.#source}]`);
    rmSync(this.#source, { force: true });
    this.#socket.close();
  }
}
