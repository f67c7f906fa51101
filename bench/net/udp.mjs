// Datagrams over loopback, in turns, beside plain C loops of the same run: how many are sent in a second into a C program
// that reads them (64 B and 1200 B; segmented sends also into one that takes them whole, UDP_GRO), or, as the extra rows that
// weigh nothing but the call, into a socket that nobody reads; and the CPU time of receiving one, from a sender that is as
// fast as it can be, and at a steady rate at which nearly each is a wake-up of its own. ROUNDS, MS, RATE, ONLY=send,receive.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as net from "../../dist/net/index.js";
import { client, compileOrEnd, converse, inTurns, PEERS, startServer, table } from "../support/peers.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SEND_ROUNDS = ROUNDS * 5;
const MS = Number(process.env.MS ?? 60);
const RATE = Number(process.env.RATE ?? 150_000);
const ONLY = process.env.ONLY?.split(",");
const COUNT = 260_000;
const FLOOD_COUNT = 400_000;
/** The compiler has had its time by then. */
const WARM_UP_MS = 400;
const udp = compileOrEnd("udp");
const peer = join(PEERS, "udp.mjs");
const C = (kind) => [udp, kind];
const ours = (kind) => [process.execPath, peer, kind];
const wanted = (part) => ONLY === undefined || ONLY.includes(part);

/** A socket that nobody reads: the kernel drops nearly all at once, which costs it a third less than delivery. */
function unread() {
  const socket = net.socket(net.AF_INET, net.SOCK_DGRAM);
  socket.bind(["127.0.0.1", 0]);
  socket.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 4096);
  const port = socket.getsockname()[1];
  return { port, arrived: async () => Number.NaN, sleeps: () => Number.NaN, stop: async () => socket.close() };
}

/** A C program that reads what comes; tells how many datagrams have `arrived` until now, and how often it has slept. */
async function reader(kind, bytes) {
  const server = await startServer([udp, kind, bytes]);
  return {
    port: server.line,
    async arrived() {
      const told = once(server.stdout, "data");
      server.child.kill("SIGUSR1");
      return Number((await told)[0]);
    },
    sleeps: () =>
      Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, "latin1"))[1]),
    stop: () => server.stop(),
  };
}

/** What one sends in its turn. */
async function send(sender, sink) {
  const [arrived, sleeps] = [await sink.arrived(), sink.sleeps()];
  const answer = await sender.ask(MS);
  if (answer === null) return null;
  const [count, seconds, cpu] = answer;
  const percent = (part) => (100 * part) / count;
  return {
    rate: count / seconds / 1000,
    cpuUs: (cpu / count) * 1e6,
    woken: percent(sink.sleeps() - sleeps),
    lost: percent(count - (await sink.arrived()) + arrived),
  };
}

/** All stay, send to the same socket, and are asked in short turns: so they meet the same wake-ups and the same weather. */
async function compare(title, kind, contenders, bytes) {
  const sink = kind === "unread" ? unread() : await reader(kind, bytes);
  const senders = {};
  for (const [name, command] of Object.entries(contenders)) {
    senders[name] = await converse([...command, sink.port, bytes]);
    await senders[name].ask(WARM_UP_MS);
  }
  const results = await inTurns(senders, SEND_ROUNDS, (sender) => send(sender, sink));
  for (const sender of Object.values(senders)) sender.stop();
  await sink.stop();
  table(`${bytes} B ${title}`, results, [
    ["1000/s", "rate", 0, BASE],
    ["CPU us each", "cpuUs", 2, BASE],
    ...(kind === "unread"
      ? []
      : [
          ["% woken", "woken", 0],
          ["% lost", "lost", 1],
        ]),
  ]);
}

const BASE = "C send loop";
const SINGLE = {
  [BASE]: C("send"),
  "C sendto loop": C("sendto"),
  "C sendmmsg, 64 a call": C("sendmmsg"),
  "foreign call of send, bare": ours("bare"),
  "Socket.send, connected": ours("socket"),
  "Socket.send, blocking form": ours("blocking"),
  "Datagrams.send": ours("datagrams"),
  "Datagrams.send, connected": ours("connected"),
  "the same, last of 64 awaited": ours("last-awaited"),
  "Datagrams.offer, connected": ours("offer"),
  "sendMany, sizes in turns": ours("turns"),
  "sizes in turns, connected": ours("turns-connected"),
  "sendMany, growing sizes": ours("growing"),
  "growing sizes, connected": ours("growing-connected"),
  "sendmany, sizes in turns": ours("sendmany"),
  "node dgram, connected": ours("dgram-connected"),
  "node dgram": ours("dgram"),
};
const SEGMENTED = {
  [BASE]: C("send"),
  "C sendmsg, segmented": C("segments"),
  "sendMany (GSO)": ours("segments"),
};
const UNREAD = {
  [BASE]: C("send"),
  "C sendto loop": C("sendto"),
  "C sendmmsg, 64 a call": C("sendmmsg"),
  "foreign call of send, bare": ours("bare"),
  "Socket.send, connected": ours("socket"),
  "Socket.send, blocking form": ours("blocking"),
  "Datagrams.send, connected": ours("connected"),
  "growing sizes, connected": ours("growing-connected"),
  "node dgram, connected": ours("dgram-connected"),
};
for (const [title, kind, contenders, sizes] of [
  ["into a C reader", "sink", SINGLE, [64, 1200]],
  ["segmented, into a C reader", "sink", SEGMENTED, [64, 1200]],
  ["segmented, reader has GRO", "gro", SEGMENTED, [64, 1200]],
  ["into an unread socket", "unread", UNREAD, [64]],
]) {
  for (const bytes of wanted("send") ? sizes : []) await compare(title, kind, contenders, bytes);
}

const DGRAM = "node dgram 'message'";
const RECEIVERS = {
  [DGRAM]: { command: [process.execPath, peer, "dgram"] },
  "receive (ours)": { command: [process.execPath, peer, "receive"] },
  "for await (ours)": { command: [process.execPath, peer, "iterate"] },
  "ours over Node's dgram": { command: [process.execPath, peer, "receive"], env: { JACKFIELD_NET: "node" } },
  "C blocking recv loop": { command: [udp, "receive"] },
  "C epoll + recvmmsg": { command: [udp, "epoll"] },
};

async function receive({ command, env }, count, rate) {
  const server = await startServer(command, { env });
  const printed = once(server.stdout, "data").then(([data]) => String(data).trim().split(" ").map(Number));
  await client([udp, "paced", server.line, count, rate]);
  const [got, drops, cpu] = await Promise.race([printed, once(server.child, "exit").then(() => [0, 0, 0])]);
  await server.stop();
  return got > 0 ? { got, drops, cpuUs: (cpu / got) * 1e6 } : null;
}

for (const [title, count, rate] of [
  ["receiver of all that one sends", FLOOD_COUNT, 0],
  [`receiver at ${RATE}/s`, COUNT, RATE],
]) {
  if (!wanted("receive")) continue;
  table(title, await inTurns(RECEIVERS, ROUNDS, (receiver) => receive(receiver, count, rate)), [
    ["CPU us each", "cpuUs", 2, DGRAM],
    ["received", "got", 0],
    ["dropped", "drops", 0],
  ]);
}
