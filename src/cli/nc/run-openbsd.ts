import type { NcIo } from "./nc-session.ts";
import { runNcat } from "./run-nc.ts";

/** Runs a command line of OpenBSD's nc. */
export function runOpenbsd(io: NcIo, argv: readonly string[]): Promise<number> {
  return runNcat(io, argv);
}
