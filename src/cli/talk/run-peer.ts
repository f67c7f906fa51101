import { type CharsetName, parseCharset } from "../../bytes/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import { TextDatagrams } from "../../handlers/index.ts";
import { bindDatagrams, type Datagram, formatAddress, type InetAddress, parseAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { suggest } from "../suggest.ts";
import { isFrom, resolveOne } from "./asked-datagrams.ts";
import { safeLine } from "./peer-text.ts";
import { openCapture } from "./open-capture.ts";
import type { TalkDatagrams } from "./talk-capture.ts";
import { TalkScreen, untilFirst, whenAborted } from "./talk-screen.ts";

const COMMANDS = ["/empty", "/charset", "/quit", "/help"];

/** What `jack chat peer` was told. */
export interface RunPeerOptions {
  /** Undefined: it is asked for. */
  readonly remote: InetAddress | undefined;
  /** `HOST:PORT` or `:PORT` to receive on; undefined: a free port. */
  readonly bind: string | undefined;
  readonly charsetIn: CharsetName;
  readonly charsetOut: CharsetName;
  /** After the end of the input: how long it must be quiet before we leave. */
  readonly waitMs: number;
  readonly json: boolean;
  /** Keep a capture (pcapng) in this file. */
  readonly capture: string | undefined;
}

/** Chats with one peer over UDP, both at any time; nothing but the lines is on the wire. */
export async function runPeer(context: CliContext, options: RunPeerOptions): Promise<void> {
  const screen = new TalkScreen(context, COMMANDS);
  try {
    const wanted = options.remote ?? (await askPeer(context, screen));
    if (wanted === null) return;
    const { host, family } = await resolveOne(wanted.host);
    const remote = { host, port: wanted.port };
    await using capture = await openCapture(options.capture, "udp");
    const socket = await bindDatagrams(bindAddress(options.bind, host, family), { signal: context.signal });
    await using datagrams = capture?.datagrams(socket) ?? socket;
    const chat = new PeerChat(context, screen, datagrams, remote, options);
    await untilFirst([chat.listen(), chat.talk(), whenAborted(context.signal)]);
  } finally {
    screen.close();
  }
}

/** Asks as the menu of the notes does: the address, then the port. */
async function askPeer({ messages }: CliContext, screen: TalkScreen): Promise<InetAddress | null> {
  for (;;) {
    const host = await screen.ask(messages.talk.askHost);
    const port = host === null ? null : await screen.ask(messages.talk.askPort);
    if (host === null || port === null) return null;
    try {
      return parseUdp(`${host.trim()}:${port.trim()}`);
    } catch (error) {
      // A person types it again; a script's input would be taken for something else from here on.
      if (!screen.isInteractive) throw error;
      await screen.problem(error);
    }
  }
}

/** @throws LocalProtocolError `ERR_BAD_ADDRESS`; UsageError for another network */
export function parseUdp(text: string, defaultPort?: number): InetAddress {
  const options = { defaultNetwork: "udp", ...(defaultPort === undefined ? {} : { defaultPort }) } as const;
  const { network, address } = parseAddress(text, options);
  if (network === "udp") return address;
  throw new UsageError((m) => m.usage.wrongNetwork("chat", network, "udp://"));
}

/** Whoever talks with another machine wants its answers; on this machine nobody else needs to reach us. */
function bindAddress(bind: string | undefined, remoteHost: string, family: 4 | 6): InetAddress {
  const isLoopback = remoteHost.startsWith("127.") || remoteHost === "::1";
  const defaultHost = isLoopback ? (family === 6 ? "::1" : "127.0.0.1") : family === 6 ? "::" : "0.0.0.0";
  if (bind === undefined) return { host: defaultHost, port: 0 };
  const { network, address } = parseAddress(bind, { defaultNetwork: "udp", defaultHost });
  if (network === "udp") return address;
  throw new UsageError((m) => m.usage.wrongNetwork("chat", network, "udp://"));
}

/** One chat with one peer. */
class PeerChat {
  readonly #context: CliContext;
  readonly #screen: TalkScreen;
  readonly #datagrams: TalkDatagrams;
  readonly #remote: InetAddress;
  readonly #options: RunPeerOptions;
  #texts: TextDatagrams;
  #heardMs = 0;
  #isRefused = false;

  constructor(
    context: CliContext,
    screen: TalkScreen,
    datagrams: TalkDatagrams,
    remote: InetAddress,
    options: RunPeerOptions,
  ) {
    this.#context = context;
    this.#screen = screen;
    this.#datagrams = datagrams;
    this.#remote = remote;
    this.#options = options;
    this.#texts = new TextDatagrams(options);
  }

  async listen(): Promise<void> {
    for (;;) {
      try {
        for (const datagram of await this.#datagrams.receive()) await this.#show(datagram);
      } catch (error) {
        if (!JackfieldError.is(error, "ERR_REFUSED")) throw error;
        await this.#refused();
      }
    }
  }

  async talk(): Promise<void> {
    const { clock, messages } = this.#context;
    this.#heardMs = clock.nowMs();
    this.#screen.setPrompt(`${formatAddress(this.#remote)}> `);
    const [here, there] = [formatAddress(this.#datagrams.local), formatAddress(this.#remote)];
    if (this.#options.json) await this.#print({ type: "bound", local: here, remote: there });
    else if (this.#screen.isInteractive) await this.#screen.hint(messages.talk.peerHelp(here, there));
    else await this.#context.stderr.print(`${messages.line.listening(`udp ${here}`)}\n`);
    for (;;) {
      const line = await this.#screen.next();
      if (line === null) return this.#quiet();
      try {
        if ((await this.#do(line)) === "quit") return;
      } catch (error) {
        // What cannot be sent is told to a person, who goes on; a script ends.
        if (!this.#screen.isInteractive || !JackfieldError.is(error)) throw error;
        await this.#screen.problem(error);
      }
    }
  }

  async #do(line: string): Promise<"quit" | undefined> {
    const { prompt, talk } = this.#context.messages;
    if (line === "/quit") return "quit";
    if (line === "") return undefined;
    if (line === "/empty") return this.#send("");
    if (line === "/help") await this.#screen.say(talk.peerCommands, "dim");
    else if (line.startsWith("/charset ")) {
      const charset = parseCharset(line.slice(9).trim());
      this.#texts = new TextDatagrams({ charsetIn: charset, charsetOut: charset });
      await this.#screen.hint(prompt.charset(charset));
    } else if (/^\/[a-z]+$/.test(line)) await this.#screen.warn(prompt.unknown(line, suggest(line, COMMANDS)));
    else await this.#send(line.startsWith("//") ? line.slice(1) : line);
    return undefined;
  }

  async #send(text: string): Promise<undefined> {
    const datagrams = this.#texts.encode(text);
    for (const bytes of datagrams) await this.#datagrams.send(bytes, this.#remote);
    const { line, talk } = this.#context.messages;
    if (this.#screen.isInteractive) await this.#screen.say(text === "" ? line.emptyDatagram : safeLine(text), "out");
    if (datagrams.length > 1) await this.#screen.warn(talk.split(datagrams.length));
  }

  async #show(datagram: Datagram): Promise<void> {
    const isPeer = isFrom(datagram, this.#remote);
    if (isPeer) {
      this.#heardMs = this.#context.clock.nowMs();
      this.#isRefused = false;
    }
    const from = formatAddress(datagram.from);
    const text = this.#texts.decode(datagram.bytes);
    if (this.#options.json) return this.#print({ type: "message", from, text, isStranger: !isPeer });
    const { line, talk } = this.#context.messages;
    const shown = text === "" ? line.emptyDatagram : safeLine(text);
    await (isPeer
      ? this.#screen.say(`${from}: ${shown}`, "in")
      : this.#screen.say(`${from} [${talk.stranger}]: ${shown}`, "warning"));
  }

  #print(value: unknown): Promise<void> {
    return this.#context.stdout.print(`${JSON.stringify(value)}\n`);
  }

  /** Nobody listens there now; somebody may later, so that once said is enough. */
  async #refused(): Promise<void> {
    if (this.#isRefused) return;
    this.#isRefused = true;
    await this.#screen.warn(this.#context.messages.talk.nobodyThere(formatAddress(this.#remote)));
  }

  /** The input is at its end: what the peer still says is waited for. */
  async #quiet(): Promise<void> {
    const { clock, signal } = this.#context;
    const begin = clock.nowMs();
    for (;;) {
      const left = Math.max(begin, this.#heardMs) + this.#options.waitMs - clock.nowMs();
      if (left <= 0 || signal.aborted) return;
      await clock.sleep(left, signal);
    }
  }
}
