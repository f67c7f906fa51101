import type { CaptureEvent } from "../../capture/index.ts";
import type { Session } from "../../engine/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import type { Inbox, InboxMessage } from "../../handlers/index.ts";
import type { ByteSink, CliContext } from "../context.ts";
import { Interrupted } from "../exit-codes.ts";
import { suggest } from "../suggest.ts";
import { safeLine } from "./peer-text.ts";
import { TalkScreen } from "./talk-screen.ts";

const COMMANDS = ["/list", "/quit", "/help"];

/**
 * Where an operator answers an inbox: the messages are shown as they come, a line answers the oldest, `N LINE` message
 * N. Lines of a script wait for a message, as the original's do; at its end the inbox goes on without an operator.
 */
export class InboxDesk {
  readonly #context: CliContext;
  readonly #screen: TalkScreen;
  readonly #inbox: Inbox;
  readonly #isJson: boolean;
  #arrived: () => void = () => undefined;

  constructor(context: CliContext, inbox: Inbox, isJson: boolean) {
    this.#context = context;
    this.#screen = new TalkScreen(context, COMMANDS);
    this.#inbox = inbox;
    this.#isJson = isJson;
    inbox.subscribe((message) => {
      this.#arrived();
      // Waiting for a slow terminal would hold up the other senders.
      if (!isJson) this.#screen.say(this.#sentence(message), message.peer.id).catch(() => undefined);
    });
  }

  /** Where the rows of the services go, so that they do not tear what is typed. */
  get output(): Pick<ByteSink, "print" | "write"> {
    const { stdout } = this.#context;
    return this.#screen.isInteractive
      ? { print: (text) => this.#screen.print(text), write: (bytes) => stdout.write(bytes) }
      : stdout;
  }

  /** Whether the desk shows what an event of the inbox says, in its own words. */
  tells({ kind }: CaptureEvent): boolean {
    return kind === "data" || kind === "note" || kind === "open";
  }

  /** Answers until `/quit` or Ctrl-C. */
  async run(sessions: readonly Session[]): Promise<void> {
    const { talk } = this.#context.messages;
    this.#screen.setPrompt("> ");
    await this.#screen.hint(talk.inboxHelp);
    for (;;) {
      const line = await this.#line();
      if (line === "/quit") return;
      if (line === null) {
        if (this.#screen.isInteractive) return;
        return new Promise(() => undefined);
      }
      try {
        await this.#do(line, sessions);
      } catch (error) {
        if (!JackfieldError.is(error)) throw error;
        await this.#screen.problem(error);
      }
    }
  }

  /** Gives the terminal back. Idempotent. */
  close(): void {
    this.#screen.close();
  }

  /** The next line; that of a script only when there is something to answer. */
  async #line(): Promise<string | null> {
    while (!this.#screen.isInteractive && this.#inbox.waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    try {
      return await this.#screen.next();
    } catch (error) {
      if (error instanceof Interrupted) return "/quit";
      throw error;
    }
  }

  async #do(line: string, sessions: readonly Session[]): Promise<void> {
    const { talk, prompt } = this.#context.messages;
    if (line === "/help") return this.#screen.say(talk.inboxHelp, "dim");
    if (line === "/list") {
      const { waiting } = this.#inbox;
      for (const message of waiting) await this.#screen.say(this.#sentence(message), message.peer.id);
      return waiting.length === 0 ? this.#screen.say(talk.inboxEmpty, "dim") : undefined;
    }
    if (/^\/[a-z]+$/.test(line)) return this.#screen.warn(prompt.unknown(line, suggest(line, COMMANDS)));
    const [, digits, rest = ""] = /^\s*(\d{1,9})(?:\s+(.*))?$/s.exec(line) ?? [];
    const named = Number(digits ?? 0);
    // A number of a message that waits names it; any other number is a text like others.
    const isNamed = this.#inbox.waiting.some(({ number }) => number === named);
    await this.#answer(isNamed ? named : null, isNamed ? rest : line, sessions);
  }

  async #answer(number: number | null, text: string, sessions: readonly Session[]): Promise<void> {
    const { talk, line } = this.#context.messages;
    const answer = this.#inbox.answer(number, text);
    if (answer === null) return this.#screen.warn(talk.inboxEmpty);
    const { message, bytes } = answer;
    const session = sessions.find(({ id }) => id === message.peer.session);
    const sent = await session?.send(bytes, message.peer.id);
    const [failure] = sent?.failed ?? [];
    if (failure !== undefined) throw failure.error;
    if (this.#isJson) return;
    const shown = bytes.length === 0 ? line.emptyDatagram : safeLine(text.trim());
    await this.#screen.say(talk.inboxAnswered(message.number, message.peer.remote, shown), "out");
  }

  #sentence({ number, peer, to, text }: InboxMessage): string {
    const { talk, line } = this.#context.messages;
    const name = to === null ? null : safeLine(to);
    return talk.inboxMessage(number, peer.remote, name, text === "" ? line.emptyDatagram : safeLine(text));
  }
}
