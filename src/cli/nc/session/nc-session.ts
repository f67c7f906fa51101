import type { CliContext } from "../../context.ts";
import type { Activity } from "../../pipe/activity.ts";
import type { NcLog } from "../report/nc-log.ts";
import type { NcOptions } from "../options/nc-options.ts";
import type { Resolve } from "../address/resolve.ts";
import type { SessionDump } from "../dump/session-dump.ts";

/** What a netcat has of the world. */
export type NcIo = Pick<
  CliContext,
  "stdin" | "stdout" | "stderr" | "env" | "clock" | "signal" | "locale" | "version" | "program"
>;

/** One run of ncat: its options and what it has opened. */
export interface NcSession {
  readonly io: NcIo;
  readonly options: NcOptions;
  readonly log: NcLog;
  readonly resolve: Resolve;
  /** Null without `-o` and `-x`. */
  readonly dump: SessionDump | null;
  /** Grows with everything that is read or sent, for `-i`. */
  readonly activity: Activity;
  /** Run when the program ends, in whatever way: children, socket files. */
  readonly atExit: Set<() => void>;
}
