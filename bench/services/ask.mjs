// time over UDP and upper over TCP, 64 clients with one request each on its way, beside Python's asyncio and a bare server in
// C (the kernel's share) in turns: answers a second, the server's CPU per answer, p50 and p99. ROUNDS, MS, ONLY=upper.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { client, inTurns, OUT, startServer, table } from "../support/peers.mjs";
import { cpuSeconds } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const MS = Number(process.env.MS ?? 1500);
const WARM_UP_MS = 600;
const CLIENTS = 64;
const PEERS = join(ROOT, "bench", "services", "peers");

function compiled(name) {
  const program = join(OUT, name);
  const { status } = spawnSync("gcc", ["-O2", "-o", program, join(PEERS, `${name}.c`)], { stdio: "inherit" });
  if (status !== 0) throw new Error("needs gcc");
  return program;
}

const load = compiled("ask-load");
const bare = compiled("ask");
const ours = (what) => [process.execPath, join(PEERS, "serve.mjs"), what];
const asyncio = (what) => ["python3", join(PEERS, "asyncio_server.py"), what];
const CASES = [
  {
    name: "time",
    network: "udp",
    text: "%Y-%m-%d %X",
    servers: {
      "asyncio Protocol": asyncio("time"),
      "jackfield time": ours(JSON.stringify({ type: "time", answersPerSecond: 1_000_000 })),
      "C, recvfrom and sendto": [bare, "time"],
    },
  },
  {
    name: "upper",
    network: "tcp",
    text: "the quick brown fox jumps over the lazy dog, and so do 64 bytes.",
    servers: {
      "asyncio Protocol": asyncio("upper"),
      "asyncio streams": asyncio("upper-streams"),
      "jackfield upper": ours(JSON.stringify({ type: "upper", networks: ["tcp"] })),
      "jackfield serve(), no session": ours("bare-upper"),
      "C, epoll": [bare, "upper"],
    },
  },
].filter(({ name }) => (process.env.ONLY ?? name) === name);

async function ask(command, { network, text }) {
  const server = await startServer(command);
  try {
    const words = (ms) => [load, network, server.line, CLIENTS, ms, text];
    if ((await client(words(WARM_UP_MS))) === null) return null;
    const before = cpuSeconds(server.pid);
    const result = await client(words(MS));
    if (result === null) return null;
    const [rate, p50, p99, lost] = result;
    const cpuUs = ((cpuSeconds(server.pid) - before) * 1e6) / (rate * (MS / 1000));
    return { rate: rate / 1000, p50, p99, lost, cpuUs };
  } finally {
    await server.stop();
  }
}

for (const one of CASES) {
  const results = await inTurns(one.servers, ROUNDS, (command) => ask(command, one));
  table(`${one.name}, ${CLIENTS} clients`, results, [
    ["1000 a second", "rate", 1, "asyncio Protocol"],
    ["CPU us each", "cpuUs", 2, "asyncio Protocol"],
    ["p50 us", "p50", 0],
    ["p99 us", "p99", 0],
    ["lost", "lost", 0],
  ]);
}
