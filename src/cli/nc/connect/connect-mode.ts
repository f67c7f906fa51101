import { type Channel, StreamChannel } from "../channel/channel.ts";
import { dial, tellConnected } from "./dial.ts";
import { dialFailure } from "./dial-failure.ts";
import { joinStdio, type JoinRules } from "../stdio/join-stdio.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";

/** ncat as a client. Resolves to the exit code. @throws NcExit, SocketError, OutputClosed */
export async function connectMode(session: NcSession): Promise<number> {
  const { options, log, io, activity } = session;
  const begin = io.clock.nowMs();
  if (options.probe) await probe(session);
  else {
    const channel = await openChannel(session);
    if (options.program !== null) {
      const { runProgram } = await import("../exec/run-program.ts");
      await runProgram(session, channel, options.program);
      return 0;
    }
    await joinStdio(session, channel, rulesOf(session)).catch((error: unknown) => {
      throw networkFailure(session, error);
    });
  }
  const seconds = ((io.clock.nowMs() - begin) / 1000).toFixed(2);
  log.tell(`${activity.bytesOut} bytes sent, ${activity.bytesIn} bytes received in ${seconds} seconds.`);
  return 0;
}

async function openChannel(session: NcSession): Promise<Channel> {
  const { network, proxy, tls } = session.options;
  if (network === "udp") return (await import("./udp-channel.ts")).openUdpChannel(session);
  if (network === "unixgram") return (await import("./unixgram-channel.ts")).openUnixgramChannel(session);
  if (proxy !== null || tls !== null) return (await import("./secure-dial.ts")).dialSecurely(session);
  const stream = await dial(session);
  tellConnected(session, stream.remote);
  return new StreamChannel(stream, true);
}

async function probe(session: NcSession): Promise<void> {
  if (session.options.network === "udp") return (await import("./udp-probe.ts")).probeUdp(session);
  await (await openChannel(session)).close();
}

function rulesOf({ options }: NcSession): JoinRules {
  // With nothing to come back, the end of the input is the end, unless somebody asked to wait.
  const quitsAtOnce = options.sendOnly || options.network === "udp" || options.network === "unixgram";
  const forever = options.quitMs === Number.POSITIVE_INFINITY;
  return {
    afterInputMs: forever ? null : (options.quitMs ?? (quitsAtOnce ? 0 : null)),
    staysAfterPeer: options.keepOpen && !options.recvOnly,
    idleExit: new NcExit(1, `Idle timeout expired (${options.idleMs} ms).`),
  };
}

function networkFailure(session: NcSession, error: unknown): unknown {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && code.startsWith("ERR_") && !(error instanceof NcExit)
    ? dialFailure(session, error)
    : error;
}
