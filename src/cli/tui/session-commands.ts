import { type CharsetName, parseCharset } from "../../bytes/index.ts";
import type { Session } from "../../engine/index.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { Outgoing } from "../conversation/outgoing.ts";
import type { RepeatedSend } from "../conversation/repeated-send.ts";
import { encodeMessage } from "../conversation/message-encoder.ts";
import type { Messages } from "../messages/messages.ts";
import { describeProblem } from "../output/problem.ts";
import { formatBytes } from "../output/totals.ts";
import { suggest } from "../suggest.ts";
import { period as periodType } from "../options/value-types.ts";
import { PeerNames } from "../terminal/peer-names.ts";
import { parseLine, SLASH_COMMANDS } from "../terminal/slash-command.ts";
import type { Action } from "./action.ts";
import { problemOf } from "./reduce-finder.ts";
import type { Notice, OutMode, Target, TuiState } from "./state.ts";

/** What the commands work on. */
export interface CommandParts {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly outgoing: Outgoing;
  readonly repeat: RepeatedSend;
  readonly state: () => TuiState;
  readonly dispatch: (action: Action) => void;
  /** Changes the view in ways that no key does. */
  readonly change: (change: Partial<TuiState>, query?: boolean) => void;
  readonly find: (text: string) => void;
}

/** Does what the input's commands and the peers' keys ask of the session. */
export class SessionCommands {
  readonly #parts: CommandParts;
  readonly #names = new PeerNames();
  // One after the other, however fast they are typed or pasted.
  #queue: Promise<void> = Promise.resolve();

  constructor(parts: CommandParts) {
    this.#parts = parts;
  }

  /** Sends bytes. */
  send(bytes: Uint8Array, to: Target): void {
    this.#do(async () => {
      const { conversation, outgoing } = this.#parts;
      if (conversation.peers.size === 0) return this.#say("warning", (m) => m.prompt.noPeers);
      await outgoing.send(bytes, to);
    });
  }

  /** Sends FIN to a peer, closes or resets its connection. */
  peer(how: "eof" | "close" | "reset", peer: number): void {
    this.#do(async () => {
      const { session } = this.#parts;
      if (how === "eof") await session.shutdown(peer);
      else if (how === "close") await session.disconnect(peer);
      else session.reset(peer);
    });
  }

  /** Ends the input: sends FIN as a client, else ends the conversation. */
  endOfInput(): void {
    this.#do(async () => {
      const { session, conversation } = this.#parts;
      if (this.#parts.state().role !== "client" || conversation.peers.size === 0) return conversation.finish();
      for (const peer of conversation.peers) await session.shutdown(peer).catch(() => conversation.finish());
    });
  }

  /** Runs a line that begins with a slash. */
  run(line: string): void {
    this.#do(() => this.#view(line) ?? this.#slash(line));
  }

  #do(work: () => Promise<void> | void): void {
    this.#queue = this.#after(this.#queue, work);
  }

  async #after(before: Promise<void>, work: () => Promise<void> | void): Promise<void> {
    await before;
    try {
      await work();
    } catch (error) {
      this.#say("error", (m) => problemLine(error, m));
    }
  }

  /** Commands that only the view has; null: it is none of them. */
  #view(line: string): Promise<void> | null {
    const [, name = "", argument = ""] = /^(\/\S+)\s*(.*)$/s.exec(line) ?? [];
    const { session, change, find } = this.#parts;
    switch (name) {
      case "/filter": {
        const problem = problemOf(argument);
        if (problem !== null) this.#say("error", (m) => m.detail?.(problem.message) ?? problem.message);
        else change({ filter: argument }, true);
        return Promise.resolve();
      }
      case "/only":
        return Promise.resolve(this.#only(argument));
      case "/find":
        find(argument);
        return Promise.resolve();
      case "/out":
        if (isOutMode(argument)) change({ out: argument });
        else this.#say("warning", (m) => m.usage.notOneOf(argument, "text, hex, both", suggest(argument, OUT_MODES)));
        return Promise.resolve();
      case "/save":
        if (argument === "") return Promise.resolve(this.#say("warning", (m) => m.prompt.needsArgument("/save")));
        return this.#save(session, argument);
      default:
        return null;
    }
  }

  async #save(session: Session, path: string): Promise<void> {
    await session.capture?.saveAs(path);
    this.#say("good", (m) => m.tui.saved(path));
  }

  #only(argument: string): void {
    const peer = /^#?(\d+)$/.exec(argument)?.[1];
    if (argument === "" || argument === "all") this.#parts.change({ only: null }, true);
    else if (peer === undefined) this.#say("warning", (m) => m.prompt.badTarget(argument));
    else this.#parts.change({ only: Number(peer) }, true);
  }

  async #slash(line: string): Promise<void> {
    const { conversation, change } = this.#parts;
    const action = parseLine(line, this.#parts.state().composer.addressing);
    switch (action.type) {
      case "send": {
        const { composer, target } = this.#parts.state();
        const mode = action.as === "input" ? composer.mode : action.as;
        const { charset, checksum } = composer;
        const bytes = encodeMessage(action.text, { in: mode, eol: "none", checksum, charset });
        return this.send(bytes, target);
      }
      case "empty":
        return this.send(new Uint8Array(0), this.#parts.state().target);
      case "file":
        return this.#sendFile(action.argument);
      case "peers":
        return change({ focus: "peers" });
      case "to":
        return this.#setTarget(action.target as Target);
      case "charset":
        return this.#setCharset(parseCharset(action.argument));
      case "eof":
      case "close":
      case "reset":
        return this.peer(action.type, action.peer ?? this.#onlyPeer());
      case "help":
        return change({ help: { top: 0 } });
      case "quit":
        return conversation.finish();
      case "badTarget":
        return this.#onNamed(action.text, action.command);
      case "sendTo": {
        const to = this.#find(action.to);
        if (to === null) return this.#say("warning", (m) => m.prompt.badTarget(action.to));
        return this.send(this.#encoded(action.text), to as Target);
      }
      case "name":
        return this.#name(action.peer, action.name);
      case "every":
        return this.#sendAgain(action.argument);
      case "stop":
        return this.#parts.repeat.stop() ? undefined : this.#say("warning", (m) => m.flow.notRepeating);
      case "needsArgument":
        return this.#say("warning", (m) => m.prompt.needsArgument(action.command));
      default: {
        const { command } = action as { readonly command: string };
        return this.#say("warning", (m) => m.prompt.unknown(command, suggest(command, SLASH_COMMANDS)));
      }
    }
  }

  /** The message of a text with the line end and checksum of the input. */
  #encoded(text: string): Uint8Array {
    const { mode, eol, checksum, charset } = this.#parts.state().composer;
    return encodeMessage(text, { in: mode, eol: mode === "text" ? eol : "none", checksum, charset });
  }

  #find(word: string): ReturnType<PeerNames["find"]> {
    const open = this.#parts.session.peers().filter(({ phase }) => phase !== "gone");
    return this.#names.find(word, open);
  }

  /** A command that was given a word instead of a number. */
  #onNamed(word: string, command: string): void {
    const peer = this.#find(word);
    if (typeof peer !== "number") return this.#say("warning", (m) => m.prompt.badTarget(word));
    if (command === "/to") return this.#setTarget(peer);
    this.peer(command.slice(1) as "eof" | "close" | "reset", peer);
  }

  #name(word: string, name: string): void {
    const peer = this.#find(word);
    if (typeof peer !== "number") return this.#say("warning", (m) => m.prompt.badTarget(word));
    if (!PeerNames.isName(name)) return this.#say("warning", (m) => m.flow.badName(name));
    this.#names.set(peer, name);
    const kept = [...this.#parts.state().names].filter(([, known]) => known !== name);
    this.#parts.change({ names: new Map([...kept, [peer, name]]) });
    this.#say("good", (m) => m.flow.named(peer, name));
  }

  /** `/every 500ms ping`: goes on while other lines are typed. */
  #sendAgain(argument: string): void {
    const { conversation, repeat, state } = this.#parts;
    const [, period = "", text = ""] = /^\s*(\S+) (.+)$/s.exec(argument) ?? [];
    if (text === "" || !/^\d/.test(period)) return this.#say("warning", (m) => m.flow.badPeriod(argument.trim()));
    const running = repeat.start([this.#encoded(text)], periodType.parse(period), null, state().target);
    this.#say("good", (m) => m.flow.repeating(period));
    running.then(
      ({ sent, missed }) => this.#say("plain", (m) => m.flow.repeatStopped(sent, missed)),
      (error: unknown) => {
        if (!conversation.isOver) this.#say("error", (m) => problemLine(error, m));
      },
    );
  }

  async #sendFile(path: string): Promise<void> {
    const { session } = this.#parts;
    const started = await session.sendFile(path, this.#parts.state().target);
    const { bytes, problem } = await session.transferEnd(started.id);
    if (problem === null) this.#say("good", (m) => `${m.prompt.sent(path, bytes)} (${formatBytes(bytes)})`);
    else this.#say("error", () => problem.message);
  }

  #setTarget(target: Target): void {
    const { conversation, dispatch } = this.#parts;
    if (typeof target === "number" && !conversation.peers.has(target)) {
      return this.#say("warning", (m) => m.prompt.badTarget(String(target)));
    }
    dispatch({ type: "target", target });
  }

  #setCharset(charset: CharsetName): void {
    const { session, dispatch } = this.#parts;
    session.setView({ charset: { in: charset, out: charset } });
    dispatch({ type: "charset", charset });
    this.#say("good", (m) => m.prompt.charset(charset));
  }

  /** The target when it is one peer, else the only one; 0 is nobody. */
  #onlyPeer(): number {
    const { target } = this.#parts.state();
    if (typeof target === "number") return target;
    const [first, ...others] = this.#parts.conversation.peers;
    return first !== undefined && others.length === 0 ? first : 0;
  }

  #say(tone: Notice["tone"], say: Notice["say"]): void {
    this.#parts.dispatch({ type: "notice", notice: { tone, say } });
  }
}

const OUT_MODES: readonly OutMode[] = ["text", "hex", "both"];

function isOutMode(text: string): text is OutMode {
  return (OUT_MODES as readonly string[]).includes(text);
}

/** A failure in one line. */
export function problemLine(error: unknown, messages: Messages): string {
  const [first = ""] = describeProblem(error, messages).split("\n");
  return first.replace(/^jack(: |：)/, "");
}
