import { NativeStream } from "./native/native-stream.ts";
import type { Stream } from "./stream.ts";
import { trySys } from "./sys/load-sys.ts";

/** Whether bytes of this stream can be moved to and from pipes inside the kernel. */
export function canSplice(stream: Stream): boolean {
  return stream instanceof NativeStream;
}

/**
 * Moves bytes from a pipe to the stream inside the kernel, without waiting: one `splice(2)`.
 * @returns how many bytes were moved; 0 at the end of the pipe; -1 when either side would have to wait, when written
 *   bytes still wait, or when it cannot be done: then an ordinary read of the pipe and `write` does the next step
 * @throws SocketError as `Stream.write`
 */
export function spliceFrom(stream: Stream, pipe: number, maxBytes: number): number {
  return stream instanceof NativeStream ? stream.spliceFrom(pipe, maxBytes) : -1;
}

/**
 * Moves bytes from the stream to a pipe inside the kernel, without waiting: one `splice(2)`.
 * @returns how many bytes were moved; 0 at the peer's FIN; -1 when either side would have to wait, when bytes were read
 *   ahead, when the pipe has no reader, or when it cannot be done: then an ordinary `read` and write of the pipe does it
 * @throws SocketError as `Stream.read`
 */
export function spliceTo(stream: Stream, pipe: number, maxBytes: number): number {
  return stream instanceof NativeStream ? stream.spliceTo(pipe, maxBytes) : -1;
}

/** Makes a pipe hold at least so many bytes (F_SETPIPE_SZ, fcntl(2)); false where it is no pipe or not allowed. */
export function growPipe(fd: number, bytes: number): boolean {
  const found = trySys();
  return "sys" in found && found.sys.setPipeSize(fd, bytes) >= bytes;
}

/** The two ends of a pipe; whoever opened it closes them. */
export interface PipeEnds {
  readonly reading: number;
  readonly writing: number;
}

/**
 * Opens a pipe (pipe(2)) to a child process: both ends are closed in children unless they are given as standard streams,
 * the child's end waits as programs expect, the other one never does. Null where this cannot be done.
 */
export function openPipe(childEnd: keyof PipeEnds): PipeEnds | null {
  const found = trySys();
  const fds = new Int32Array(2);
  if (!("sys" in found) || found.sys.pipe(fds) < 0) return null;
  const ends = { reading: fds[0] ?? -1, writing: fds[1] ?? -1 };
  found.sys.setNonblocking(ends[childEnd], false);
  return ends;
}
