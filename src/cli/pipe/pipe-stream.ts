import { canSplice, spliceFrom, spliceTo, type Stream } from "../../net/index.ts";
import type { ByteSink, ByteSource, Clock } from "../context.ts";
import type { Activity } from "./activity.ts";
import { PipeSplice } from "./pipe-splice.ts";

/** How a pipe ends. */
export interface PipeOptions {
  /** Do not read the input. */
  readonly recvOnly: boolean;
  /** End with the input; what is received is thrown away. */
  readonly sendOnly: boolean;
  /** Do not send FIN at the end of the input. */
  readonly noShutdown: boolean;
  /** How long to wait for the peer's FIN after the end of the input; null waits for ever. */
  readonly waitMs: number | null;
}

/** What a pipe joins. */
export interface PipeEnds {
  readonly stream: Stream;
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly clock: Clock;
  /** Told of every chunk, for `--idle` and for counters. */
  readonly activity: Activity;
}

/** One read of the connection asks for this much. */
const READ_BYTES = 262_144;
/** The same where most bytes are moved inside the kernel, and reading is how one waits for them. */
const WAITING_BYTES = 16_384;
/** One move inside the kernel; as much as a large pipe holds. */
const SPLICE_BYTES = 1_048_576;
/** After the peer's FIN the input may be silent this long before the pipe ends: nobody may be there to end it. */
const SILENT_INPUT_MS = 500;

/**
 * Joins a connection with standard input and output, both directions at once, bytes unchanged: a slow reader on either
 * side holds back the writer on the other. At the end of the input the peer gets FIN, and reading goes on until its own.
 * After the peer's FIN the input is still sent as long as it flows.
 * @throws SocketError `ERR_RESET`, `ERR_BROKEN_PIPE`; OutputClosed when nobody reads the output any more
 */
export async function pipeStream(ends: PipeEnds, options: PipeOptions): Promise<void> {
  const { stream, stdin, clock, activity } = ends;
  const ended = new AbortController();
  const input = { ended: options.recvOnly };
  const up = async (): Promise<void> => {
    if (options.recvOnly) return;
    await pumpUp(ends);
    input.ended = true;
    if (ended.signal.aborted) return;
    if (options.sendOnly) return stream.close();
    if (!options.noShutdown) await stream.shutdown();
    if (options.waitMs !== null) {
      await clock.sleep(options.waitMs, ended.signal);
      if (!ended.signal.aborted) await stream.close();
    }
  };
  const down = async (): Promise<void> => {
    try {
      await pumpDown(ends, options.sendOnly);
    } catch (error) {
      // The input has ended and so the connection was closed here, on purpose.
      if (input.ended && isClosedHere(error)) return;
      throw error;
    } finally {
      if (input.ended) ended.abort();
    }
    while (!input.ended) {
      const before = activity.bytesOut;
      await clock.sleep(SILENT_INPUT_MS, ended.signal);
      if (activity.bytesOut === before) break;
    }
    ended.abort();
    stdin.close();
  };
  try {
    await Promise.all([up(), down()]);
  } finally {
    ended.abort();
    stdin.close();
  }
}

async function pumpUp({ stream, stdin, activity }: PipeEnds): Promise<void> {
  const splice = canSplice(stream) ? PipeSplice.of(stdin.pipe, (pipe) => spliceFrom(stream, pipe, SPLICE_BYTES)) : null;
  for (let bytes = await stdin.read(); bytes !== null; bytes = await stdin.read()) {
    await stream.write(bytes);
    activity.sent(bytes.length);
    if (splice !== null && (await splice.run((moved) => activity.sent(moved)))) return;
  }
}

async function pumpDown({ stream, stdout, activity }: PipeEnds, discard: boolean): Promise<void> {
  const pipe = discard || !canSplice(stream) ? null : stdout.pipe;
  const splice = PipeSplice.of(pipe, (fd) => spliceTo(stream, fd, SPLICE_BYTES));
  const buffer = Buffer.allocUnsafeSlow(splice === null ? READ_BYTES : WAITING_BYTES);
  for (let length = await stream.readInto(buffer); length > 0; length = await stream.readInto(buffer)) {
    if (!discard) await stdout.write(buffer.subarray(0, length));
    activity.received(length);
    if (splice !== null && (await splice.run((moved) => activity.received(moved)))) return;
  }
}

function isClosedHere(error: unknown): boolean {
  return (error as { code?: unknown }).code === "ERR_CLOSED";
}
