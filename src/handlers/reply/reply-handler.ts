import { concatBytes, type CutMessage, type FramingSpec, MessageCutter, parseFraming } from "../../bytes/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../handler.ts";
import { type CompiledRule, compileRules, type RuleOptions } from "./compiled-rule.ts";
import { REGEX_MS } from "./message-matcher.ts";
import type { ReplyRule } from "./reply-rule.ts";
import type { TemplateContext } from "./reply-template.ts";

/** Options of {@link createReply}. */
export interface ReplyOptions extends RuleOptions {
  /** Tried in order; the first that fits fires. */
  readonly rules: readonly ReplyRule[];
  /**
   * What a message of a byte stream is; a datagram is one anyway. What has not ended or breaks the framing is not
   * answered; the latter leaves an `error` row. @default none: it ends with `quietMs` or `maxMessageBytes`
   */
  readonly framing?: FramingSpec;
  /**
   * Without a framing a message of a byte stream ends when nothing came for so long, or with FIN; 0 makes each read one.
   * @default 20
   */
  readonly quietMs?: number;
  /** Without a framing a message of a stream is taken for whole at this size. @default 65_536 */
  readonly maxMessageBytes?: number;
  /** At least 0, below 1; for `{{random}}`. */
  readonly random: () => number;
}

interface Conversation {
  readonly peer: HandlerPeer;
  readonly fired: Map<CompiledRule, number>;
  /** Rules whose regular expression took too long on a message of this peer: they are not tried on another one. */
  readonly slow: Set<CompiledRule>;
  parts: Uint8Array[];
  bytes: number;
  /** Finds the messages where there is a framing. */
  cutter: MessageCutter | null;
  finished: boolean;
  /** A rule has closed it: nothing more is answered. */
  closed: boolean;
}

interface Delayed {
  readonly conversation: Conversation;
  readonly commands: readonly HandlerCommand[];
}

/**
 * Answers messages by rules: the auto-reply. Each firing leaves a `rule` row with the rule's name.
 * @throws LocalProtocolError for a rule that cannot be compiled, naming it; `ERR_BAD_FRAMING`
 */
export function createReply(options: ReplyOptions): ReplyHandler {
  return new ReplyHandler(options);
}

/** Answers by rules that can be changed while it runs. Made by {@link createReply}. */
export class ReplyHandler implements Handler {
  readonly #options: ReplyOptions;
  #rules: readonly CompiledRule[];
  #framing: FramingSpec | null;
  readonly #quietMs: number;
  readonly #maxMessageBytes: number;
  readonly #random: () => number;
  readonly #conversations = new Map<HandlerPeer, Conversation>();
  readonly #delayed = new Map<string, Delayed>();
  /** Conversations whose message is still coming, by the token that ends it. */
  readonly #quiet = new Map<string, Conversation>();
  #nextDelay = 1;

  constructor(options: ReplyOptions) {
    this.#options = options;
    this.#quietMs = options.quietMs ?? 20;
    this.#maxMessageBytes = options.maxMessageBytes ?? 65_536;
    this.#random = options.random;
    this.#framing = options.framing === undefined ? null : parseFraming(options.framing);
    this.#rules = compileRules(options, options.rules);
  }

  /** How often each rule has fired. */
  get fired(): readonly number[] {
    return this.#rules.map(({ fired }) => fired);
  }

  /**
   * Answers by other rules from now on; those that stay as they are go on counting.
   * @throws LocalProtocolError for a rule that cannot be compiled; the old rules then go on
   */
  replace(rules: readonly ReplyRule[]): void {
    const before = new Map(this.#rules.map((compiled) => [JSON.stringify(compiled.rule), compiled]));
    this.#rules = compileRules(this.#options, rules).map((compiled) => {
      const key = JSON.stringify(compiled.rule);
      const known = before.get(key);
      before.delete(key);
      return known === undefined ? compiled : { ...compiled, fired: known.fired };
    });
    for (const { fired } of this.#conversations.values()) fired.clear();
  }

  /**
   * Messages are cut by another framing from now on; null is by silence. Of a message that has begun and not ended
   * nothing is answered.
   * @throws LocalProtocolError `ERR_BAD_FRAMING`
   */
  setFraming(spec: FramingSpec | null): void {
    const framing = spec === null ? null : parseFraming(spec);
    if (JSON.stringify(framing) === JSON.stringify(this.#framing)) return;
    this.#framing = framing;
    for (const conversation of this.#conversations.values()) {
      if (conversation.peer.network === "udp") continue;
      conversation.cutter = framing === null ? null : new MessageCutter(framing);
      conversation.parts = [];
      conversation.bytes = 0;
    }
  }

  *handle(event: HandlerEvent): Iterable<HandlerCommand> {
    switch (event.type) {
      case "data":
        yield* this.#receive(this.#conversation(event.peer), event.bytes, event.nowMs);
        break;
      case "wake":
        yield* this.#wake(event.token, event.nowMs);
        break;
      case "eof":
        yield* this.#finish(this.#conversation(event.peer), event.nowMs);
        break;
      case "close":
        this.#conversations.delete(event.peer);
        this.#quiet.delete(quietToken(event.peer));
        break;
      default:
        break;
    }
  }

  #conversation(peer: HandlerPeer): Conversation {
    let conversation = this.#conversations.get(peer);
    if (conversation === undefined) {
      const cutter = this.#framing === null || peer.network === "udp" ? null : new MessageCutter(this.#framing);
      conversation = {
        peer,
        fired: new Map(),
        slow: new Set(),
        parts: [],
        bytes: 0,
        cutter,
        finished: false,
        closed: false,
      };
      this.#conversations.set(peer, conversation);
    }
    return conversation;
  }

  *#receive(conversation: Conversation, bytes: Uint8Array, nowMs: number): Iterable<HandlerCommand> {
    const { cutter } = conversation;
    if (cutter !== null) {
      yield* this.#answerCuts(conversation, cutter.push(bytes, nowMs), nowMs);
      if (cutter.endsAtMs < Number.POSITIVE_INFINITY) yield this.#awaitQuiet(conversation, cutter.endsAtMs);
      return;
    }
    if (conversation.peer.network === "udp" || this.#quietMs === 0) {
      yield* this.#answer(conversation, bytes, nowMs);
      return;
    }
    conversation.parts.push(bytes.slice());
    conversation.bytes += bytes.length;
    if (conversation.bytes >= this.#maxMessageBytes) {
      const detail = { limit: "maxMessageBytes", value: this.#maxMessageBytes, bytes: conversation.bytes };
      yield { type: "note", kind: "limit", peer: conversation.peer, detail };
      yield* this.#settle(conversation, nowMs);
    } else {
      yield this.#awaitQuiet(conversation, nowMs + this.#quietMs);
    }
  }

  #awaitQuiet(conversation: Conversation, atMs: number): HandlerCommand {
    const token = quietToken(conversation.peer);
    this.#quiet.set(token, conversation);
    return { type: "wake", token, atMs };
  }

  *#answerCuts(conversation: Conversation, cuts: readonly CutMessage[], nowMs: number): Iterable<HandlerCommand> {
    for (const { whole, bytes, violation } of cuts) {
      if (whole) yield* this.#answer(conversation, bytes, nowMs);
      else if (violation !== null) yield unanswered(conversation.peer, violation);
    }
  }

  *#wake(token: string, nowMs: number): Iterable<HandlerCommand> {
    const delayed = this.#delayed.get(token);
    if (delayed !== undefined) {
      this.#delayed.delete(token);
      const { conversation, commands } = delayed;
      if (this.#conversations.get(conversation.peer) === conversation) yield* perform(conversation, commands);
      if (conversation.finished) yield* this.#closeWhenDone(conversation);
      return;
    }
    const conversation = this.#quiet.get(token);
    this.#quiet.delete(token);
    if (conversation !== undefined) yield* this.#settle(conversation, nowMs);
  }

  /** What has come is a message. */
  *#settle(conversation: Conversation, nowMs: number): Iterable<HandlerCommand> {
    const { cutter } = conversation;
    if (cutter !== null) {
      const cut = cutter.expire(nowMs);
      if (cut !== null) yield* this.#answerCuts(conversation, [cut], nowMs);
      else if (cutter.endsAtMs < Number.POSITIVE_INFINITY) yield this.#awaitQuiet(conversation, cutter.endsAtMs);
      return;
    }
    if (conversation.parts.length === 0) return;
    const message = concatBytes(conversation.parts);
    conversation.parts = [];
    conversation.bytes = 0;
    yield* this.#answer(conversation, message, nowMs);
  }

  *#finish(conversation: Conversation, nowMs: number): Iterable<HandlerCommand> {
    const token = quietToken(conversation.peer);
    this.#quiet.delete(token);
    yield { type: "cancelWake", token };
    const last = conversation.cutter?.end() ?? null;
    if (last !== null) yield* this.#answerCuts(conversation, [last], nowMs);
    else if (conversation.cutter === null) yield* this.#settle(conversation, nowMs);
    conversation.finished = true;
    yield* this.#closeWhenDone(conversation);
  }

  /** The peer has ended: so do we, when no delayed answer is left. */
  *#closeWhenDone(conversation: Conversation): Iterable<HandlerCommand> {
    for (const delayed of this.#delayed.values()) if (delayed.conversation === conversation) return;
    yield { type: "close", peer: conversation.peer, how: "fin" };
  }

  *#answer(conversation: Conversation, message: Uint8Array, nowMs: number): Iterable<HandlerCommand> {
    const { peer } = conversation;
    if (conversation.closed) return;
    for (const compiled of this.#rules) {
      if (!mayFire(compiled, conversation)) continue;
      const captures = compiled.matches(message);
      if (captures === "slow") {
        conversation.slow.add(compiled);
        yield { type: "note", kind: "limit", peer, detail: { limit: "regexMs", value: REGEX_MS, rule: compiled.name } };
        continue;
      }
      if (captures === null) continue;
      compiled.fired += 1;
      conversation.fired.set(compiled, (conversation.fired.get(compiled) ?? 0) + 1);
      const context = { message, captures, counter: compiled.fired, peer: peer.remote, nowMs, random: this.#random };
      const commands = answerCommands(compiled, peer, context);
      const delayMs = compiled.rule.delayMs ?? 0;
      if (delayMs === 0) yield* perform(conversation, commands);
      else yield this.#delay(conversation, commands, nowMs + delayMs);
      return;
    }
  }

  #delay(conversation: Conversation, commands: readonly HandlerCommand[], atMs: number): HandlerCommand {
    const token = `delay ${this.#nextDelay}`;
    this.#nextDelay += 1;
    this.#delayed.set(token, { conversation, commands });
    return { type: "wake", token, atMs };
  }
}

function mayFire(compiled: CompiledRule, conversation: Conversation): boolean {
  const { times, timesPerPeer, peer } = compiled.rule;
  if (conversation.slow.has(compiled)) return false;
  if (times !== undefined && compiled.fired >= times) return false;
  if (timesPerPeer !== undefined && (conversation.fired.get(compiled) ?? 0) >= timesPerPeer) return false;
  return peer === undefined || conversation.peer.remote.includes(peer);
}

function answerCommands(compiled: CompiledRule, peer: HandlerPeer, context: TemplateContext): HandlerCommand[] {
  const { rule, number, name, template } = compiled;
  let bytes: Uint8Array | null;
  try {
    bytes = template === null ? null : template(context);
  } catch (error) {
    // The place of a checksum may be outside of an answer that is made of the peer's bytes.
    if (!JackfieldError.is(error)) throw error;
    return [unanswered(peer, error)];
  }
  const detail = { rule: name, number, bytes: bytes === null ? null : bytes.length };
  const commands: HandlerCommand[] = [{ type: "note", kind: "rule", peer, detail }];
  if (bytes !== null) commands.push({ type: "send", peer, bytes });
  if (rule.close !== undefined) commands.push({ type: "close", peer, how: rule.close });
  return commands;
}

function* perform(conversation: Conversation, commands: readonly HandlerCommand[]): Iterable<HandlerCommand> {
  for (const command of commands) {
    yield command;
    if (command.type === "close" && conversation.peer.network !== "udp") conversation.closed = true;
  }
}

/** Why a message got no answer, as a row. */
function unanswered(peer: HandlerPeer, { code, message }: { code: string; message: string }): HandlerCommand {
  return { type: "note", kind: "error", peer, detail: { code, message, unanswered: true } };
}

function quietToken(peer: HandlerPeer): string {
  return `quiet ${peer.session}/${peer.id}`;
}
