import { Broadcast, type Listening } from "../channel/broadcast.ts";
import type { Channel } from "../channel/channel.ts";
import type { FirstEnd } from "../session/first-end.ts";
import { watchListener } from "../session/idle-watch.ts";
import { InputConverter } from "../convert/input-converter.ts";
import { ChannelListener } from "../channel/channel-listener.ts";
import type { NcSession } from "../session/nc-session.ts";
import { TelnetFilter } from "../convert/telnet.ts";

/**
 * Standard input and output shared by many connections (`-k`): the input goes to all of them, and what they send comes out
 * in the order in which it arrived. The input is read only while there is somebody to send it to.
 */
export class SharedStdio {
  readonly #session: NcSession;
  readonly #end: FirstEnd<number>;
  readonly #all: Broadcast;
  readonly #converter: InputConverter;
  #input: "unread" | "open" | "ended" = "unread";
  #arrival: (() => void) | null = null;

  /** @param connections how many there are, for the idle timeout */
  constructor(session: NcSession, connections: () => number, end: FirstEnd<number>) {
    const { io, options, log } = session;
    this.#session = session;
    this.#end = end;
    this.#all = new Broadcast(io.clock, ({ name }, bytes) => {
      log.say(`${name} does not read: ${bytes} bytes wait for it. Closing its connection.`);
    });
    this.#converter = new InputConverter(options, io.clock);
    void watchListener(session, () => connections() > 0, end.fail);
  }

  /** Serves one connection until it ends. @throws SocketError its failure; OutputClosed */
  async serve(channel: Channel): Promise<void> {
    const { options } = this.#session;
    const listener = new ChannelListener(channel);
    this.#enter(listener);
    try {
      if (this.#input === "ended" && !options.noShutdown) await channel.shutdown();
      await this.#receive(channel);
    } finally {
      this.#all.delete(listener);
      await channel.close().catch(() => undefined);
    }
  }

  #enter(listener: Listening): void {
    this.#all.add(listener);
    if (this.#session.options.recvOnly) return;
    if (this.#input === "unread") {
      this.#input = "open";
      this.#send().catch(this.#end.fail);
    }
    this.#arrival?.();
    this.#arrival = null;
  }

  async #receive(channel: Channel): Promise<void> {
    const { options, io, activity, dump } = this.#session;
    const telnet = options.telnet ? new TelnetFilter() : null;
    for (let bytes = await channel.read(); bytes !== null; bytes = await channel.read()) {
      activity.received(bytes.length);
      const { data, answers } = telnet?.receive(bytes) ?? { data: bytes, answers: null };
      if (answers !== null && answers.length > 0) await channel.write(answers);
      dump?.write(data);
      if (!options.sendOnly) await io.stdout.write(data);
    }
  }

  /** Standard input, to all. */
  async #send(): Promise<void> {
    const { options, io, activity, dump } = this.#session;
    for (;;) {
      if (this.#all.size === 0) await new Promise<void>((resolve) => (this.#arrival = resolve));
      const bytes = await io.stdin.read();
      if (bytes === null) break;
      for await (const piece of this.#converter.convert(bytes)) {
        // The input's buffer is used again, and what waits to be sent may wait for long.
        const own = new Uint8Array(piece);
        dump?.write(own);
        activity.sent(own.length);
        await this.#all.say(own);
      }
    }
    this.#input = "ended";
    await this.#inputEnded(options.sendOnly);
  }

  async #inputEnded(sendOnly: boolean): Promise<void> {
    const { options, io } = this.#session;
    const listeners = [...this.#all] as ChannelListener[];
    if (!options.noShutdown) await Promise.all(listeners.map((listener) => listener.shutdown()));
    const forever = options.quitMs === Number.POSITIVE_INFINITY;
    const wait = forever ? null : (options.quitMs ?? (sendOnly ? 0 : null));
    if (wait === null) return;
    await io.clock.sleep(wait);
    await Promise.race([Promise.all(listeners.map((listener) => listener.close())), io.clock.sleep(2_000)]);
    this.#end.end(0);
  }
}
