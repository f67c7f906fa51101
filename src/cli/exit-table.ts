/** Every exit code of `jack`; scripts rely on these. */
export const EXIT = {
  ok: 0,
  /** The command line is wrong. */
  usage: 1,
  /** Could not connect or bind. */
  open: 2,
  /** Failed while running. */
  failed: 3,
  /** An expectation did not hold. */
  expectation: 4,
  timedOut: 124,
  /** SIGHUP: 128 + 1. */
  hungUp: 129,
  /** SIGINT: 128 + 2. */
  interrupted: 130,
  /** SIGTERM: 128 + 15. */
  terminated: 143,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
