import { type CharsetName, encodeText } from "../../bytes/index.ts";
import { addressedText } from "../../handlers/index.ts";
import type { InetAddress } from "../../net/index.ts";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { AskedDatagrams } from "./asked-datagrams.ts";
import { peerLine, safeLine } from "./peer-text.ts";
import { openCapture } from "./open-capture.ts";
import { TalkScreen, untilFirst, whenAborted } from "./talk-screen.ts";

/** What an original server reads of a message. */
const MAX_MESSAGE_BYTES = 1024;
/** A datagram is waited for in turns of this length, which nobody sees. */
const TURN_MS = 3_600_000;

/** What `jack chat to` was told. */
export interface RunContactOptions {
  readonly name: string;
  readonly address: InetAddress;
  readonly charset: CharsetName;
  /** How long an answer is waited for. */
  readonly waitMs: number;
  readonly json: boolean;
  /** Keep a capture (pcapng) in this file. */
  readonly capture: string | undefined;
}

/** Sends lines to a contact, each as `发给NAME: TEXT`, and shows the one answer to each. */
export async function runContact(context: CliContext, options: RunContactOptions): Promise<void> {
  const screen = new TalkScreen(context, ["/quit"]);
  try {
    await using capture = await openCapture(options.capture, "udp");
    await using socket = await AskedDatagrams.open(options.address, capture);
    const chat = new ContactChat(context, screen, socket, options);
    await untilFirst([chat.listen(), chat.talk(), whenAborted(context.signal)]);
  } finally {
    screen.close();
  }
}

/** One chat with one contact. */
class ContactChat {
  readonly #context: CliContext;
  readonly #screen: TalkScreen;
  readonly #socket: AskedDatagrams;
  readonly #options: RunContactOptions;
  /** Messages whose answer has not come. */
  #open = 0;
  readonly #answered = new Set<() => void>();

  constructor(context: CliContext, screen: TalkScreen, socket: AskedDatagrams, options: RunContactOptions) {
    this.#context = context;
    this.#screen = screen;
    this.#socket = socket;
    this.#options = options;
  }

  async listen(): Promise<void> {
    for (;;) {
      const bytes = await this.#socket.receive(TURN_MS, this.#context.signal);
      if (bytes === null) continue;
      const { line } = this.#context.messages;
      const { name, charset, json } = this.#options;
      const text = bytes.length === 0 ? line.emptyDatagram : peerLine(bytes, charset);
      if (json) {
        const answer = bytes.length === 0 ? "" : text;
        await this.#context.stdout.print(`${JSON.stringify({ type: "answer", from: name, text: answer })}\n`);
      } else await this.#screen.say(`${safeLine(name)}: ${text}`, "in");
      this.#open = Math.max(0, this.#open - 1);
      for (const wake of this.#answered) wake();
    }
  }

  async talk(): Promise<void> {
    const { talk } = this.#context.messages;
    const { name } = this.#options;
    this.#screen.setPrompt(`${safeLine(name)}> `);
    await this.#screen.hint(talk.contactHelp(safeLine(name)));
    for (;;) {
      const line = (await this.#screen.next())?.trim();
      if (line === undefined || line === "q" || line === "/quit") return;
      if (line === "") continue;
      const message = encodeText(addressedText(name, line), this.#options.charset);
      if (message.length > MAX_MESSAGE_BYTES) {
        await this.#screen.warn(talk.tooLong(message.length, MAX_MESSAGE_BYTES));
        continue;
      }
      await this.#socket.send(message);
      this.#open += 1;
      if (this.#screen.isInteractive) await this.#screen.say(safeLine(line), "out");
      // A person may go on typing; a script's next line belongs behind the answer.
      const answer = this.#awaitAnswers();
      if (this.#screen.isInteractive) answer.catch(() => undefined);
      else await answer;
    }
  }

  /** Resolves when every message is answered; when it takes too long, a person is told and a script ends. */
  async #awaitAnswers(): Promise<void> {
    const { clock } = this.#context;
    const { waitMs } = this.#options;
    const deadline = clock.nowMs() + waitMs;
    for (let left = waitMs; this.#open > 0 && left > 0; left = deadline - clock.nowMs()) {
      const over = new AbortController();
      let wake: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => {
        wake = resolve;
        this.#answered.add(wake);
      });
      await Promise.race([answered, clock.sleep(left, over.signal)]);
      this.#answered.delete(wake);
      over.abort();
    }
    if (this.#open === 0) return;
    if (!this.#screen.isInteractive) throw new CliError(EXIT.timedOut, (m) => m.problem.noAnswer(waitMs));
    this.#open = 0;
    await this.#screen.warn(this.#context.messages.problem.noAnswer(waitMs));
  }
}
