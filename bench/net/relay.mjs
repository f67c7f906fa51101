// 1 GiB from one connection to another through a relay, in turns: GB/s, and the relay's CPU seconds per GB.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { median, watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MEGABYTES = 1024;
const peers = join(ROOT, "bench", "net", "peers");
const has = (program, ...args) => spawnSync(program, args, { stdio: "ignore" }).error === undefined;
const node = (kind, env = {}) => ({
  command: (port, target) => [process.execPath, join(peers, "relay.mjs"), kind, port, target],
  env,
});
const socat = (...options) => ({
  command: (port, target) => ["socat", ...options, `TCP4-LISTEN:${port},reuseaddr`, `TCP4:127.0.0.1:${target}`],
});
const CONTENDERS = {
  "relay (ours)": node("ours"),
  "relay over Node's net": node("ours", { JACKFIELD_NET: "node" }),
  "node socket.pipe": node("pipe"),
  ...(has("socat", "-V") ? { socat: socat(), "socat -b 262144": socat("-b", "262144") } : {}),
  ...(has("ncat", "--version")
    ? {
        "ncat --sh-exec": {
          command: (port, target) => ["ncat", "-l", "127.0.0.1", port, "--sh-exec", `ncat 127.0.0.1 ${target}`],
        },
      }
    : {}),
};
// Below the range from which the system picks ports.
let port = 10_000 + (process.pid % 20_000);

async function run({ command, env = {} }) {
  port += 2;
  const [program, ...args] = command(String(port), String(port + 1));
  const server = spawn(program, args, { stdio: ["ignore", "ignore", "ignore"], env: { ...process.env, ...env } });
  await new Promise((resolve) => setTimeout(resolve, 400));
  const cpu = watchCpu(server.pid);
  const ends = spawn("python3", [join(peers, "relay-ends.py"), String(port), String(port + 1), String(MEGABYTES)]);
  let text = "";
  ends.stdout.on("data", (data) => (text += data));
  await once(ends, "exit");
  const [bytes, seconds] = text.trim().split(" ").map(Number);
  const used = cpu.stop();
  if (server.exitCode === null) {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
  if (bytes !== MEGABYTES * 1024 * 1024) throw new Error(`${program} carried ${bytes} bytes`);
  return { rate: bytes / seconds / 1e9, cpu: used / (bytes / 1e9) };
}

const results = new Map(Object.keys(CONTENDERS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, contender] of Object.entries(CONTENDERS)) results.get(name).push(await run(contender));
}
const base = "socat" in CONTENDERS ? "socat" : "node socket.pipe";
const of = (name, key) => median(results.get(name).map((result) => result[key]));
console.log(`relay                         GB/s   x ${base}   CPU s/GB (ncat's child is not counted)`);
for (const name of results.keys()) {
  const ratio = of(name, "rate") / of(base, "rate");
  console.log(
    `${name.padEnd(28)}${of(name, "rate").toFixed(2).padStart(6)}${ratio.toFixed(2).padStart(10)}${of(name, "cpu").toFixed(3).padStart(11)}`,
  );
}
