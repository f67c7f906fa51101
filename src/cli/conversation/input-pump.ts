import type { Session } from "../../engine/index.ts";
import type { ByteSource, Clock } from "../context.ts";
import { decodeUtf8, encodeLine, type MessageFormat } from "./message-encoder.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Conversation, Role } from "./conversation.ts";

/** The largest datagram that UDP over IPv4 carries. */
const MAX_DATAGRAM_BYTES = 65_507;
/** After the peer's FIN the input may be silent this long before the connection is closed. */
const SILENT_INPUT_MS = 500;
/** After the end of the input answers to datagrams may be this far apart. */
const DATAGRAM_QUIET_MS = 1000;

/** What the pump needs. */
export interface InputPumpOptions {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly stdin: ByteSource;
  readonly clock: Clock;
  readonly role: Role;
  /** It ends with the connection, and the connection with the input. */
  readonly once: boolean;
  /** A UDP peer was named: the conversation ends some time after the input. */
  readonly hasPeer: boolean;
  readonly format: MessageFormat;
  readonly sendOnly: boolean;
  readonly noShutdown: boolean;
  readonly noWait: boolean;
  readonly waitMs: number | null;
}

/** Sends standard input, as bytes or line by line, and ends what ends with it. */
export async function pumpInput(options: InputPumpOptions): Promise<void> {
  const { conversation, stdin, role, once } = options;
  await conversation.somebody();
  if (conversation.isOver) return;
  const state = { ended: false, moves: 0 };
  if (once) void closeWhenSilent(options, state);
  const send = async (bytes: Uint8Array): Promise<void> => {
    state.moves += 1;
    await sendOne(options, bytes);
  };
  if (options.format.in === "raw") await pumpBytes(options, send);
  else await pumpLines(options, send);
  state.ended = true;
  if (conversation.isOver) return;
  stdin.close();
  if (role === "udp") await endDatagrams(options);
  else if (once) await endStream(options);
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

type Send = (bytes: Uint8Array) => Promise<void>;

async function pumpLines(options: InputPumpOptions, send: Send): Promise<void> {
  const { stdin, conversation, format, session } = options;
  const splitter = new LineSplitter({ keepCr: format.in === "lines" });
  const one = async (line: Uint8Array): Promise<void> => {
    if (format.in !== "file") return send(encodeLine(line, format));
    const { id } = await session.sendFile(decodeUtf8(line), conversation.target);
    const { problem } = await session.transferEnd(id);
    if (problem !== null) throw new Error(problem.message);
  };
  for (let bytes = await stdin.read(); bytes !== null && !conversation.isOver; bytes = await stdin.read()) {
    for (const line of splitter.push(bytes)) await one(line);
  }
  const last = splitter.end();
  if (last !== null && !conversation.isOver) await one(last);
}

async function sendOne({ session, conversation, role, once }: InputPumpOptions, bytes: Uint8Array): Promise<void> {
  await conversation.somebody();
  if (conversation.isOver) return;
  const { failed } = await session.send(bytes, conversation.target);
  const [first] = failed;
  if (first === undefined || (role === "server" && !once)) return;
  // What the session knows of the connection's end comes as an event and says more.
  if (role !== "udp") await Promise.race([conversation.ended, conversation.change()]);
  if (!conversation.isOver) throw first.error;
}

/** After the peer's FIN the input is still sent while it flows; when it is silent, nobody may be there to end it. */
async function closeWhenSilent(
  { conversation, session, clock }: InputPumpOptions,
  state: { readonly ended: boolean; readonly moves: number },
): Promise<void> {
  while (conversation.finished.size === 0 && !conversation.isOver) await conversation.change();
  while (!state.ended && !conversation.isOver) {
    const before = state.moves;
    await clock.sleep(SILENT_INPUT_MS);
    if (state.moves === before) break;
  }
  for (const peer of conversation.peers) await session.disconnect(peer).catch(() => undefined);
}

async function endStream(options: InputPumpOptions): Promise<void> {
  const { session, conversation, clock, sendOnly, noShutdown, noWait, waitMs } = options;
  if (sendOnly || noWait) {
    await session.close();
    return conversation.finish();
  }
  if (!noShutdown) {
    for (const peer of conversation.peers) await session.shutdown(peer).catch(() => undefined);
  }
  if (waitMs === null) return;
  await Promise.race([clock.sleep(waitMs), conversation.ended.catch(() => undefined)]);
  conversation.finish();
}

async function endDatagrams(options: InputPumpOptions): Promise<void> {
  const { conversation, session, clock, hasPeer, sendOnly, noWait, waitMs } = options;
  if (sendOnly || noWait) {
    await session.close();
    return conversation.finish();
  }
  if (!hasPeer && waitMs === null) return;
  const quietMs = waitMs ?? DATAGRAM_QUIET_MS;
  for (let before = -1; !conversation.isOver; ) {
    const { readsIn } = session.state().counters;
    if (readsIn === before) break;
    before = readsIn;
    await Promise.race([clock.sleep(quietMs), conversation.ended.catch(() => undefined)]);
  }
  conversation.finish();
}
