import type { CharsetSpec } from "../../api/index.ts";
import {
  CharsetDecoder,
  type CutMessage,
  escapeText,
  formatHex,
  hexdump,
  MessageCutter,
  verifyChecksum,
} from "../../bytes/index.ts";
import type { CaptureEvent, Direction } from "../../capture/index.ts";
import type { ViewPlan } from "../conversation/plan.ts";
import type { Messages } from "../messages/messages.ts";
import { eventSentence } from "./event-sentence.ts";
import type { EventFormatter } from "./event-formatter.ts";
import { type Painter, painter } from "./paint.ts";
import { textWidth } from "./text-width.ts";
import { TimeStamp } from "./time-of-day.ts";

interface Flow {
  readonly peer: number;
  readonly direction: Direction;
  readonly decoder: CharsetDecoder;
  readonly cutter: MessageCutter;
}

/** Options of {@link RowFormatter}. */
export interface RowFormatterOptions {
  readonly plan: ViewPlan;
  readonly messages: Messages;
  /** Peers are told apart by number and address: a server, or UDP. */
  readonly labels: boolean;
  /** What was sent is shown too. */
  readonly showSent: boolean;
  /** Stands in every row, where several sessions are shown together. */
  readonly name?: string;
  /** What happened, in words. @default eventSentence */
  readonly sentence?: typeof eventSentence;
}

const NO_BYTES = new Uint8Array(0);
// Not below the text: a dump is 75 columns wide, and must fit beside the prefix of the narrowest usual terminal.
const DUMP_INDENT = "    ";
const ARROWS: Readonly<Record<Direction, string>> = { in: "←", out: "→" };

/** Prints events as rows for a person: time, direction, peer, text or hexdump or both. */
export class RowFormatter implements EventFormatter {
  readonly #options: RowFormatterOptions;
  readonly #paint: Painter;
  readonly #time: TimeStamp;
  readonly #flows = new Map<string, Flow>();
  readonly #remotes = new Map<number, string>();
  readonly #names = new Map<number, string>();
  #charset: CharsetSpec;

  constructor(options: RowFormatterOptions) {
    this.#options = options;
    this.#paint = painter(options.plan.color);
    this.#time = new TimeStamp(options.plan.time);
    this.#charset = options.plan.charset;
  }

  /** A person's name for a peer; it stands in its rows from now on. */
  setName(peer: number, name: string): void {
    this.#names.set(peer, name);
  }

  /** Shows text in another charset from now on. */
  setCharset(charset: CharsetSpec): void {
    this.#charset = charset;
    this.#flows.clear();
  }

  format(event: CaptureEvent): string {
    const { kind, peer, detail } = event;
    const direction = event.direction ?? "in";
    const remote = detail?.["remote"];
    if (typeof remote === "string") this.#remotes.set(peer, remote);
    if (kind === "data") {
      if (direction === "out" && !this.#options.showSent) return "";
      const flow = this.#flow(peer, direction);
      const messages = flow.cutter.push(event.bytes, event.timeUs / 1000);
      return messages.map((message) => this.#message(event, direction, message, flow)).join("");
    }
    const before = kind === "eof" || kind === "reset" || kind === "close" ? this.#rest(event) : "";
    const text = before + this.#sentence(event);
    if (kind === "close") {
      this.#remotes.delete(peer);
      this.#names.delete(peer);
      for (const side of ["in", "out"]) this.#flows.delete(`${peer}${side}`);
    }
    return text;
  }

  tick(timeUs: number): { readonly output: string; readonly waiting: boolean } {
    let output = "";
    let waiting = false;
    for (const flow of this.#flows.values()) {
      const { peer, direction, cutter } = flow;
      const message = cutter.expire(timeUs / 1000);
      const event = { kind: "data", timeUs, direction, peer, bytes: NO_BYTES, detail: null } as const;
      if (message !== null) output += this.#message(event, direction, message, flow);
      waiting ||= cutter.heldBytes > 0;
    }
    return { output, waiting };
  }

  #sentence(event: CaptureEvent): string {
    const { plan, messages } = this.#options;
    const problem = event.kind === "error" || event.kind === "limit" || event.kind === "drop" || event.kind === "reset";
    if (!plan.events && !problem) return "";
    const sentence = (this.#options.sentence ?? eventSentence)(event, messages, this.#options.labels);
    if (sentence === null) return "";
    const paint = event.kind === "error" || event.kind === "reset" ? "error" : problem ? "warning" : "dim";
    return `${this.#prefix(event, "·")}${this.#paint(escapeText(sentence, SAFE), paint)}\n`;
  }

  /** What a stream left behind at its end: an unfinished message, an unfinished character. */
  #rest(event: CaptureEvent): string {
    const sides: readonly Direction[] =
      event.kind === "eof" && event.direction !== null ? [event.direction] : ["in", "out"];
    let text = "";
    for (const side of sides) {
      const flow = this.#flows.get(`${event.peer}${side}`);
      if (flow === undefined || (side === "out" && !this.#options.showSent)) continue;
      const message = flow.cutter.end();
      // That it is unfinished says it all.
      if (message !== null) text += this.#message(event, side, { ...message, violation: null }, flow);
      const left = flow.decoder.flush();
      if (left !== "" && this.#options.plan.out === "text") text += `${this.#prefix(event, ARROWS[side])}${left}\n`;
    }
    return text;
  }

  #message(event: CaptureEvent, direction: Direction, message: CutMessage, { decoder }: Flow): string {
    const { plan, messages, labels } = this.#options;
    const { bytes } = message;
    const violation = message.violation?.message;
    const paint = this.#paint;
    const arrow = paint(ARROWS[direction], direction === "in" && labels ? event.peer : direction);
    const prefix = this.#prefix(event, arrow, ARROWS[direction]);
    const indent = " ".repeat(this.#prefixWidth);
    const notes = [
      ...(bytes.length === 0 ? [messages.line.emptyDatagram] : []),
      ...(message.ended ? [] : [messages.line.unfinished(bytes.length)]),
      ...(violation === undefined ? [] : [messages.detail?.(violation) ?? violation]),
    ].map((note) => paint(note, "warning"));
    if (direction === "in") notes.push(...this.#checksumNote(bytes));
    const framed = plan.framing.type !== "read";
    const lines: string[] = [];
    if (plan.out !== "hex") lines.push(...this.#textLines(framed ? decoder.end(bytes) : decoder.decode(bytes)));
    else lines.push(paint(`${bytes.length} B`, "dim"));
    if (notes.length > 0) lines[0] = [lines[0], ...notes].filter((part) => part !== "").join(" ");
    const dump = plan.out === "text" ? [] : hexdump(bytes, { offsetDigits: 4, charset: this.#charset[direction] });
    const rows = dump.map((row) => `${DUMP_INDENT}${paint(row, "dim")}\n`).join("");
    return `${prefix}${lines.join(`\n${indent}`)}\n${rows}`;
  }

  #checksumNote(bytes: Uint8Array): readonly string[] {
    const { plan, messages } = this.#options;
    const { check = null } = plan;
    if (check === null) return [];
    const verdict = verifyChecksum(bytes, check);
    const { checksumRight, checksumShort, checksumWrong } = messages.flow;
    if (verdict?.ok === true) return [this.#paint(`✓ ${checksumRight}`, "out")];
    if (verdict === null) return [this.#paint(`✗ ${checksumShort}`, "error")];
    return [this.#paint(`✗ ${checksumWrong(formatHex(verdict.found), formatHex(verdict.expected))}`, "error")];
  }

  /** One line for each line of the text; what ends a line is shown, because it is part of what was sent. */
  #textLines(text: string): string[] {
    const parts = text.split("\n");
    const last = parts.pop() ?? "";
    const lines = parts.map((part) => {
      const hasCr = part.endsWith("\r");
      return `${this.#safe(hasCr ? part.slice(0, -1) : part)}${this.#paint(hasCr ? "␍↵" : "↵", "dim")}`;
    });
    if (last !== "" || lines.length === 0) lines.push(this.#safe(last));
    return lines;
  }

  #safe(text: string): string {
    return this.#options.plan.escape ? escapeText(text, SAFE) : text;
  }

  #prefixWidth = 0;

  #prefix(event: CaptureEvent, mark: string, plainMark = mark): string {
    const { labels, name = "" } = this.#options;
    const time = this.#time.text(event.timeUs);
    const remote = this.#remotes.get(event.peer);
    const known = this.#names.get(event.peer) ?? remote;
    const peer = labels && event.peer > 0 ? `#${event.peer}${known === undefined ? "" : ` ${known}`}` : "";
    const label = name === "" || peer === "" ? name + peer : `${name} ${peer}`;
    const plain = [time, plainMark, label].filter((part) => part !== "");
    this.#prefixWidth = textWidth(plain.join(" ")) + 1;
    const parts = [this.#paint(time, "dim"), mark, this.#paint(escapeText(label, SAFE), event.peer)];
    return `${parts.filter((part) => part !== "").join(" ")} `;
  }

  #flow(peer: number, direction: Direction): Flow {
    const key = `${peer}${direction}`;
    let flow = this.#flows.get(key);
    if (flow === undefined) {
      const decoder = new CharsetDecoder(this.#charset[direction], { badBytes: "mark" });
      this.#flows.set(
        key,
        (flow = { peer, direction, decoder, cutter: new MessageCutter(this.#options.plan.framing) }),
      );
    }
    return flow;
  }
}

const SAFE = { keepTabs: true, backslash: false } as const;
