import { SocketError } from "../../errors/index.ts";
import { bindDatagrams, type Datagram, type InetAddress, type ResolvedHost, resolveHost } from "../../net/index.ts";
import type { TalkCapture, TalkDatagrams } from "./talk-capture.ts";

/** A UDP socket that asks one address, and knows its answers from what others send. */
export class AskedDatagrams implements AsyncDisposable {
  /** The asked address with its numeric host. */
  readonly remote: InetAddress;
  readonly #datagrams: TalkDatagrams;
  readonly #ready: Datagram[] = [];
  /** Datagrams that came from another address and were not taken for an answer. */
  strangers = 0;

  private constructor(datagrams: TalkDatagrams, remote: InetAddress) {
    this.#datagrams = datagrams;
    this.remote = remote;
  }

  /** @throws SocketError as `bindDatagrams` */
  static async open(to: InetAddress, capture: TalkCapture | null = null): Promise<AskedDatagrams> {
    const { host, family } = await resolveOne(to.host);
    const isLoopback = host.startsWith("127.") || host === "::1";
    const any = family === 6 ? "::" : "0.0.0.0";
    // Without the signal, which would close it: who is interrupted may still have to say goodbye.
    const datagrams = await bindDatagrams({ host: isLoopback ? host : any, port: 0 });
    return new AskedDatagrams(capture?.datagrams(datagrams) ?? datagrams, { host, port: to.port });
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.#datagrams.send(bytes, this.remote);
  }

  /**
   * The next datagram of the asked address; null when none came in this time.
   * @throws SocketError `ERR_REFUSED` when its host says that nobody listens there
   */
  async receive(timeoutMs: number, signal: AbortSignal): Promise<Uint8Array | null> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const ready = this.#ready.shift();
      if (ready !== undefined) {
        if (isFrom(ready, this.remote)) return ready.bytes;
        this.strangers += 1;
        continue;
      }
      const left = deadline - performance.now();
      if (left <= 0) return null;
      try {
        this.#ready.push(...(await this.#datagrams.receive(256, { timeoutMs: Math.ceil(left), signal })));
      } catch (error) {
        if (SocketError.is(error, "ERR_TIMEOUT")) return null;
        signal.throwIfAborted();
        throw error;
      }
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#datagrams.close();
  }
}

/**
 * The one address that datagrams for a host go to: nobody answers the wrong one, and the programs of the notes know IPv4
 * only, so that is taken where a name has both.
 * @throws SocketError `ERR_HOST_UNKNOWN`
 */
export async function resolveOne(host: string): Promise<ResolvedHost> {
  const found = await resolveHost(host, "udp");
  return found.find(({ family }) => family === 4) ?? found[0];
}

/** Whether a datagram came from this (numeric) address. */
export function isFrom({ from }: Datagram, { host, port }: InetAddress): boolean {
  return from.port === port && from.host === host;
}
