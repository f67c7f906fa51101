import type { NcSession } from "../session/nc-session.ts";
import { dialFailure } from "./dial-failure.ts";
import { openUdpChannel } from "./udp-channel.ts";

/** How long `-zu` waits for a refusal when `-i` does not say. */
const WAIT_MS = 2_000;

/**
 * `-z` on UDP: sends one zero byte. An answer or silence is success, a refusal is not: silence may also mean that a
 * firewall took it, and nobody can know.
 * @throws NcExit 1
 */
export async function probeUdp(session: NcSession): Promise<void> {
  const { io, options, log, activity } = session;
  const channel = await openUdpChannel(session);
  try {
    await channel.write(new Uint8Array(1));
    activity.sent(1);
    const answer = channel.read().then((bytes) => activity.received(bytes?.length ?? 0));
    await Promise.race([answer, io.clock.sleep(options.idleMs === 0 ? WAIT_MS : options.idleMs)]);
    log.tell("UDP packet sent successfully");
  } catch (error) {
    throw dialFailure(session, error);
  } finally {
    await channel.close();
  }
}
