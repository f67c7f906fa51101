import type { Stream, TlsServerOptions } from "../../../net/index.ts";
import { type Channel, StreamChannel } from "../channel/channel.ts";
import type { ConnectionLimit } from "./connection-limit.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { hostOf, peerName } from "../report/peer-name.ts";
import { systemReason } from "../report/system-reason.ts";

/** Receives connections: tells of them, lets them in or not, and speaks TLS where it is asked for. */
export class Doorman {
  readonly limit: ConnectionLimit;
  readonly #session: NcSession;
  readonly #tls: TlsServerOptions | null;

  private constructor(session: NcSession, limit: ConnectionLimit, tls: TlsServerOptions | null) {
    this.#session = session;
    this.limit = limit;
    this.#tls = tls;
  }

  /** @throws NcExit 2 when there is a certificate that cannot be used */
  static async hire(session: NcSession, limit: ConnectionLimit): Promise<Doorman> {
    const { tls } = session.options;
    if (tls === null) return new Doorman(session, limit, null);
    const { prepareTlsServer } = await import("./secure-server.ts");
    return new Doorman(session, limit, await prepareTlsServer(session, tls));
  }

  /**
   * A connection that may stay, and counts until it leaves the limit; null when it may not, or with `-k` when its
   * handshake failed.
   * @throws NcExit 1 when the only connection's handshake failed
   */
  async receive(stream: Stream, alone: boolean): Promise<Channel | null> {
    const { log } = this.#session;
    log.tell(`Connection from ${peerName(stream.remote)}.`);
    if (!this.limit.enter(hostOf(stream.remote))) {
      await stream.close().catch(() => undefined);
      return null;
    }
    if (this.#tls === null) return new StreamChannel(stream, alone);
    try {
      const { startServer } = await import("./secure-server.ts");
      return new StreamChannel(await startServer(stream, this.#tls), alone);
    } catch (error) {
      this.limit.leave();
      const reason = systemReason(error);
      if (alone) throw new NcExit(1, `${reason}.`, { cause: error });
      log.tell(`${peerName(stream.remote)}: ${reason}.`);
      return null;
    }
  }
}
