import type { FramingSpec } from "../framing-spec.ts";
import type { FramedChunk, Framer, FramingViolation } from "./framer.ts";

/** Every chunk is a message: one read of a stream, or one datagram. */
export class ReadFramer implements Framer {
  readonly spec: FramingSpec = { type: "read" };
  readonly open = 0;
  readonly stopped = false;

  push(chunk: Uint8Array): FramedChunk {
    return { continues: false, ends: [chunk.length], violation: null };
  }

  end(): FramingViolation | null {
    return null;
  }
}
