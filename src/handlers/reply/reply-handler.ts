import { type CharsetName, concatBytes } from "../../bytes/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../handler.ts";
import { compileMatch, type MessageMatcher, REGEX_MS, type RunWithin } from "./message-matcher.ts";
import type { ReplyRule } from "./reply-rule.ts";
import { compileTemplate, type ReplyTemplate, type TemplateOptions } from "./reply-template.ts";

/** Options of {@link createReply}. */
export interface ReplyOptions extends Omit<TemplateOptions, "charset"> {
  /** Tried in order; the first that fits fires. */
  readonly rules: readonly ReplyRule[];
  /** Charset of the peers' messages. @default utf-8 */
  readonly charsetIn?: CharsetName;
  /** Charset of the answers. @default utf-8 */
  readonly charsetOut?: CharsetName;
  /** On a byte stream a message ends when nothing came for so long, or with FIN; 0 makes each read one. @default 20 */
  readonly quietMs?: number;
  /** A message of a stream is taken for whole at this size. @default 65_536 */
  readonly maxMessageBytes?: number;
  /** Bounds the time of regular expressions, whose text is the peers'. @default nothing bounds it */
  readonly runWithin?: RunWithin;
  /** At least 0, below 1; for `{{random}}`. */
  readonly random: () => number;
}

interface CompiledRule {
  readonly rule: ReplyRule;
  readonly name: string;
  readonly matches: MessageMatcher;
  readonly template: ReplyTemplate | null;
  fired: number;
}

interface Conversation {
  readonly peer: HandlerPeer;
  readonly fired: Map<CompiledRule, number>;
  /** Rules whose regular expression took too long on a message of this peer: they are not tried on another one. */
  readonly slow: Set<CompiledRule>;
  parts: Uint8Array[];
  bytes: number;
  finished: boolean;
}

interface Delayed {
  readonly conversation: Conversation;
  readonly commands: readonly HandlerCommand[];
}

/**
 * Answers messages by rules: the auto-reply. Each firing leaves a `rule` row with the rule's name.
 * @throws LocalProtocolError for a rule that cannot be compiled, naming it
 */
export function createReply(options: ReplyOptions): ReplyHandler {
  return new ReplyHandler(options);
}

/** Answers by rules that can be changed while it runs. Made by {@link createReply}. */
export class ReplyHandler implements Handler {
  readonly #options: ReplyOptions;
  #rules: readonly CompiledRule[];
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
      conversation = { peer, fired: new Map(), slow: new Set(), parts: [], bytes: 0, finished: false };
      this.#conversations.set(peer, conversation);
    }
    return conversation;
  }

  *#receive(conversation: Conversation, bytes: Uint8Array, nowMs: number): Iterable<HandlerCommand> {
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
      const token = quietToken(conversation.peer);
      this.#quiet.set(token, conversation);
      yield { type: "wake", token, atMs: nowMs + this.#quietMs };
    }
  }

  *#wake(token: string, nowMs: number): Iterable<HandlerCommand> {
    const delayed = this.#delayed.get(token);
    if (delayed !== undefined) {
      this.#delayed.delete(token);
      const { conversation, commands } = delayed;
      if (this.#conversations.get(conversation.peer) === conversation) yield* commands;
      if (conversation.finished) yield* this.#closeWhenDone(conversation);
      return;
    }
    const conversation = this.#quiet.get(token);
    this.#quiet.delete(token);
    if (conversation !== undefined) yield* this.#settle(conversation, nowMs);
  }

  /** What has come is a message. */
  *#settle(conversation: Conversation, nowMs: number): Iterable<HandlerCommand> {
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
    yield* this.#settle(conversation, nowMs);
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
      const bytes = compiled.template === null ? null : compiled.template(context);
      const commands = answerCommands(compiled, peer, bytes);
      const delayMs = compiled.rule.delayMs ?? 0;
      if (delayMs === 0) yield* commands;
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

function compileRules(options: ReplyOptions, rules: readonly ReplyRule[]): CompiledRule[] {
  const { charsetIn = "utf-8", charsetOut = "utf-8" } = options;
  return rules.map((rule, index) => ({
    rule,
    name: rule.name ?? `rule ${index + 1}`,
    matches: compileMatch(rule.match ?? { type: "any" }, charsetIn, options.runWithin),
    template: rule.answer === undefined ? null : compileTemplate(rule.answer, { ...options, charset: charsetOut }),
    fired: 0,
  }));
}

function mayFire(compiled: CompiledRule, conversation: Conversation): boolean {
  const { times, timesPerPeer, peer } = compiled.rule;
  if (conversation.slow.has(compiled)) return false;
  if (times !== undefined && compiled.fired >= times) return false;
  if (timesPerPeer !== undefined && (conversation.fired.get(compiled) ?? 0) >= timesPerPeer) return false;
  return peer === undefined || conversation.peer.remote.includes(peer);
}

function answerCommands({ rule, name }: CompiledRule, peer: HandlerPeer, bytes: Uint8Array | null): HandlerCommand[] {
  const detail = { rule: name, bytes: bytes === null ? null : bytes.length };
  const commands: HandlerCommand[] = [{ type: "note", kind: "rule", peer, detail }];
  if (bytes !== null) commands.push({ type: "send", peer, bytes });
  if (rule.close !== undefined) commands.push({ type: "close", peer, how: rule.close });
  return commands;
}

function quietToken(peer: HandlerPeer): string {
  return `quiet ${peer.session}/${peer.id}`;
}
