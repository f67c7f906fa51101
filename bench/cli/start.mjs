// How long the command takes from start to exit, beside an empty Node: medians over runs in turns.
//   node bench/cli/start.mjs [RUNS=40]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [runs = 40] = process.argv.slice(2).map(Number);
const JACK = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));
// Reading a bundle of certificates at start is the environment's cost, not the program's.
delete process.env.NODE_EXTRA_CA_CERTS;

const CASES = {
  "node -e 0": ["-e", "0"],
  "jack --version": [JACK, "--version"],
  "jack help": [JACK, "help"],
  "jack connect (refused)": [JACK, "connect", "127.0.0.1:1"],
  "jack send (refused)": [JACK, "send", "127.0.0.1:1", "x"],
};

const times = new Map(Object.keys(CASES).map((name) => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const [name, args] of Object.entries(CASES)) {
    const begin = process.hrtime.bigint();
    spawnSync(process.execPath, args, { stdio: "ignore" });
    times.get(name).push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(times.get("node -e 0"));
for (const [name, values] of times) {
  const spread = `${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)}`;
  console.log(
    `${name.padEnd(24)} ${median(values).toFixed(1)} ms (${spread})  ${(median(values) / base).toFixed(2)} ×`,
  );
}
