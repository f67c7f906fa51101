// Echo over TCP, our sockets beside C, Python and Node, in turns: throughput, and the server's CPU time per message, which
// is the steadier number on a shared machine. SHORT=1 takes fewer contenders.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MS = Number(process.env.MS ?? 700);
const here = join(ROOT, "bench", "net", "peers");
const out = join(ROOT, "bench", "out");
mkdirSync(out, { recursive: true });

function compile(name) {
  const target = join(out, name);
  const { status } = spawnSync("gcc", ["-O2", "-o", target, join(here, `${name}.c`)], { stdio: "inherit" });
  return status === 0 ? target : null;
}

const load = compile("load");
const echo = compile("echo");
if (load === null || echo === null) {
  console.log("gcc is missing: this benchmark needs it for the load generator");
  process.exit(0);
}
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
const hasUvloop = spawnSync(python, ["-c", "import uvloop"], { stdio: "ignore" }).status === 0;
const ours = (kind) => [process.execPath, join(here, "echo.mjs"), kind];
const py = (kind) => [python, join(here, "echo.py"), kind];
const CONTENDERS = {
  "C epoll": [echo],
  "serve() callbacks": ours("serve"),
  "await recv": ours("recv"),
  "await recvInto": ours("recvInto"),
  "Stream (listen)": ours("stream"),
  "recvInto, busy-poll 50 us": ours("busy"),
  "blocking form": ours("blocking"),
  "node net": ours("node"),
  ...(hasUvloop
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
const SHAPES = [
  { connections: 50, bytes: 64, not: ["blocking form"] },
  { connections: 50, bytes: 16_384, not: ["blocking form", "Python threads", "recvInto, busy-poll 50 us"] },
  { connections: 1, bytes: 64, not: [] },
  { connections: 1000, bytes: 64, not: ["blocking form", "Python threads", "recvInto, busy-poll 50 us"] },
];
const pinned = cpus().length > 1 && spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0;
const pin = (cpu, command) => (pinned ? ["taskset", "-c", String(cpu), ...command] : command);
let port = 21_000 + (process.pid % 20_000);

/** CPU time of all threads of a process, in nanoseconds. */
function cpuNs(pid) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // A thread that has just ended.
      return sum;
    }
  }, 0);
}

async function run([program, ...args], { connections, bytes }) {
  port += 1;
  const [command, ...rest] = pin(0, [
    program,
    ...(program === echo ? [String(port)] : [args[0], String(port), ...args.slice(1)]),
  ]);
  const server = spawn(command, rest, { stdio: ["ignore", "pipe", "ignore"] });
  try {
    await once(server.stdout, "data");
    const [loader, ...loaderArgs] = pin(1, [load, String(port), String(connections), String(bytes)]);
    // The first connections warm the compiler up.
    if (spawnSync(loader, [...loaderArgs, "250"]).status !== 0) return null;
    const before = cpuNs(server.pid);
    const { stdout, status } = spawnSync(loader, [...loaderArgs, String(MS)], { encoding: "utf8" });
    if (status !== 0) return null;
    const [rate, median] = stdout.trim().split(" ").map(Number);
    return { rate, median, cpuUs: (cpuNs(server.pid) - before) / 1000 / (rate * (MS / 1000)) };
  } finally {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
}

const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

for (const shape of SHAPES) {
  const names = Object.keys(CONTENDERS).filter((name) => !shape.not.includes(name));
  const results = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const result = await run(CONTENDERS[name], shape);
      if (result !== null) results.get(name).push(result);
    }
  }
  const of = (name, key) => middle(results.get(name).map((result) => result[key]));
  console.log(`\n${shape.connections} x ${shape.bytes} B (${ROUNDS} rounds of ${MS} ms)`);
  console.log("server                      msg/s     x C   CPU us/msg   C/CPU   median us");
  for (const name of names) {
    if (results.get(name).length === 0) {
      console.log(`${name.padEnd(26)} failed`);
      continue;
    }
    const [rate, cpu] = [of(name, "rate"), of(name, "cpuUs")];
    console.log(
      `${name.padEnd(26)}${String(Math.round(rate)).padStart(7)}${(rate / of("C epoll", "rate")).toFixed(2).padStart(8)}` +
        `${cpu.toFixed(2).padStart(13)}${(of("C epoll", "cpuUs") / cpu).toFixed(2).padStart(8)}${String(of(name, "median")).padStart(12)}`,
    );
  }
}
