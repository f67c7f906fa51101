import type { Direction } from "../../capture/index.ts";
import type { SessionRecorder } from "../../engine/index.ts";
import { type Datagrams, formatAddress, type InetAddress, type Stream } from "../../net/index.ts";

/** What a chat needs of its socket. */
export type TalkDatagrams = Pick<Datagrams, "local" | "send" | "receive" | "close" | typeof Symbol.asyncDispose>;

/** What a chat needs of its connection. */
export type TalkStream = Pick<Stream, "write" | "read" | "reset" | "close">;

const NO_BYTES = new Uint8Array(0);
const MAX_ROWS = 50_000_000;
const MAX_BYTES = 16 * 1024 ** 3;

/** Keeps what a chat sends and receives in a pcapng file, as a session's capture does. */
export class TalkCapture implements AsyncDisposable {
  readonly #recorder: SessionRecorder;
  readonly #nowUs: () => number;
  readonly #peers = new Map<string, number>();

  private constructor(recorder: SessionRecorder, nowUs: () => number) {
    this.#recorder = recorder;
    this.#nowUs = nowUs;
  }

  /** @throws JackfieldError `ERR_FILE`, `ERR_FILE_EXISTS` */
  static async open(path: string, type: "udp" | "tcp-client"): Promise<TalkCapture> {
    const { createClock } = await import("../../engine/clock.ts");
    const { systemRecorder } = await import("../../engine/recording.ts");
    const recorder = await systemRecorder({
      path,
      temporary: false,
      name: "jack chat",
      type,
      maxRows: MAX_ROWS,
      maxCaptureBytes: MAX_BYTES,
      framing: { type: "read" },
      // What was recorded stays; the chat goes on.
      onTrouble: () => undefined,
    });
    if (recorder === null) throw new TypeError("a recorder that records nothing");
    const clock = createClock();
    return new TalkCapture(recorder, () => clock.nowUs());
  }

  /** The same socket, with what goes through it recorded. */
  datagrams(socket: Datagrams): TalkDatagrams {
    const local = formatAddress(socket.local);
    void this.#recorder.record({
      kind: "listen",
      timeUs: this.#nowUs(),
      peer: 0,
      direction: null,
      bytes: NO_BYTES,
      detail: { network: "udp", local },
    });
    const peerOf = (address: InetAddress): number => this.#meet("udp", local, formatAddress(address));
    return {
      local: socket.local,
      send: async (bytes, to) => {
        await socket.send(bytes, to);
        await this.#data("out", peerOf(to), bytes);
      },
      receive: async (max, options) => {
        const batch = await socket.receive(max, options);
        for (const { bytes, from } of batch) await this.#data("in", peerOf(from), bytes);
        return batch;
      },
      close: () => socket.close(),
      [Symbol.asyncDispose]: () => socket.close(),
    };
  }

  /** The same connection, with what goes through it recorded. */
  stream(stream: Stream): TalkStream {
    const [local, remote] = [formatAddress(stream.local), formatAddress(stream.remote)];
    const peer = this.#meet("tcp", local, remote);
    return {
      write: async (bytes) => {
        await stream.write(bytes);
        await this.#data("out", peer, bytes);
      },
      read: async (max, options) => {
        const bytes = await stream.read(max, options);
        if (bytes === null) this.#event("eof", peer, "in", null);
        else await this.#data("in", peer, bytes);
        return bytes;
      },
      reset: () => stream.reset(),
      close: () => stream.close(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#event("close", 0, null, { reason: "local" });
    await this.#recorder.close();
  }

  #meet(network: "tcp" | "udp", local: string, remote: string): number {
    let id = this.#peers.get(remote);
    if (id === undefined) {
      id = this.#peers.size + 1;
      this.#peers.set(remote, id);
      this.#recorder.addPeer({ id, network, local, remote });
      this.#event("open", id, null, { network, local, remote });
    }
    return id;
  }

  #event(
    kind: "open" | "eof" | "close",
    peer: number,
    direction: Direction | null,
    detail: Record<string, string> | null,
  ): void {
    void this.#recorder.record({ kind, timeUs: this.#nowUs(), peer, direction, bytes: NO_BYTES, detail });
  }

  async #data(direction: Direction, peer: number, bytes: Uint8Array): Promise<void> {
    await this.#recorder.record({ kind: "data", timeUs: this.#nowUs(), peer, direction, bytes, detail: null });
  }
}
