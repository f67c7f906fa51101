// time over UDP and upper over TCP, 64 clients with one request each on its way, beside Python's asyncio in turns: answers a
// second, p50 and p99, and the server's CPU per answer.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { median, watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const MS = Number(process.env.MS ?? 2000);
const CLIENTS = 64;
const PEERS = join(ROOT, "bench", "services", "peers");
const out = join(ROOT, "bench", "out");
mkdirSync(out, { recursive: true });
const load = join(out, "ask-load");
if (spawnSync("gcc", ["-O2", "-o", load, join(PEERS, "ask-load.c")], { stdio: "inherit" }).status !== 0) {
  throw new Error("needs gcc");
}

const ours = (spec) => [process.execPath, join(PEERS, "serve.mjs"), JSON.stringify(spec)];
const asyncio = (name) => ["python3", join(PEERS, "asyncio_server.py"), name];
const CASES = [
  {
    name: "time",
    network: "udp",
    text: "%Y-%m-%d %X",
    servers: { "jackfield time": ours({ type: "time", answersPerSecond: 1_000_000 }), asyncio: asyncio("time") },
  },
  {
    name: "upper",
    network: "tcp",
    text: "the quick brown fox jumps over the lazy dog, and so do 64 bytes.",
    servers: { "jackfield upper": ours({ type: "upper", networks: ["tcp"] }), asyncio: asyncio("upper") },
  },
];

async function ask([command, ...args], network, text, ms) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  const words = [network, String(port).trim(), CLIENTS, ms, text].map(String);
  spawnSync(load, words.with(3, "300"));
  const cpu = watchCpu(child.pid);
  const client = spawn(load, words);
  let line = "";
  client.stdout.on("data", (bytes) => (line += bytes));
  await once(client, "close");
  const [rate, p50, p99, lost] = line.trim().split(" ").map(Number);
  const perAnswer = (cpu.stop() / (rate * (ms / 1000))) * 1e6;
  child.kill();
  return { rate, p50, p99, lost, cpu: perAnswer };
}

for (const { name, network, text, servers } of CASES) {
  const results = new Map(Object.keys(servers).map((server) => [server, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [server, command] of Object.entries(servers)) {
      results.get(server).push(await ask(command, network, text, MS));
    }
  }
  const middle = (server, key) => median(results.get(server).map((run) => run[key]));
  for (const [server, runs] of results) {
    const rates = runs.map(({ rate }) => rate / 1000).sort((a, b) => a - b);
    console.log(
      `${server.padEnd(16)} ${median(rates).toFixed(1)} k answers/s (${rates[0].toFixed(1)}–${rates.at(-1).toFixed(1)})  p50 ${middle(server, "p50")} µs  p99 ${middle(server, "p99")} µs  ${middle(server, "cpu").toFixed(1)} µs CPU an answer  lost ${runs.reduce((sum, run) => sum + run.lost, 0)}`,
    );
  }
  const [mine, theirs] = Object.keys(servers);
  console.log(
    `${name}: ratio of the medians ${(middle(mine, "rate") / middle(theirs, "rate")).toFixed(2)}, by CPU ${(middle(theirs, "cpu") / middle(mine, "cpu")).toFixed(2)}`,
  );
}
