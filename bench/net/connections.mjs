// Connections that come and go: connect, echo of 64 B, reset, one after another, beside C, Node and Python, with the server's CPU
// time each; and the JS heap of 10,000 that are idle. ROUNDS, MS, IDLE.
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
const IDLE = process.env.IDLE ?? "10000";
const connect = compileOrEnd("connect");
const echo = compileOrEnd("echo");
const ours = (kind) => (port) => [process.execPath, join(PEERS, "echo.mjs"), port, kind];
const python = (kind) => (port) => [PYTHON, join(PEERS, "echo.py"), port, kind];
const CONTENDERS = {
  "node net": ours("node"),
  "C epoll": (port) => [echo, port],
  "serve() callbacks": ours("serve"),
  "await recv": ours("recv"),
  "Stream (listen)": ours("stream"),
  ...(HAS_UVLOOP ? { "uvloop Protocol": python("uvloop-protocol") } : {}),
  "asyncio Protocol": python("asyncio-protocol"),
};

async function run(command) {
  const port = nextPort();
  const server = await startServer(command(port));
  try {
    if ((await client([connect, port, 400])) === null) return null;
    const before = cpuSeconds(server.pid);
    const result = await client([connect, port, MS]);
    if (result === null) return null;
    const [count, seconds] = result;
    return { rate: count / seconds, cpuUs: ((cpuSeconds(server.pid) - before) * 1e6) / count };
  } finally {
    await server.stop();
  }
}

table("connect, 64 B, reset", await inTurns(CONTENDERS, ROUNDS, run), [
  ["1/s", "rate", 0, "node net"],
  ["CPU us each", "cpuUs", 1, "node net"],
]);

const KINDS = { "Socket, recv waits": "recv", "serve()": "serve", "Stream, read waits": "stream", "node net": "node" };
const idle = await inTurns(KINDS, 1, async (kind) => {
  const result = await client([process.execPath, "--expose-gc", join(PEERS, "idle.mjs"), kind, IDLE]);
  return result === null ? null : { heap: result[0], memory: result[1] };
});
table(`${IDLE} idle connections`, idle, [
  ["JS heap B", "heap", 0],
  ["resident B", "memory", 0],
]);
