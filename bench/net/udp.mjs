// Datagrams over loopback, in turns: how many are sent in a second (64 B, and 1200 B for segmented sends), beside a plain C
// loop; and the CPU time of receiving one, at a rate that brings none of the receivers down. ROUNDS, MS, RATE.
import { once } from "node:events";
import { join } from "node:path";
import * as net from "../../dist/net/index.js";
import { client, compileOrEnd, inTurns, PEERS, startServer, table } from "../support/peers.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MS = Number(process.env.MS ?? 500);
const RATE = Number(process.env.RATE ?? 150_000);
const COUNT = 260_000;
const udp = compileOrEnd("udp");
const peer = join(PEERS, "udp.mjs");
const ours = (kind) => (port, bytes) => [process.execPath, peer, kind, port, MS, bytes];

/** A socket that nobody reads: the kernel's path is the same for all senders. It takes segmented sends whole. */
function sink() {
  const socket = net.socket(net.AF_INET, net.SOCK_DGRAM);
  socket.bind(["127.0.0.1", 0]);
  socket.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 4096);
  socket.setsockopt(net.IPPROTO_UDP, net.UDP_GRO, 1);
  return { port: socket.getsockname()[1], close: () => socket.close() };
}

async function send(command, bytes) {
  const { port, close } = sink();
  const result = await client(command(port, bytes));
  close();
  if (result === null) return null;
  const [count, seconds, cpu] = result;
  return { rate: count / seconds / 1000, cpuUs: (cpu / count) * 1e6 };
}

const SENDERS = {
  "C send loop": (port, bytes) => [udp, "flood", port, MS, bytes],
  "Socket.send, connected": ours("socket"),
  "Socket.send, blocking form": ours("blocking"),
  "Datagrams.send": ours("datagrams"),
  "sendMany (GSO)": ours("many"),
  "node dgram, connected": ours("dgram-connected"),
  "node dgram": ours("dgram"),
};
for (const bytes of [64, 1200]) {
  const results = await inTurns(SENDERS, ROUNDS, (command) => send(command, bytes));
  table(`sender of ${bytes} B`, results, [
    ["1000/s", "rate", 0, "C send loop"],
    ["CPU us each", "cpuUs", 2, "C send loop"],
  ]);
}

const RECEIVERS = {
  "node dgram 'message'": { command: [process.execPath, peer, "dgram"] },
  "receive (ours)": { command: [process.execPath, peer, "receive"] },
  "for await (ours)": { command: [process.execPath, peer, "iterate"] },
  "ours over Node's dgram": { command: [process.execPath, peer, "receive"], env: { JACKFIELD_NET: "node" } },
  "C recv loop": { command: [udp, "receive"] },
};

async function receive({ command, env }) {
  const server = await startServer(command, { env });
  const printed = once(server.stdout, "data").then(([data]) => String(data).trim().split(" ").map(Number));
  await client([udp, "paced", server.line, COUNT, RATE]);
  const [got, drops, cpu] = await Promise.race([printed, once(server.child, "exit").then(() => [0, 0, 0])]);
  await server.stop();
  return got > 0 ? { got, drops, cpuUs: (cpu / got) * 1e6 } : null;
}

table(`receiver at ${RATE}/s`, await inTurns(RECEIVERS, ROUNDS, receive), [
  ["CPU us each", "cpuUs", 2, "node dgram 'message'"],
  ["received", "got", 0],
  ["dropped", "drops", 0],
]);
