// A chat room over UDP: deliveries a second to 100 and to 1000 members, beside a room in Python and bare loops in C (what the
// kernel allows by sendto, by sendmmsg, by a connected socket for each member), in turns, with each server's CPU per million
// deliveries; then the memory of `jack serve room` with 10,000 members.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { pin } from "../support/peers.mjs";
import { median, watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 2);
const MEMBERS = (process.env.MEMBERS ?? "100,1000")
  .split(",")
  .map(Number)
  .filter((members) => members > 0);
const CROWD = Number(process.env.CROWD ?? 10_000);
/** Messages in flight: enough that no server waits for the load. */
const WINDOW = 4;
const PEERS = join(ROOT, "bench", "services", "peers");
const out = join(ROOT, "bench", "out");
mkdirSync(out, { recursive: true });

for (const name of ["room", "room-load"]) {
  const built = spawnSync("gcc", ["-O2", "-o", join(out, name), join(PEERS, `${name}.c`)], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("needs gcc");
}

const ROOM = JSON.stringify({ type: "room", networks: ["udp"], messagesPerSecond: 1_000_000 });
const SERVERS = {
  "jackfield room": [process.execPath, join(PEERS, "serve.mjs"), ROOM],
  "Python sendto": ["python3", join(PEERS, "room.py")],
  "C sendto": [join(out, "room"), "sendto"],
  "C sendmmsg": [join(out, "room"), "sendmmsg"],
  "C connected": [join(out, "room"), "connect"],
};

/** As people start it; the first line of its output names the port. */
const JACK = [process.execPath, join(ROOT, "dist", "bin", "jack.cjs"), "serve", "room", "--port", "0", "--json"];

async function start(command) {
  const [program, ...args] = pin(0, command);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [first] = await once(child.stdout, "data");
  child.stdout.resume();
  return { child, port: /"port":(\d+)/.exec(first)?.[1] ?? String(first).trim() };
}

/** Loads a server; its CPU is watched from when everybody has joined and has talked for a moment. */
async function load({ child: server, port }, members, seconds) {
  const [program, ...args] = pin(1, [join(out, "room-load"), port, members, WINDOW, seconds]);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  let cpu = null;
  child.stdout.on("data", (bytes) => {
    text += bytes;
    cpu ??= watchCpu(server.pid);
  });
  await once(child, "close");
  const [heard, took, lost, p50, p99] = text.trim().split("\n").at(-1).split(" ").map(Number);
  return { heard, rate: heard / took, lost, p50, p99, cpu: (cpu.stop() / heard) * 1e6 };
}

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

for (const members of MEMBERS) {
  const results = new Map(Object.keys(SERVERS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, command] of Object.entries(SERVERS)) {
      const server = await start(command);
      results.get(name).push(await load(server, members, SECONDS));
      server.child.kill();
      await once(server.child, "close");
    }
  }
  const middle = (name, key) => median(results.get(name).map((run) => run[key]));
  for (const [name, runs] of results) {
    const rates = runs.map(({ rate }) => rate / 1000).sort((a, b) => a - b);
    const lost = runs.reduce((sum, run) => sum + run.lost, 0);
    console.log(
      `${String(members).padStart(5)} members  ${name.padEnd(16)} ${median(rates).toFixed(0)} k deliveries/s (${rates[0].toFixed(0)}–${rates.at(-1).toFixed(0)})  ` +
        `${middle(name, "cpu").toFixed(2)} CPU s per million  p50 ${(middle(name, "p50") / 1000).toFixed(1)} ms  p99 ${(middle(name, "p99") / 1000).toFixed(1)} ms  lost ${lost}`,
    );
  }
  const ours = middle("jackfield room", "rate");
  const cpu = middle("jackfield room", "cpu");
  console.log(
    `${String(members).padStart(5)} members  ratio of the medians: ${(ours / middle("Python sendto", "rate")).toFixed(2)} × Python, ${(ours / middle("C sendto", "rate")).toFixed(2)} × C; ` +
      `by CPU ${(middle("Python sendto", "cpu") / cpu).toFixed(2)} × Python, ${(middle("C sendto", "cpu") / cpu).toFixed(2)} × C`,
  );
}

if (CROWD > 0) {
  const server = await start(JACK);
  const empty = residentMb(server.child.pid);
  const run = await load(server, CROWD, 1);
  console.log(
    `${CROWD} members: ${residentMb(server.child.pid).toFixed(0)} MB resident (${empty.toFixed(0)} MB before), lost ${run.lost} of ${run.heard + run.lost}`,
  );
  server.child.kill();
}
