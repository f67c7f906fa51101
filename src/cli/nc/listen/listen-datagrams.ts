import type { Channel } from "../channel/channel.ts";
import type { ConnectionLimit } from "../accept/connection-limit.ts";
import { type DatagramPeer, DatagramPeers } from "../datagrams/datagram-peers.ts";
import type { DatagramPort } from "../datagrams/datagram-port.ts";
import { DatagramStdio } from "../datagrams/datagram-stdio.ts";
import { FirstEnd } from "../session/first-end.ts";
import { watchListener } from "../session/idle-watch.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { PeerChannel } from "../datagrams/peer-channel.ts";
import { peerName } from "../report/peer-name.ts";

/** ncat as a server of datagrams. Resolves to the exit code. @throws NcExit, SocketError, OutputClosed */
export async function listenDatagrams(session: NcSession, limit: ConnectionLimit): Promise<number> {
  const { options } = session;
  const ports = await openPorts(session);
  const peers = new DatagramPeers(session, limit, (remote) => {
    session.log.tell(`Connection from ${peerName(remote)}.`);
  });
  const end = new FirstEnd<number>();
  void watchListener(session, () => peers.size > 0, end.fail);
  if (options.broker) {
    const { Hub } = await import("../broker/chat-hub.ts");
    const hub = new Hub(session, 3 + ports.length);
    serveChannels(session, ports, peers, end, async (channel) => {
      hub.readInput(end);
      await hub.serve(channel);
    });
  } else if (options.program !== null) {
    const { program } = options;
    const { runProgram } = await import("../exec/run-program.ts");
    serveChannels(session, ports, peers, end, async (channel) => {
      await runProgram(session, channel, program);
      if (!options.keepOpen) end.end(0);
    });
  } else {
    const stdio = new DatagramStdio(session, peers, end);
    for (const port of ports) stdio.receive(port).catch(end.fail);
  }
  try {
    return await end.promise;
  } finally {
    if (peers.ignored > 0) session.log.tell(`${peers.ignored} datagrams of others were ignored.`);
    await Promise.all(ports.map((port) => port.close()));
  }
}

async function openPorts(session: NcSession): Promise<readonly DatagramPort[]> {
  if (session.options.network === "udp") return (await import("../datagrams/udp-port.ts")).openUdpPorts(session);
  return [(await import("../datagrams/unixgram-port.ts")).openUnixgramPort(session)];
}

/** Makes a channel of each sender and serves it. */
function serveChannels(
  session: NcSession,
  ports: readonly DatagramPort[],
  peers: DatagramPeers,
  end: FirstEnd<number>,
  serve: (channel: Channel) => Promise<void>,
): void {
  const channels = new Map<DatagramPeer, PeerChannel>();
  const begin = (peer: DatagramPeer): PeerChannel => {
    const channel = new PeerChannel(peer);
    channels.set(peer, channel);
    const finish = (): void => {
      channels.delete(peer);
      if (session.options.keepOpen) peers.forget(peer);
      if (channel.dropped > 0) session.log.say(`${peerName(peer.remote)}: ${channel.dropped} datagrams were dropped.`);
    };
    serve(channel).then(finish, (error: unknown) => {
      finish();
      if (session.options.keepOpen && error instanceof NcExit) session.log.say(error.line ?? "");
      else end.fail(error);
    });
    return channel;
  };
  const run = async (port: DatagramPort): Promise<void> => {
    for (;;) {
      const batch = await port.receive();
      const now = session.io.clock.nowMs();
      for (const { bytes, from } of batch) {
        const peer = peers.of(port, from, now);
        if (peer !== null) (channels.get(peer) ?? begin(peer)).take(bytes);
      }
    }
  };
  for (const port of ports) run(port).catch(end.fail);
}
