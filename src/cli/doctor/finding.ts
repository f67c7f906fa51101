import type { DoctorMessages } from "../messages/doctor-messages.ts";

/**
 * How a finding is to be taken: `ok` as it should be; `note` worth knowing; `problem` something does not work; `unknown`
 * cannot be told from here.
 */
export type FindingLevel = "ok" | "note" | "problem" | "unknown";

/** What was looked at. */
export const CHECKS = [
  "port",
  "addresses",
  "ipv6",
  "firewall",
  "listeners",
  "node",
  "sockets",
  "terminal",
  "files",
  "buffers",
  "losses",
  "ports",
] as const;
/** One of {@link CHECKS}. */
export type Check = (typeof CHECKS)[number];

/** What a finding says in one language. */
export interface FindingText {
  /** Sentences or rows, one a line. */
  readonly lines: readonly string[];
  /** What to do, one a line. */
  readonly remedies?: readonly string[];
}

/** One thing that was found out. */
export interface Finding {
  readonly check: Check;
  readonly level: FindingLevel;
  /** For programs: the same as the text, as plain values. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly text: (messages: DoctorMessages) => FindingText;
}
