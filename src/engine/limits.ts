import type { SessionLimits } from "../api/index.ts";

/** The limits of a session whose spec names none. */
export const DEFAULT_LIMITS: Required<SessionLimits> = {
  maxPeers: 10_000,
  maxQueuedBytes: 4_194_304,
  maxRows: 50_000_000,
  maxCaptureBytes: 17_179_869_184,
  maxUdpPeers: 10_000,
  maxGonePeers: 1_000,
};

/** Fills in the limits that a spec leaves out. */
export function withDefaultLimits(limits: SessionLimits | undefined): Required<SessionLimits> {
  return { ...DEFAULT_LIMITS, ...limits };
}
