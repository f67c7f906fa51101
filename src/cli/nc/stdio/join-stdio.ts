import { canSplice, spliceFrom, spliceTo } from "../../../net/index.ts";
import { PipeSplice } from "../../pipe/pipe-splice.ts";
import { type Channel, StreamChannel } from "../channel/channel.ts";
import { FirstEnd } from "../session/first-end.ts";
import { watchIdle } from "../session/idle-watch.ts";
import { fileInput, sendFileInput } from "./file-input.ts";
import { InputConverter } from "../convert/input-converter.ts";
import type { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { TelnetFilter } from "../convert/telnet.ts";

/** How a connection with standard input and output ends. */
export interface JoinRules {
  /** How long to go on after the end of the input; null: until the peer ends. */
  readonly afterInputMs: number | null;
  /** The peer's end is not the end: the input is still sent (`-k` of a client). */
  readonly staysAfterPeer: boolean;
  /** What an idle timeout ends the program with. */
  readonly idleExit: NcExit;
  /** End after so many reads from the peer. @default never */
  readonly maxReads?: number;
}

/** One move inside the kernel; as much as a large pipe holds. */
const SPLICE_BYTES = 1_048_576;
/** ncat reads its input in pieces of this size, and each becomes a datagram. */
const DATAGRAM_BYTES = 8_192;
/** A connection may take this long to send what it has taken, when the program ends. */
const CLOSE_MS = 2_000;

/** After the peer's end the input may be silent for so long before that is the end; what it gives until then is sent. */
const SILENT_INPUT_MS = 100;
/** A peer that has ended and does not take what is sent to it is not waited for longer than this. */
const STUCK_MS = 2_000;

/** How far the two directions of a joined connection are. */
interface Progress {
  inputEnded: boolean;
  peerEnded: boolean;
  /** A write waits for room. */
  writing: boolean;
}

/**
 * Joins a connection with standard input and output. At the end of the input the peer gets a FIN (not with
 * `--no-shutdown`) and is read on. The peer's end is the end, as soon as the input is silent. A slow reader on either side
 * holds the other back.
 * @throws SocketError, OutputClosed; NcExit for the idle timeout
 */
export async function joinStdio(session: NcSession, channel: Channel, rules: JoinRules): Promise<void> {
  const { io, options } = session;
  const first = new FirstEnd<void>();
  const stopped = new AbortController();
  const progress: Progress = { inputEnded: options.recvOnly, peerEnded: false, writing: false };
  const up = async (): Promise<void> => {
    if (options.recvOnly) return;
    await pumpUp(session, channel, progress);
    progress.inputEnded = true;
    if (first.settled) return;
    if (!options.noShutdown) await channel.shutdown();
    if (rules.afterInputMs !== null) {
      if (rules.afterInputMs > 0) await io.clock.sleep(rules.afterInputMs, stopped.signal);
      first.end();
    } else if (progress.peerEnded) first.end();
  };
  const down = async (): Promise<void> => {
    if (await pumpDown(session, channel, rules.maxReads ?? Number.POSITIVE_INFINITY)) return first.end();
    progress.peerEnded = true;
    if (options.sendOnly || (rules.staysAfterPeer && !progress.inputEnded)) return;
    await inputSilent(session, progress, stopped.signal);
    first.end();
  };
  try {
    void watchSilence(session, rules, first, stopped.signal);
    // After the peer's end nobody is there to take what is sent: that it is refused is the end, not a failure.
    up().catch((error: unknown) => (progress.peerEnded && isRefused(error) ? first.end() : first.fail(error)));
    down().catch(first.fail);
    await first.promise;
  } finally {
    stopped.abort();
    io.stdin.close();
    await Promise.race([channel.close().catch(() => undefined), io.clock.sleep(CLOSE_MS)]);
  }
}

async function watchSilence(
  { options, activity, io }: NcSession,
  rules: JoinRules,
  first: FirstEnd<void>,
  signal: AbortSignal,
): Promise<void> {
  const { idleMs } = options;
  if (idleMs === 0 || !(await watchIdle({ idleMs, activity, clock: io.clock, signal }))) return;
  first.fail(rules.idleExit);
}

/** Resolves when the input has ended, gives nothing now, or what it gave is not taken. */
async function inputSilent({ io, activity }: NcSession, progress: Progress, signal: AbortSignal): Promise<void> {
  for (let seen = -1, stuckMs = 0; !progress.inputEnded && !signal.aborted; ) {
    if (activity.bytesOut !== seen) stuckMs = 0;
    else if (!progress.writing || stuckMs >= STUCK_MS) return;
    seen = activity.bytesOut;
    await io.clock.sleep(SILENT_INPUT_MS, signal);
    stuckMs += SILENT_INPUT_MS;
  }
}

function isRefused(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ERR_RESET" || code === "ERR_BROKEN_PIPE";
}

async function pumpUp(session: NcSession, channel: Channel, progress: Progress): Promise<void> {
  const { io, options, activity, dump } = session;
  const plain = !options.crlf && options.delayMs === 0 && dump === null;
  const { stream } = channel;
  const splice =
    plain && stream !== null && canSplice(stream)
      ? PipeSplice.of(io.stdin.pipe, (pipe) => spliceFrom(stream, pipe, SPLICE_BYTES))
      : null;
  const file = plain && stream !== null ? fileInput(io.stdin) : null;
  if (file !== null && stream !== null && (await sendFileInput(file, stream, progress, activity))) return;
  const converter = new InputConverter(options, io.clock);
  for (let bytes = await io.stdin.read(); bytes !== null; bytes = await io.stdin.read()) {
    for await (const piece of converter.convert(bytes)) {
      for (const part of channel.kind === "datagram" ? cut(piece) : [piece]) {
        dump?.write(part);
        progress.writing = true;
        await channel.write(part);
        progress.writing = false;
        activity.sent(part.length);
      }
    }
    if (splice !== null && (await splice.run((moved) => activity.sent(moved)))) return;
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += DATAGRAM_BYTES) yield bytes.subarray(at, at + DATAGRAM_BYTES);
}

/** Resolves at the peer's end, to whether the limit of reads came before. */
async function pumpDown(session: NcSession, channel: Channel, maxReads: number): Promise<boolean> {
  const { io, options, activity, dump } = session;
  const telnet = options.telnet ? new TelnetFilter() : null;
  const { stream } = channel;
  const plain = telnet === null && dump === null && !options.sendOnly && maxReads === Number.POSITIVE_INFINITY;
  let reads = 0;
  const splice =
    plain && stream !== null && canSplice(stream)
      ? PipeSplice.of(io.stdout.pipe, (pipe) => spliceTo(stream, pipe, SPLICE_BYTES))
      : null;
  if (channel instanceof StreamChannel) channel.splices = splice !== null;
  for (let bytes = await channel.read(); bytes !== null; bytes = await channel.read()) {
    activity.received(bytes.length);
    reads += 1;
    if (options.sendOnly) continue;
    const { data, answers } = telnet?.receive(bytes) ?? { data: bytes, answers: null };
    if (answers !== null && answers.length > 0) await channel.write(answers);
    dump?.write(data);
    await io.stdout.write(data);
    if (reads >= maxReads) return true;
    if (splice !== null && (await splice.run((moved) => activity.received(moved)))) break;
  }
  return false;
}
