// Echo over TCP, our sockets beside C, Python and Node, in turns: throughput, and the server's CPU time per message, which
// is the steadier number on a shared machine. All servers run at once and keep their connections; each turn asks one of
// them for a moment, so that a round is short and its ratios are of one machine. The servers share one processor, the load
// generators (C) another. ROUNDS, MS, SHAPE=50x64 for one shape, ONLY=recv,serve for some contenders beside C.
import { join } from "node:path";
import {
  compileOrEnd,
  converse,
  HAS_UVLOOP,
  inTurns,
  nextPort,
  PEERS,
  PYTHON,
  startServer,
  table,
  withoutPacing,
} from "../support/peers.mjs";
import { cpuSeconds } from "../support/process-cpu.mjs";

withoutPacing();
const ROUNDS = Number(process.env.ROUNDS ?? 40);
const MS = Number(process.env.MS ?? 50);
const WARM_UP_MS = 600;
const load = compileOrEnd("load");
const echo = compileOrEnd("echo");
const ours = (kind) => (port) => [process.execPath, join(PEERS, "echo.mjs"), port, kind];
const py = (kind) => (port) => [PYTHON, join(PEERS, "echo.py"), port, kind];
const bare = (kind) => (port) => [process.execPath, join(PEERS, "bare.mjs"), port, kind];
const CONTENDERS = {
  "C epoll": (port) => [echo, port],
  "C epoll, a buffer each": (port) => [echo, port, "each"],
  "C epoll, fresh memory": (port) => [echo, port, "fresh"],
  "Node, bare foreign calls": bare("calls"),
  "Node, bare calls and await": bare("await"),
  "serve() callbacks": ours("serve"),
  "await recv": ours("recv"),
  "await recvInto": ours("recvInto"),
  "Stream (listen)": ours("stream"),
  "recvInto, busy-poll 50 us": ours("busy"),
  "blocking form": ours("blocking"),
  "node net": ours("node"),
  ...(HAS_UVLOOP
    ? {
        "uvloop Protocol": py("uvloop-protocol"),
        "uvloop streams": py("uvloop-streams"),
        "uvloop sock_recv": py("uvloop-sock"),
      }
    : {}),
  "asyncio Protocol": py("asyncio-protocol"),
  "asyncio streams": py("asyncio-streams"),
  "Python threads": py("threads"),
};
const ONE_AT_A_TIME = ["blocking form"];
/** They tell what memory and Node itself cost among many; the bare loops have no sleep worth the name for one. */
const FLOORS = [
  "C epoll, a buffer each",
  "C epoll, fresh memory",
  "Node, bare foreign calls",
  "Node, bare calls and await",
];
const SHAPES = [
  { connections: 50, bytes: 64, not: ONE_AT_A_TIME },
  { connections: 50, bytes: 16_384, not: [...ONE_AT_A_TIME, "Python threads", "recvInto, busy-poll 50 us"] },
  { connections: 1, bytes: 64, not: FLOORS },
  { connections: 1000, bytes: 64, not: [...ONE_AT_A_TIME, "Python threads", "recvInto, busy-poll 50 us"] },
].filter(({ connections, bytes }) => (process.env.SHAPE ?? `${connections}x${bytes}`) === `${connections}x${bytes}`);
const only = process.env.ONLY?.split(",");

/** A server with its load generator, connected and warm: the first messages warm the compiler up. */
async function start(command, { connections, bytes }) {
  const port = nextPort();
  const server = await startServer(command(port));
  const client = await converse([load, port, connections, bytes]);
  await client.ask(WARM_UP_MS);
  return { server, client };
}

async function run({ server, client }) {
  const before = cpuSeconds(server.pid);
  const result = await client.ask(MS);
  if (result === null) return null;
  const [rate, median, messages, clientCpu] = result;
  const cpuUs = ((cpuSeconds(server.pid) - before) * 1e6) / messages;
  return { rate: rate / 1000, median, cpuUs, clientCpu: clientCpu * 100 };
}

for (const shape of SHAPES) {
  const chosen = Object.entries(CONTENDERS).filter(
    ([name]) =>
      !shape.not.includes(name) &&
      (only === undefined || name === "C epoll" || only.some((part) => name.includes(part))),
  );
  const started = {};
  try {
    for (const [name, command] of chosen) started[name] = await start(command, shape);
    table(`${shape.connections} x ${shape.bytes} B`, await inTurns(started, ROUNDS, run), [
      ["1000 msg/s", "rate", 1, "C epoll"],
      ["CPU us/msg", "cpuUs", 2, "C epoll"],
      ["median us", "median", 0],
      ["client CPU %", "clientCpu", 0],
    ]);
  } finally {
    for (const { server, client } of Object.values(started)) {
      client.stop();
      await server.stop();
    }
  }
}
