// What the network benchmarks share: C peers compiled on the spot, processors of their own for the two sides, Python with or
// without uvloop, and a server process that says when it is ready.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../../scripts/ready.mjs";

export const PEERS = join(ROOT, "bench", "net", "peers");
export const OUT = join(ROOT, "bench", "out");
mkdirSync(OUT, { recursive: true });

/** Whether a program can be started. */
export const has = (program, ...args) => spawnSync(program, args, { stdio: "ignore" }).error === undefined;

/** Compiles `peers/NAME.c` and gives the program's path; null without a compiler. */
export function compile(name) {
  const target = join(OUT, name);
  const { status } = spawnSync("gcc", ["-O2", "-pthread", "-o", target, join(PEERS, `${name}.c`)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status === 0 ? target : null;
}

/** As {@link compile}; without a compiler it says so and ends this benchmark. */
export function compileOrEnd(name) {
  const target = compile(name);
  if (target !== null) return target;
  console.log(`gcc is missing: this benchmark needs it for ${name}.c`);
  process.exit(0);
}

/** Debian's own Python, because its uvloop is there. */
export const PYTHON = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
export const HAS_UVLOOP = spawnSync(PYTHON, ["-c", "import uvloop"], { stdio: "ignore" }).status === 0;
if (!HAS_UVLOOP) console.log("uvloop is missing (Debian: python3-uvloop)");

const PINNED = cpus().length > 1 && has("taskset", "--version");
/** A command on one processor: 0 for the server, 1 for its clients. */
export const pin = (cpu, command) =>
  PINNED ? ["taskset", "-c", String(cpu), ...command.map(String)] : command.map(String);

// Below the range from which the system picks ports.
let port = 10_000 + (process.pid % 20_000);
export const nextPort = () => (port += 1);

/** Starts a server on processor 0. With `says`, resolves when it has printed its first line, else after 400 ms. */
export async function startServer(command, { env = {}, says = true } = {}) {
  const [program, ...args] = pin(0, command);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...env } });
  let line = "";
  if (says) [line] = await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => [""])]);
  else await new Promise((resolve) => setTimeout(resolve, 400));
  if (!says) child.stdout.resume();
  return {
    child,
    stdout: child.stdout,
    pid: child.pid,
    line: String(line).trim(),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    },
  };
}

/** Runs a client on processor 1 and gives what it printed as numbers; null when it failed. */
export async function client(command, env = {}) {
  const [program, ...args] = pin(1, command);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...env } });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  const [status] = await once(child, "close");
  return status === 0 ? text.trim().split(/\s+/).map(Number) : null;
}

/** Those contenders whose names hold one of the words of ONLY, separated by commas; without it all. */
export function only(contenders) {
  const words = process.env.ONLY?.split(",");
  const chosen = Object.entries(contenders).filter(([name]) => words?.some((word) => name.includes(word)) ?? true);
  return Object.fromEntries(chosen);
}

/** What paces the senders of this machine: with bbr, bulk data over loopback goes at a third of what it can. */
export const congestionControl = () => readFileSync("/proc/sys/net/ipv4/tcp_congestion_control", "latin1").trim();

/**
 * Runs this benchmark in a network namespace of its own with reno where BBR is the system's default, if it may: BBR paces
 * each connection by what it carried before, so that servers and clients wait for its timers and not for each other.
 */
export function withoutPacing() {
  if (congestionControl() !== "bbr") return;
  const prepare = "ip link set lo up && echo reno > /proc/sys/net/ipv4/tcp_congestion_control";
  const inside = (...command) => ["-n", "sh", "-c", `${prepare} && exec "$@"`, "sh", ...command];
  if (spawnSync("unshare", inside("true"), { stdio: "ignore" }).status !== 0) {
    console.log("BBR paces what is measured here; as root this would run with reno, in a network namespace of its own");
    return;
  }
  const { status } = spawnSync("unshare", inside(process.execPath, ...process.argv.slice(1)), {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}

/**
 * Starts a client on processor 1 that answers each line on its standard input with one line of numbers; resolves when it
 * has printed its first line. `ask` gives the numbers, null when it has ended.
 */
export async function converse(command) {
  const [program, ...args] = pin(1, command);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    async ask(question) {
      child.stdin.write(`${question}\n`);
      const { value, done } = await lines.next();
      return done ? null : value.trim().split(/\s+/).map(Number);
    },
    stop() {
      child.kill("SIGKILL");
    },
  };
}

/** Lets contenders take turns: `run(contender)` gives numbers by name, or null when it failed. */
export async function inTurns(contenders, rounds, run) {
  const results = new Map(Object.keys(contenders).map((name) => [name, []]));
  const all = Object.entries(contenders);
  for (let round = 0; round < rounds; round += 1) {
    // Nobody always follows the same one.
    for (const [name, contender] of [...all.slice(round % all.length), ...all.slice(0, round % all.length)]) {
      const result = await run(contender);
      if (result !== null) results.get(name).push(result);
    }
  }
  return results;
}

const ascending = (numbers) => numbers.sort((a, b) => a - b);
const middle = (numbers) => ascending(numbers)[numbers.length >> 1];

/** How `runs` compare to `base`: the median of the rounds' ratios, because the machine's speed drifts between rounds. */
function ratioOf(runs, base, key) {
  if (runs.length === base.length) return middle(runs.map((run, round) => run[key] / base[round][key]));
  return middle(runs.map((run) => run[key])) / middle(base.map((run) => run[key]));
}

/**
 * Prints one row per contender: for each column `[title, key, digits, base]` the median, with the spread for the first
 * column, and with `base` the ratio to that contender in the same round.
 */
export function table(title, results, columns) {
  const head = columns.map(
    ([name, , , base], at) => name.padStart(12) + (at === 0 ? "   (spread)   " : "") + (base ? `  x ${base}` : ""),
  );
  console.log(`\n${title.padEnd(30)}${head.join("")}`);
  for (const [name, runs] of results) {
    if (runs.length === 0) {
      console.log(`${name.padEnd(30)}failed`);
      continue;
    }
    const cells = columns.map(([, key, digits, base], at) => {
      const values = ascending(runs.map((run) => run[key]));
      const value = values[values.length >> 1];
      const spread = at === 0 ? `  ${values[0].toFixed(digits)}-${values.at(-1).toFixed(digits)}`.padEnd(14) : "";
      const other = base === undefined ? [] : (results.get(base) ?? []);
      const ratio =
        other.length === 0
          ? ""
          : ratioOf(runs, other, key)
              .toFixed(2)
              .padStart(base.length + 4);
      return value.toFixed(digits).padStart(12) + spread + ratio;
    });
    console.log(name.padEnd(30) + cells.join(""));
  }
}
