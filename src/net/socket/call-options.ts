/** Options of every socket call that can wait. */
export interface CallOptions {
  /** Ends the wait; the promise rejects with `signal.reason` and the socket stays usable. */
  readonly signal?: AbortSignal;
}
