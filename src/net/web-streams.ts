import type { Stream } from "./stream.ts";

/** Both directions of a {@link Stream} as web streams. */
export interface WebStreams {
  /** A byte stream; cancelling it closes the stream. */
  readonly readable: ReadableStream<Uint8Array>;
  /** Closing it sends FIN; aborting it resets the connection. */
  readonly writable: WritableStream<Uint8Array>;
}

/**
 * A view of a stream for code that speaks web streams (`pipeTo`, `Response`, `TransformStream`). Nothing is read before
 * somebody pulls, and a write ends when the operating system has taken it, so that back-pressure passes through. The
 * stream still has to be closed.
 * @example
 * const { readable, writable } = toWebStreams(stream);
 * await readable.pipeThrough(new DecompressionStream("gzip")).pipeTo(sink);
 */
export function toWebStreams(stream: Stream): WebStreams {
  const readable = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await stream.read();
        if (chunk === null) controller.close();
        else controller.enqueue(chunk);
      },
      cancel: () => stream.close(),
    },
    { highWaterMark: 0 },
  );
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) => stream.write(chunk),
    close: () => stream.shutdown(),
    abort: () => stream.reset(),
  });
  return { readable, writable };
}
