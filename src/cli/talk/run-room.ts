import { parseRoomLine, type RoomClientNews, type RoomStep } from "../../handlers/index.ts";
import type { InetAddress } from "../../net/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { suggest } from "../suggest.ts";
import { safeLine } from "./peer-text.ts";
import { openCapture } from "./open-capture.ts";
import { openRoomLink, type RoomLink, type RoomLinkOptions } from "./room-link.ts";
import { TalkScreen, untilFirst, whenAborted } from "./talk-screen.ts";

const COMMANDS = ["/who", "/me", "/msg", "/quit", "/help"];
/** A room takes us in at once, or it is none. */
const WELCOME_TIMEOUT_MS = 5000;
/** A script's lines go out at the pace that a room takes from one member. */
const BURST_LINES = 20;
const LINE_EVERY_MS = 60;
const MAX_NAME_BYTES = 192;

/** What `jack chat room` was told. */
export interface RunRoomOptions extends Pick<RoomLinkOptions, "network"> {
  readonly address: InetAddress;
  readonly name: string | undefined;
  /** After the end of the input: how long it must be quiet before we leave. */
  readonly waitMs: number;
  readonly json: boolean;
  /** Keep a capture (pcapng) in this file. */
  readonly capture: string | undefined;
}

/** Joins a room and chats until `/quit`, the end of the input, or the end of the room. */
export async function runRoom(context: CliContext, options: RunRoomOptions): Promise<void> {
  const screen = new TalkScreen(context, COMMANDS);
  try {
    const name = await nameOf(context, screen, options);
    if (name === null) return;
    const { network } = options;
    await using capture = await openCapture(options.capture, network === "udp" ? "udp" : "tcp-client");
    await using link = await openRoomLink(options.address, { name, network, capture, signal: context.signal });
    const visit = new RoomVisit(context, screen, link, options);
    try {
      await untilFirst([visit.listen(), visit.talk(name), whenAborted(context.signal)]);
    } finally {
      await visit.leave();
    }
  } finally {
    screen.close();
  }
}

async function nameOf({ messages }: CliContext, screen: TalkScreen, { name }: RunRoomOptions): Promise<string | null> {
  if (name === undefined && !screen.isInteractive) {
    throw new UsageError((m) => m.usage.argumentMissing("--name NAME"));
  }
  const typed = name ?? (await screen.ask(messages.talk.askName));
  if (typed === null) return null;
  const wanted = typed.trim();
  if (wanted === "" || Buffer.byteLength(wanted) > MAX_NAME_BYTES || /[\p{Cc}:：]/u.test(wanted)) {
    throw new UsageError((m) => m.talk.badName(safeLine(wanted)));
  }
  return wanted;
}

/** One stay in a room. */
class RoomVisit {
  readonly #context: CliContext;
  readonly #screen: TalkScreen;
  readonly #link: RoomLink;
  readonly #options: RunRoomOptions;
  #name = "";
  #heardMs = 0;
  #isInside = false;
  #isGone = false;
  #inside: () => void = () => undefined;

  constructor(context: CliContext, screen: TalkScreen, link: RoomLink, options: RunRoomOptions) {
    this.#context = context;
    this.#screen = screen;
    this.#link = link;
    this.#options = options;
  }

  /** Shows what comes. */
  async listen(): Promise<void> {
    const { clock } = this.#context;
    for (;;) {
      const bytes = await this.#link.receive();
      if (bytes === null) {
        this.#isGone = true;
        throw new CliError(EXIT.failed, (m) => m.talk.roomClosed);
      }
      this.#heardMs = clock.nowMs();
      for (const news of this.#link.client.receive(bytes)) await this.#show(news);
    }
  }

  /** Joins, then says what is typed. */
  async talk(name: string): Promise<void> {
    const { client, network, address } = this.#link;
    const { clock, messages } = this.#context;
    this.#name = name;
    this.#heardMs = clock.nowMs();
    const inside = new Promise<void>((resolve) => {
      this.#inside = resolve;
    });
    for (const bytes of client.begin()) await this.#link.send(bytes);
    if (network === "udp") {
      this.#enter(name);
      await this.#screen.hint(messages.talk.joinedUdp(address, safeLine(name)));
    } else await Promise.race([inside, this.#welcomeTimeout()]);
    await this.#screen.hint(messages.talk.roomHelp);
    for (let count = 1; ; count++) {
      const line = await this.#screen.next();
      if (line === null) return this.#quiet();
      if ((await this.#do(line)) === "quit") return;
      if (!this.#screen.isInteractive && count > BURST_LINES) await clock.sleep(LINE_EVERY_MS, this.#context.signal);
    }
  }

  /** Says goodbye, once. */
  async leave(): Promise<void> {
    if (this.#isGone || !this.#isInside) return;
    this.#isGone = true;
    for (const bytes of this.#link.client.leave()) await this.#link.send(bytes).catch(() => undefined);
  }

  async #welcomeTimeout(): Promise<never> {
    await this.#context.clock.sleep(WELCOME_TIMEOUT_MS, this.#context.signal);
    if (this.#isInside) return new Promise(() => undefined);
    throw new CliError(EXIT.timedOut, (m) => m.talk.noRoom);
  }

  #enter(name: string): void {
    this.#name = name;
    this.#isInside = true;
    this.#screen.setPrompt(`${safeLine(name)}> `);
    this.#inside();
  }

  async #do(line: string): Promise<"quit" | undefined> {
    const { talk } = this.#context.messages;
    const request = parseRoomLine(line);
    if (request.type === "quit") return "quit";
    if (request.type === "help") await this.#screen.say(talk.roomHelp, "dim");
    else if (request.type === "unknown") {
      const { prompt } = this.#context.messages;
      await this.#screen.warn(prompt.unknown(safeLine(request.command), suggest(request.command, COMMANDS)));
    } else if (request.type !== "say" || request.text !== "") {
      await this.#take(this.#link.client.request(request));
      if (request.type !== "who") await this.#showOwn(request.type, request.text);
    }
    return undefined;
  }

  async #take(step: RoomStep): Promise<void> {
    for (const bytes of step.send) await this.#link.send(bytes);
    for (const news of step.news) await this.#show(news);
  }

  /** The room sends nobody his own words. */
  async #showOwn(type: "say" | "me" | "msg", text: string): Promise<void> {
    if (!this.#screen.isInteractive) return;
    const name = safeLine(this.#name);
    await this.#screen.say(type === "me" ? `* ${name} ${safeLine(text)}` : `${name}: ${safeLine(text)}`, "out");
  }

  async #show(news: RoomClientNews): Promise<void> {
    if (news.type === "welcome") this.#enter(news.name);
    if (news.type === "violation") throw new CliError(EXIT.failed, (m) => m.talk.badServer(safeLine(news.message)));
    const { talk } = this.#context.messages;
    if (this.#options.json) return this.#context.stdout.print(`${JSON.stringify(news)}\n`);
    switch (news.type) {
      case "welcome":
        return this.#screen.hint(talk.welcome(safeLine(news.name), names(news.members)));
      case "who":
        return this.#screen.say(talk.who(names(news.members), news.isComplete), "dim");
      case "joined":
      case "left":
        return this.#screen.say(talk[news.type](safeLine(news.name)), "dim");
      case "refused":
        return this.#screen.warn(news.code === "noPrivate" ? talk.noPrivate : safeLine(news.text));
      case "line":
        return this.#screen.say(safeLine(news.text));
      default:
        return this.#screen.say(sentence(news, talk.marks), news.atMs === null ? "in" : "dim");
    }
  }

  /** The input is at its end: what others still say is waited for. */
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

function names(members: readonly string[]): string {
  return members.map(safeLine).join(", ");
}

function sentence(
  { from, text, isPrivate, forgedName }: RoomClientNews & { readonly type: "message" },
  marks: { readonly isPrivate: string; readonly isForged: string },
): string {
  const notes = [...(isPrivate ? [marks.isPrivate] : []), ...(forgedName === null ? [] : [marks.isForged])];
  const front = [safeLine(from), ...notes.map((note) => `[${note}]`)].join(" ");
  if (text.startsWith("* ")) return `* ${front} ${safeLine(text.slice(2))}`;
  return `${front}: ${safeLine(text)}`;
}
