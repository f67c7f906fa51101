import { type CharsetName, parseCharset } from "../../bytes/index.ts";
import type { PeerTarget, Session } from "../../engine/index.ts";
import type { CliContext } from "../context.ts";
import type { Conversation, Role } from "../conversation/conversation.ts";
import { encodeMessage } from "../conversation/message-encoder.ts";
import type { Outgoing } from "../conversation/outgoing.ts";
import type { ConversationPlan } from "../conversation/plan.ts";
import type { RepeatedSend } from "../conversation/repeated-send.ts";
import { Interrupted } from "../exit-codes.ts";
import type { EventFormatter } from "../output/event-formatter.ts";
import { type Painter, painter } from "../output/paint.ts";
import { describeProblem } from "../output/problem.ts";
import { wrapBeside } from "../output/wrap.ts";
import { RowFormatter } from "../output/row-formatter.ts";
import { padToWidth } from "../output/text-width.ts";
import { formatBytes } from "../output/totals.ts";
import { period as periodType } from "../options/value-types.ts";
import { suggest } from "../suggest.ts";
import { PeerNames } from "./peer-names.ts";
import type { Prompt } from "./prompt.ts";
import { type LineAction, parseLine, SLASH_COMMANDS } from "./slash-command.ts";

/** What the prompt drives. */
export interface PromptParts {
  readonly context: CliContext;
  readonly session: Session;
  readonly conversation: Conversation;
  readonly prompt: Prompt;
  readonly formatter: EventFormatter;
  readonly plan: ConversationPlan;
  readonly role: Role;
  readonly outgoing: Outgoing;
  readonly repeat: RepeatedSend;
}

/** Does what the lines that are typed ask for: sends them, or runs their commands. */
export class PromptDriver {
  readonly #parts: PromptParts;
  readonly #paint: Painter;
  #target: PeerTarget;
  #charsetOut: CharsetName;
  readonly #names = new PeerNames();
  // Lines are done one after the other, however fast they are typed or pasted.
  #queue: Promise<void> = Promise.resolve();

  constructor(parts: PromptParts) {
    this.#parts = parts;
    this.#paint = painter(parts.plan.color);
    this.#target = parts.role === "udp" ? "last" : "all";
    this.#charsetOut = parts.plan.charset.out;
  }

  /** Reads lines until the conversation ends. */
  async run(): Promise<void> {
    const { prompt, conversation, context } = this.#parts;
    prompt.setText(this.#promptText());
    await this.#say(context.messages.prompt.welcome);
    prompt.open({
      line: (line) => {
        this.#queue = this.#queue.then(() => this.#do(line));
      },
      interrupt: () => conversation.finish(new Interrupted("SIGINT")),
      end: () => {
        this.#queue = this.#queue.then(() => this.#endOfInput());
      },
    });
    while (!conversation.isOver) {
      await conversation.change();
      if (typeof this.#target === "number" && !conversation.peers.has(this.#target)) await this.#forgetTarget();
    }
  }

  async #do(line: string): Promise<void> {
    if (this.#parts.conversation.isOver) return;
    try {
      await this.#act(parseLine(line, this.#parts.role !== "client"));
    } catch (error) {
      this.#fail(error);
    }
  }

  async #act(action: LineAction): Promise<void> {
    const { session, conversation, context } = this.#parts;
    const { prompt: words } = context.messages;
    switch (action.type) {
      case "send":
        return this.#send(action);
      case "empty":
        return this.#sendBytes(new Uint8Array(0));
      case "file":
        return this.#sendFile(action.argument);
      case "peers":
        return this.#listPeers();
      case "to":
        return this.#setTarget(action.target);
      case "charset":
        return this.#setCharset(parseCharset(action.argument));
      case "eof":
        return session.shutdown(this.#peerOr(action.peer));
      case "close":
        return session.disconnect(this.#peerOr(action.peer));
      case "reset":
        return session.reset(this.#peerOr(action.peer));
      case "help":
        return this.#help();
      case "quit":
        return conversation.finish();
      case "badTarget":
        return this.#onNamed(action);
      case "sendTo":
        return this.#sendTo(action.to, action.text);
      case "name":
        return this.#name(action.peer, action.name);
      case "every":
        return this.#sendAgain(action.argument);
      case "stop":
        if (!this.#parts.repeat.stop()) await this.#say(context.messages.flow.notRepeating, "warning");
        return;
      case "needsArgument":
        return this.#say(words.needsArgument(action.command), "warning");
      default:
        return this.#say(words.unknown(action.command, suggest(action.command, SLASH_COMMANDS)), "warning");
    }
  }

  async #send({ text, as }: LineAction & { readonly type: "send" }): Promise<void> {
    const { plan } = this.#parts;
    if (as === "input" && plan.in === "file") return this.#sendFile(text);
    const how = as === "input" ? { in: plan.in, eol: plan.eol } : ({ in: as, eol: "none" } as const);
    await this.#sendBytes(encodeMessage(text, { ...how, checksum: plan.checksum, charset: this.#charsetOut }));
  }

  async #sendBytes(bytes: Uint8Array, to: PeerTarget = this.#target): Promise<void> {
    const { outgoing, conversation, context } = this.#parts;
    if (conversation.peers.size === 0) return this.#say(context.messages.prompt.noPeers, "warning");
    await outgoing.send(bytes, to);
  }

  #encode(text: string): Uint8Array {
    const { plan } = this.#parts;
    const how = plan.in === "file" ? "text" : plan.in;
    return encodeMessage(text, { in: how, eol: plan.eol, checksum: plan.checksum, charset: this.#charsetOut });
  }

  /** `@2 text`: one line to somebody else, without changing whom the others go to. */
  async #sendTo(word: string, text: string): Promise<void> {
    const to = this.#find(word);
    if (to === null) return this.#say(this.#parts.context.messages.prompt.badTarget(word), "warning");
    await this.#sendBytes(this.#encode(text), to);
  }

  /** A command that was given a word instead of a number. */
  async #onNamed({ text, command }: LineAction & { readonly type: "badTarget" }): Promise<void> {
    const peer = this.#find(text);
    if (typeof peer !== "number") return this.#say(this.#parts.context.messages.prompt.badTarget(text), "warning");
    if (command === "/to") return this.#setTarget(peer);
    await this.#act({ type: command.slice(1) as "eof" | "close" | "reset", peer });
  }

  #find(word: string): PeerTarget | null {
    const open = this.#parts.session.peers().filter(({ phase }) => phase !== "gone");
    return this.#names.find(word, open);
  }

  async #name(word: string, name: string): Promise<void> {
    const { context, formatter, prompt } = this.#parts;
    const { flow, prompt: words } = context.messages;
    const peer = this.#find(word);
    if (typeof peer !== "number") return this.#say(words.badTarget(word), "warning");
    if (!PeerNames.isName(name)) return this.#say(flow.badName(name), "warning");
    this.#names.set(peer, name);
    if (formatter instanceof RowFormatter) formatter.setName(peer, name);
    prompt.setText(this.#promptText());
    await this.#say(flow.named(peer, name));
  }

  /** `/every 500ms ping`. Runs on while other lines are typed. */
  async #sendAgain(argument: string): Promise<void> {
    const { context, repeat, conversation } = this.#parts;
    const { flow } = context.messages;
    const [, period = "", text = ""] = /^\s*(\S+) (.+)$/s.exec(argument) ?? [];
    if (text === "" || !/^\d/.test(period)) return this.#say(flow.badPeriod(argument.trim()), "warning");
    const everyMs = periodType.parse(period);
    const running = repeat.start([this.#encode(text)], everyMs, null, this.#target);
    await this.#say(flow.repeating(period));
    running.then(
      ({ sent, missed }) => this.#say(flow.repeatStopped(sent, missed)),
      (error: unknown) => {
        if (!conversation.isOver) this.#fail(error);
      },
    );
  }

  #fail(error: unknown): void {
    const text = describeProblem(error, this.#parts.context.messages).replace(/^jack(: |：)/, "");
    void this.#parts.prompt.print(`${this.#paint(text.trimEnd(), "error")}\n`);
  }

  async #sendFile(path: string): Promise<void> {
    const { session, context } = this.#parts;
    const started = await session.sendFile(path, this.#target);
    const { bytes, problem } = await session.transferEnd(started.id);
    if (problem === null) await this.#say(context.messages.prompt.sent(path, bytes));
    else await this.#say(problem.message, "error");
  }

  #setTarget(target: PeerTarget): Promise<void> {
    const { prompt, conversation, context } = this.#parts;
    if (typeof target === "number" && !conversation.peers.has(target)) {
      return this.#say(context.messages.prompt.badTarget(String(target)), "warning");
    }
    this.#target = target;
    prompt.setText(this.#promptText());
    return this.#say(context.messages.prompt.target(this.#nameOfTarget(target)));
  }

  async #forgetTarget(): Promise<void> {
    const { prompt, context, role } = this.#parts;
    const gone = Number(this.#target);
    this.#target = role === "udp" ? "last" : "all";
    prompt.setText(this.#promptText());
    if (role !== "client") await this.#say(context.messages.prompt.peerGone(gone), "warning");
  }

  #setCharset(charset: CharsetName): Promise<void> {
    const { session, formatter, context } = this.#parts;
    this.#charsetOut = charset;
    session.setView({ charset: { in: charset, out: charset } });
    if (formatter instanceof RowFormatter) formatter.setCharset({ in: charset, out: charset });
    return this.#say(context.messages.prompt.charset(charset));
  }

  async #listPeers(): Promise<void> {
    const { session, context } = this.#parts;
    const { prompt: words } = context.messages;
    const peers = session.peers().filter((peer) => peer.phase !== "gone");
    if (peers.length === 0) return this.#say(words.noPeers);
    const lines = peers.map(({ id, remote, phase, counters }) => {
      const traffic = `← ${formatBytes(counters.bytesIn)}  → ${formatBytes(counters.bytesOut)}`;
      const name = this.#names.of(id);
      const label = padToWidth(`#${id} ${name === undefined ? "" : `${name} `}${remote}`, 27);
      return `${this.#paint(label, id)} ${traffic}  ${words.phases[phase]}\n`;
    });
    await this.#parts.prompt.print(lines.join(""));
  }

  async #help(): Promise<void> {
    const { messages, stdout } = this.#parts.context;
    const { commands } = messages.prompt;
    const lines = commands.flatMap(([command, meaning]) =>
      wrapBeside(`  ${padToWidth(command, 22)} `, meaning, stdout.columns),
    );
    await this.#parts.prompt.print(`${lines.join("\n")}\n`);
  }

  async #endOfInput(): Promise<void> {
    const { session, conversation, role } = this.#parts;
    if (role !== "client" || conversation.peers.size === 0) return conversation.finish();
    for (const peer of conversation.peers) await session.shutdown(peer).catch(() => conversation.finish());
  }

  /** The peer that was named, or the one that is meant: the target, or the only one. */
  #peerOr(peer: number | null): number {
    if (peer !== null) return peer;
    if (typeof this.#target === "number") return this.#target;
    const [first, ...others] = this.#parts.conversation.peers;
    return first !== undefined && others.length === 0 ? first : 0;
  }

  #promptText(): string {
    return this.#parts.role === "client" ? "> " : `${this.#nameOfTarget(this.#target)}> `;
  }

  #nameOfTarget(target: PeerTarget): string {
    if (typeof target !== "number") return String(target);
    const name = this.#names.of(target);
    return name === undefined ? `#${target}` : `#${target} ${name}`;
  }

  #say(text: string, paint: "dim" | "warning" | "error" = "dim"): Promise<void> {
    return this.#parts.prompt.print(`${this.#paint(text, paint)}\n`);
  }
}
