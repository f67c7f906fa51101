import type { CaptureEvent } from "../../capture/index.ts";

/** Turns events into output. */
export interface EventFormatter {
  /** What to print for an event; empty for nothing. Bytes are only valid during the call. */
  format(event: CaptureEvent): string | Uint8Array;

  /**
   * Time has passed: what to print of messages that end with silence, and whether any still wait for theirs. Only needed
   * where the framing is `idle`.
   */
  tick?(timeUs: number): { readonly output: string; readonly waiting: boolean };
}
