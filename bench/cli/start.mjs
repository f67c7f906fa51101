// How long the command takes from start to exit, beside an empty Node: medians over runs in turns, each case of the kind
// that its name says. Listening is to the first line on standard error.
//   node bench/cli/start.mjs [RUNS=40]
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const [runs = 40] = process.argv.slice(2).map(Number);
const JACK = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));
// Reading a bundle of certificates at start is the environment's cost, not the program's.
delete process.env.NODE_EXTRA_CA_CERTS;

// A server in a process of its own: this one blocks while a case runs.
const server = spawn(
  process.execPath,
  [
    "-e",
    `require("net").createServer((s)=>s.on("error",()=>0).resume()).listen(0,"127.0.0.1",function(){console.log(this.address().port)})`,
  ],
  { stdio: ["pipe", "pipe", "inherit"] },
);
const port = String(await new Promise((resolve) => server.stdout.once("data", (text) => resolve(Number(text)))));
const closed = await closedPort();

const node = process.execPath;
const CASES = {
  "node -e 0": [node, "-e", "0"],
  "node net.connect": [node, "-e", `require("net").connect(${port},"127.0.0.1",function(){this.destroy()})`],
  "jack --version": [node, JACK, "--version"],
  "jack nc -z (open)": [node, JACK, "nc", "-z", "127.0.0.1", port],
  "jack nc -z (refused)": [node, JACK, "nc", "-z", "127.0.0.1", closed],
  "jack nc (refused)": [node, JACK, "nc", "127.0.0.1", closed],
  "jack help": [node, JACK, "help"],
  "jack help listen": [node, JACK, "help", "listen"],
  "jack connect (refused)": [node, JACK, "connect", `127.0.0.1:${closed}`],
  "jack send (refused)": [node, JACK, "send", `127.0.0.1:${closed}`, "x"],
  "jack scan (1 port)": [node, JACK, "scan", "127.0.0.1", port],
  "jack ls -l": [node, JACK, "ls", "-l"],
  "jack listen (1 ms)": [node, JACK, "listen", "127.0.0.1:0", "--timeout", "1ms"],
  "nc -z": ["nc", "-z", "127.0.0.1", port],
  "ncat -z": ["ncat", "-z", "127.0.0.1", port],
};

const times = new Map(Object.keys(CASES).map((name) => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const [name, [program, ...args]] of Object.entries(CASES)) {
    const begin = process.hrtime.bigint();
    const { error } = spawnSync(program, args, { stdio: "ignore" });
    if (error !== undefined) times.delete(name);
    else times.get(name)?.push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
}
server.kill();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const base = times.get("node -e 0");
for (const name of Object.keys(CASES)) {
  const values = times.get(name);
  if (values === undefined) {
    console.log(`${name.padEnd(24)} is not installed`);
    continue;
  }
  const spread = `${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)}`;
  // Each run beside the empty Node of the same turn, so that a busy moment counts for both.
  const ratio = median(values.map((value, index) => value / base[index]));
  console.log(`${name.padEnd(24)} ${median(values).toFixed(1)} ms (${spread})  ${ratio.toFixed(2)} × node -e 0`);
}

function closedPort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(String(free)));
    });
  });
}
