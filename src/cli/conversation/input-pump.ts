import type { Session } from "../../engine/index.ts";
import { CliError } from "../cli-error.ts";
import type { ByteSource, Clock } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import type { Messages } from "../messages/messages.ts";
import type { Conversation, Role } from "./conversation.ts";
import { LineSplitter } from "./line-splitter.ts";
import { decodeUtf8, encodeLine, type MessageFormat } from "./message-encoder.ts";
import type { Notices } from "./notices.ts";
import { MAX_DATAGRAM_BYTES, type Outgoing } from "./outgoing.ts";
import type { FlowPlan } from "./plan.ts";
import { repeatSends } from "./repeated-sends.ts";

/** After the peer's FIN the input may be silent this long before the connection is closed. */
const SILENT_INPUT_MS = 500;
/** After the end of the input answers to datagrams may be this far apart. */
const DATAGRAM_QUIET_MS = 1000;

/** Input that is sent again and again is held in memory: at most so much. */
const MAX_REPEATED_BYTES = 64 * 1024 * 1024;

/** What the pump needs. */
export interface InputPumpOptions {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly outgoing: Outgoing;
  readonly notices: Notices;
  readonly stdin: ByteSource;
  readonly clock: Clock;
  readonly messages: Messages;
  /** Aborted when the conversation is over. */
  readonly signal: AbortSignal;
  readonly role: Role;
  /** It ends with the connection, and the connection with the input. */
  readonly once: boolean;
  /** A UDP peer was named: the conversation ends some time after the input. */
  readonly hasPeer: boolean;
  readonly format: MessageFormat;
  /** What is sent before the input. */
  readonly sends: readonly Uint8Array[];
  /** What is sent again and again instead of the input, when there is something. */
  readonly repeats: readonly Uint8Array[];
  readonly flow: FlowPlan;
  readonly sendOnly: boolean;
  /** A handler answers, and closes when the peer has ended. */
  readonly answers: boolean;
  /** Something is waited for: who has nothing to send keeps the connection whole, for many servers hang up at FIN. */
  readonly expects: boolean;
  readonly noShutdown: boolean;
  readonly noWait: boolean;
  readonly waitMs: number | null;
}

interface PumpState {
  ended: boolean;
  moves: number;
}

type Send = (bytes: Uint8Array) => Promise<void>;

/** Sends what `--send` gives and standard input, as bytes or line by line, and ends what ends with it. */
export async function pumpInput(options: InputPumpOptions): Promise<void> {
  const { conversation, stdin, role, once, sends, flow, outgoing } = options;
  await conversation.somebody();
  if (conversation.isOver) return;
  const state: PumpState = { ended: false, moves: 0 };
  if (once && !options.answers) void closeWhenSilent(options, state);
  const send = async (bytes: Uint8Array): Promise<void> => {
    state.moves += 1;
    await outgoing.send(bytes);
  };
  if (flow.everyMs !== null) await pumpAgain(options, flow.everyMs, send);
  else {
    for (const bytes of sends) await send(bytes);
    if (options.format.in === "raw") await pumpBytes(options, send);
    else await pumpLines(options, send);
  }
  state.ended = true;
  if (conversation.isOver) return;
  stdin.close();
  if (role === "udp") await endDatagrams(options);
  else if (once) await endStream(options, state);
}

/** `--every`: what `--send` gives, or else the whole input, again and again. */
async function pumpAgain(options: InputPumpOptions, everyMs: number, send: Send): Promise<void> {
  const { repeats, clock, signal, flow, notices, messages: words } = options;
  const messages = repeats.length > 0 ? repeats : await wholeInput(options);
  if (messages.length === 0) return;
  const { sent, missed } = await repeatSends({ messages, everyMs, count: flow.count, clock, signal, send });
  if (missed > 0) notices.tell("missed", { sent, missed }, words.flow.missedSends(missed));
}

async function wholeInput(options: InputPumpOptions): Promise<readonly Uint8Array[]> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const keep = async (bytes: Uint8Array): Promise<void> => {
    parts.push(new Uint8Array(bytes));
    length += bytes.length;
    if (length <= MAX_REPEATED_BYTES) return;
    throw new CliError(EXIT.failed, (m) => m.flow.inputTooLong(MAX_REPEATED_BYTES), { code: "ERR_LIMIT" });
  };
  if (options.format.in !== "raw") await pumpLines(options, keep);
  else {
    await pumpBytes(options, keep);
    if (options.role !== "udp") return length === 0 ? [] : [Buffer.concat(parts)];
  }
  return parts;
}

async function pumpBytes({ stdin, conversation, role }: InputPumpOptions, send: Send): Promise<void> {
  for (let bytes = await stdin.read(); bytes !== null && !conversation.isOver; bytes = await stdin.read()) {
    if (role !== "udp") await send(bytes);
    else {
      for (let at = 0; at < bytes.length; at += MAX_DATAGRAM_BYTES)
        await send(bytes.subarray(at, at + MAX_DATAGRAM_BYTES));
    }
  }
}

async function pumpLines(options: InputPumpOptions, send: Send): Promise<void> {
  const { stdin, conversation, format, session, flow, clock, signal } = options;
  const splitter = new LineSplitter({ keepCr: format.in === "lines" });
  let lines = 0;
  const one = async (line: Uint8Array): Promise<void> => {
    if (conversation.isOver) return;
    lines += 1;
    if (flow.delayMs !== null && lines > 1) await clock.sleep(flow.delayMs, signal);
    if (conversation.isOver) return;
    if (format.in !== "file") return send(encodeLine(line, format));
    const rate = flow.bytesPerSecond === null ? {} : { bytesPerSecond: flow.bytesPerSecond };
    const { id } = await session.sendFile(decodeUtf8(line), conversation.target, rate);
    const { problem } = await session.transferEnd(id);
    if (problem !== null) throw new Error(problem.message);
  };
  for (let bytes = await stdin.read(); bytes !== null && !conversation.isOver; bytes = await stdin.read()) {
    for (const line of splitter.push(bytes)) await one(line);
  }
  const last = splitter.end();
  if (last !== null && !conversation.isOver) await one(last);
}

/** After the peer's FIN the input is still sent while it flows; when it is silent, nobody may be there to end it. */
async function closeWhenSilent(
  { conversation, session, clock, flow }: InputPumpOptions,
  state: Readonly<PumpState>,
): Promise<void> {
  while (conversation.finished.size === 0 && !conversation.isOver) await conversation.change();
  const silentMs = Math.max(SILENT_INPUT_MS, 2 * (flow.delayMs ?? flow.everyMs ?? 0));
  while (!state.ended && !conversation.isOver) {
    const before = state.moves;
    await clock.sleep(silentMs);
    if (state.moves === before) break;
  }
  for (const peer of conversation.peers) await session.disconnect(peer).catch(() => undefined);
}

async function endStream(options: InputPumpOptions, state: Readonly<PumpState>): Promise<void> {
  const { session, conversation, clock, sendOnly, answers, expects, noShutdown, noWait, waitMs } = options;
  if (sendOnly || noWait) {
    await session.close();
    return conversation.finish();
  }
  const onlyListens = expects && state.moves === 0;
  if (!noShutdown && !answers && !onlyListens) {
    for (const peer of conversation.peers) await session.shutdown(peer).catch(() => undefined);
  }
  if (waitMs === null) return;
  await Promise.race([clock.sleep(waitMs), conversation.ended.catch(() => undefined)]);
  conversation.finish();
}

async function endDatagrams(options: InputPumpOptions): Promise<void> {
  const { conversation, session, clock, hasPeer, answers, sendOnly, noWait, waitMs } = options;
  if (sendOnly || noWait) {
    await session.close();
    return conversation.finish();
  }
  if ((!hasPeer || answers) && waitMs === null) return;
  const quietMs = waitMs ?? DATAGRAM_QUIET_MS;
  for (let before = -1; !conversation.isOver; ) {
    const { readsIn } = session.state().counters;
    if (readsIn === before) break;
    before = readsIn;
    await Promise.race([clock.sleep(quietMs), conversation.ended.catch(() => undefined)]);
  }
  conversation.finish();
}
