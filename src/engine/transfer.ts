import type { TransferState } from "../api/index.ts";

/** A file being sent or received. */
export interface Transfer {
  readonly id: string;
  state(): TransferState;
  /** Ends it early: a file being received is kept with what came so far. Idempotent. */
  cancel(): void;
  /** Resolves when it is done, failed or cancelled; never rejects. */
  readonly ended: Promise<void>;
}
