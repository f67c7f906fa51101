import type { DatagramPeers } from "./datagram-peers.ts";
import type { DatagramPort } from "./datagram-port.ts";
import type { FirstEnd } from "../session/first-end.ts";
import { InputConverter } from "../convert/input-converter.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { systemReason } from "../report/system-reason.ts";
import { TelnetFilter } from "../convert/telnet.ts";

/** ncat reads its input in pieces of this size, and each becomes a datagram. */
const DATAGRAM_BYTES = 8_192;

/** Standard input and output shared by the senders of datagrams: the input goes to each, what they send comes out. */
export class DatagramStdio {
  readonly #session: NcSession;
  readonly #peers: DatagramPeers;
  readonly #end: FirstEnd<number>;
  readonly #telnet: TelnetFilter | null;
  #reading = false;
  #left: number;

  /** @param maxDatagrams the program ends after so many */
  constructor(
    session: NcSession,
    peers: DatagramPeers,
    end: FirstEnd<number>,
    maxDatagrams: number = Number.POSITIVE_INFINITY,
  ) {
    this.#left = maxDatagrams;
    this.#session = session;
    this.#peers = peers;
    this.#end = end;
    this.#telnet = session.options.telnet ? new TelnetFilter() : null;
  }

  /** Prints what comes to this port; for ever. @throws SocketError, OutputClosed */
  async receive(port: DatagramPort): Promise<void> {
    const { io, activity, options } = this.#session;
    for (;;) {
      const batch = await port.receive();
      const now = io.clock.nowMs();
      const parts: Uint8Array[] = [];
      for (const { bytes, from } of batch) {
        const peer = this.#peers.of(port, from, now);
        if (peer === null || this.#left <= 0) continue;
        this.#left -= 1;
        activity.received(bytes.length);
        const data = this.#telnet === null ? bytes : await this.#negotiate(this.#telnet, port, bytes, from);
        this.#session.dump?.write(data);
        if (data.length > 0 && !options.sendOnly) parts.push(data);
      }
      if (this.#peers.size > 0) this.#readInput();
      const [first] = parts;
      if (first !== undefined) await io.stdout.write(parts.length === 1 ? first : Buffer.concat(parts));
      if (this.#left <= 0) return this.#end.end(0);
    }
  }

  async #negotiate(
    telnet: TelnetFilter,
    port: DatagramPort,
    bytes: Uint8Array,
    from: Parameters<DatagramPort["send"]>[1],
  ): Promise<Uint8Array> {
    const { data, answers } = telnet.receive(bytes);
    if (answers.length > 0) await port.send(answers, from).catch(() => undefined);
    return data;
  }

  #readInput(): void {
    if (this.#reading || this.#session.options.recvOnly) return;
    this.#reading = true;
    this.#send().catch(this.#end.fail);
  }

  async #send(): Promise<void> {
    const { io, options } = this.#session;
    const converter = new InputConverter(options, io.clock);
    for (let bytes = await io.stdin.read(); bytes !== null; bytes = await io.stdin.read()) {
      for await (const piece of converter.convert(bytes)) {
        for (let at = 0; at < piece.length; at += DATAGRAM_BYTES) {
          await this.#sendToAll(piece.subarray(at, at + DATAGRAM_BYTES));
        }
      }
    }
    const wait = options.quitMs ?? (options.sendOnly ? 0 : null);
    if (wait === null || wait === Number.POSITIVE_INFINITY) return;
    await io.clock.sleep(wait);
    this.#end.end(0);
  }

  async #sendToAll(bytes: Uint8Array): Promise<void> {
    const { activity, dump, log } = this.#session;
    dump?.write(bytes);
    activity.sent(bytes.length);
    for (const peer of this.#peers) {
      await peer.port.send(bytes, peer.remote).catch((error: unknown) => {
        // One that has gone does not end what the others have.
        log.tell(`Could not send to ${peerName(peer.remote)}: ${systemReason(error)}.`);
        this.#peers.forget(peer);
      });
    }
  }
}
