// Echo over TCP, our sockets beside C, Python and Node, in turns: throughput, and the server's CPU time per message, which
// is the steadier number on a shared machine. The server has one processor, the load generator (C) another. ROUNDS, MS,
// SHAPE=50x64 for one shape, ONLY=recv,serve for some contenders beside C.
import { join } from "node:path";
import {
  client,
  compileOrEnd,
  HAS_UVLOOP,
  inTurns,
  nextPort,
  PEERS,
  PYTHON,
  startServer,
  table,
} from "../support/peers.mjs";
import { cpuSeconds } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MS = Number(process.env.MS ?? 700);
const WARM_UP_MS = 600;
const load = compileOrEnd("load");
const echo = compileOrEnd("echo");
const ours = (kind) => (port) => [process.execPath, join(PEERS, "echo.mjs"), port, kind];
const py = (kind) => (port) => [PYTHON, join(PEERS, "echo.py"), port, kind];
const CONTENDERS = {
  "C epoll": (port) => [echo, port],
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
const SHAPES = [
  { connections: 50, bytes: 64, not: ONE_AT_A_TIME },
  { connections: 50, bytes: 16_384, not: [...ONE_AT_A_TIME, "Python threads", "recvInto, busy-poll 50 us"] },
  { connections: 1, bytes: 64, not: [] },
  { connections: 1000, bytes: 64, not: [...ONE_AT_A_TIME, "Python threads", "recvInto, busy-poll 50 us"] },
].filter(({ connections, bytes }) => (process.env.SHAPE ?? `${connections}x${bytes}`) === `${connections}x${bytes}`);
const only = process.env.ONLY?.split(",");

async function run(command, { connections, bytes }) {
  const port = nextPort();
  const server = await startServer(command(port));
  try {
    // The first messages warm the compiler up.
    if ((await client([load, port, connections, bytes, WARM_UP_MS])) === null) return null;
    const before = cpuSeconds(server.pid);
    const result = await client([load, port, connections, bytes, MS]);
    if (result === null) return null;
    const [rate, median] = result;
    return { rate: rate / 1000, median, cpuUs: ((cpuSeconds(server.pid) - before) * 1e6) / (rate * (MS / 1000)) };
  } finally {
    await server.stop();
  }
}

for (const shape of SHAPES) {
  const chosen = Object.fromEntries(
    Object.entries(CONTENDERS).filter(
      ([name]) =>
        !shape.not.includes(name) &&
        (only === undefined || name === "C epoll" || only.some((part) => name.includes(part))),
    ),
  );
  table(`${shape.connections} x ${shape.bytes} B`, await inTurns(chosen, ROUNDS, (command) => run(command, shape)), [
    ["1000 msg/s", "rate", 1, "C epoll"],
    ["CPU us/msg", "cpuUs", 2, "C epoll"],
    ["median us", "median", 0],
  ]);
}
