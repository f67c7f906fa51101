/** The one source of time of an engine: its events can be put in order across sessions. */
export interface Clock {
  /** Microseconds since the Unix epoch, never going back; the fraction carries what a double can (about ±125 ns). */
  nowUs(): number;
  /** Milliseconds of the same clock. */
  nowMs(): number;
}

// A machine that slept has a monotonic clock that stood still, so the process's own origin is then out of date.
const MAX_ORIGIN_ERROR_MS = 20;

/** Makes a clock: the wall clock is read once, then the monotonic clock counts on, so steps of the wall clock do not show. */
export function createClock(): Clock {
  const drift = Date.now() - (performance.timeOrigin + performance.now());
  const originMs = Math.abs(drift) > MAX_ORIGIN_ERROR_MS ? performance.timeOrigin + drift : performance.timeOrigin;
  return {
    nowUs: () => (originMs + performance.now()) * 1000,
    nowMs: () => originMs + performance.now(),
  };
}
