import { Broadcast } from "../channel/broadcast.ts";
import type { Channel } from "../channel/channel.ts";
import { ChannelListener } from "../channel/channel-listener.ts";
import { ChatText } from "../convert/chat-text.ts";
import type { FirstEnd } from "../session/first-end.ts";
import { InputConverter } from "../convert/input-converter.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { TelnetFilter } from "../convert/telnet.ts";
import { UserNumbers } from "./user-numbers.ts";

interface Guest {
  readonly listener: ChannelListener;
  readonly number: number;
  readonly address: string;
}

/** Where all meet: what one says goes to all others, and the host's input to all; `--chat` tells who says it. */
export class Hub {
  readonly #session: NcSession;
  readonly #numbers: UserNumbers;
  readonly #all: Broadcast;
  readonly #guests: Set<Guest> = new Set();
  #reading = false;

  /** @param firstNumber the number of the first member */
  constructor(session: NcSession, firstNumber: number) {
    this.#session = session;
    this.#numbers = new UserNumbers(firstNumber);
    this.#all = new Broadcast(session.io.clock, ({ name }, bytes) => {
      session.log.say(`${name} does not read: ${bytes} bytes wait for it. Closing its connection.`);
    });
  }

  /** One connection, from its welcome to its farewell. */
  async serve(channel: Channel): Promise<void> {
    const number = this.#numbers.take();
    const address = peerName(channel.remote);
    const guest = { number, address, listener: new ChannelListener(channel, `<user${number}> ${address}`) };
    this.#all.add(guest.listener);
    if (this.#session.options.chat) this.#announce(welcomeOf(guest, this.#guests));
    this.#guests.add(guest);
    try {
      await this.#listenTo(channel, guest);
    } finally {
      this.#guests.delete(guest);
      this.#all.delete(guest.listener);
      this.#numbers.giveBack(number);
      await channel.close().catch(() => undefined);
      if (this.#session.options.chat) this.#announce(`<announce> <user${number}> is disconnected.\n`);
    }
  }

  /** Begins to read the host's input, when the first guest has come. */
  readInput(end: FirstEnd<number>): void {
    if (this.#reading || this.#session.options.recvOnly) return;
    this.#reading = true;
    this.#host().catch(end.fail);
  }

  async #listenTo(channel: Channel, guest: Guest): Promise<void> {
    const { options, activity, dump } = this.#session;
    const telnet = options.telnet ? new TelnetFilter() : null;
    const chat = options.chat ? new ChatText() : null;
    for (let bytes = await channel.read(); bytes !== null; bytes = await channel.read()) {
      activity.received(bytes.length);
      const { data, answers } = telnet?.receive(bytes) ?? { data: bytes, answers: null };
      if (answers !== null && answers.length > 0) await channel.write(answers);
      dump?.write(data);
      if (!options.sendOnly && !options.recvOnly) {
        await this.#say(chat === null ? data : spoken(guest.number, chat.filter(data)), guest.listener);
      }
    }
    const rest = chat?.end() ?? "";
    if (rest !== "") await this.#say(spoken(guest.number, rest), guest.listener);
  }

  async #host(): Promise<void> {
    const { io, options } = this.#session;
    const converter = new InputConverter(options, io.clock);
    const chat = options.chat ? new ChatText() : null;
    for (let bytes = await io.stdin.read(); bytes !== null; bytes = await io.stdin.read()) {
      for await (const piece of converter.convert(bytes)) {
        await this.#say(chat === null ? new Uint8Array(piece) : spoken(0, chat.filter(piece)), null);
      }
    }
  }

  async #say(bytes: Uint8Array, except: ChannelListener | null): Promise<void> {
    if (bytes.length === 0) return;
    const { activity, dump } = this.#session;
    dump?.write(bytes);
    activity.sent(bytes.length);
    await this.#all.say(bytes, except);
  }

  #announce(text: string): void {
    const bytes = Buffer.from(text);
    this.#session.dump?.write(bytes);
    this.#all.post(bytes);
  }
}

function welcomeOf(guest: Guest, others: ReadonlySet<Guest>): string {
  const known = [...others].sort((a, b) => a.number - b.number);
  const list = known.map(({ address, number }) => `${address} as <user${number}>`).join(", ");
  return (
    `<announce> ${guest.address} is connected as <user${guest.number}>.\n` +
    `<announce> already connected: ${list === "" ? "nobody" : list}.\n`
  );
}

/** Empty when all that came was the beginning of a character. */
function spoken(number: number, text: string): Uint8Array {
  return text === "" ? new Uint8Array(0) : Buffer.from(`<user${number}> ${text}`);
}
