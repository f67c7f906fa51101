import type { CaptureEvent } from "../../capture/index.ts";

/** Turns events into output. */
export interface EventFormatter {
  /** What to print for an event; empty for nothing. Bytes are only valid during the call. */
  format(event: CaptureEvent): string | Uint8Array;
}
