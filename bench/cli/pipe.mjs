// One file through two processes of each tool over loopback TCP, all in one run, in turns:
//   dd | TOOL connect … TOOL listen | dd
// Prints MB/s of the median, the spread, CPU seconds and the largest resident set of each end, and ratios.
//   node bench/cli/pipe.mjs [MEGABYTES=1024] [ROUNDS=5]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const [megabytes = 1024, rounds = 5] = process.argv.slice(2).map(Number);
const JACK = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));
const node = process.execPath;
delete process.env.NODE_EXTRA_CA_CERTS;

const TOOLS = {
  jack: {
    listen: (port) => [node, JACK, "listen", "-q", `:${port}`],
    connect: (port) => [node, JACK, "connect", `127.0.0.1:${port}`],
  },
  ncat: { listen: (port) => ["ncat", "-l", "127.0.0.1", port], connect: (port) => ["ncat", "127.0.0.1", port] },
  nc: { listen: (port) => ["nc", "-l", "127.0.0.1", port], connect: (port) => ["nc", "-N", "127.0.0.1", port] },
  socat: {
    listen: (port) => ["socat", `TCP-LISTEN:${port},bind=127.0.0.1`, "-"],
    connect: (port) => ["socat", "-t10", "-", `TCP:127.0.0.1:${port}`],
  },
  "socat -b131072": {
    listen: (port) => ["socat", "-b131072", `TCP-LISTEN:${port},bind=127.0.0.1`, "-"],
    connect: (port) => ["socat", "-t10", "-b131072", "-", `TCP:127.0.0.1:${port}`],
  },
};

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return String(port);
}

/** Runs a shell pipeline in which `$@` is measured; resolves to its CPU seconds and resident set. */
function measured(pipeline, command) {
  const child = spawn("bash", ["-c", pipeline, "bench", ...command], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (bytes) => (errors += bytes));
  const ended = once(child, "close").then(([code]) => {
    const match = /cpu ([\d.]+) ([\d.]+) rss (\d+)/.exec(errors);
    if (code !== 0 || match === null) throw new Error(`${command.join(" ")}: exit ${code} ${errors}`);
    return { cpu: Number(match[1]) + Number(match[2]), rss: Number(match[3]) / 1024 };
  });
  ended.catch(() => undefined);
  return ended;
}

async function listening(port) {
  // /proc tells without connecting, which a one-connection listener would take for its client.
  const hex = Number(port).toString(16).toUpperCase().padStart(4, "0");
  for (let tries = 0; tries < 200; tries++) {
    const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) =>
      existsSync(path) ? readFileSync(path, "utf8").split("\n") : [],
    );
    if (lines.some((line) => line.includes(`:${hex} `) && / 0A /.test(line))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nobody listens on ${port}`);
}

async function run(tool) {
  const port = await freePort();
  const time = "/usr/bin/time -f 'cpu %U %S rss %M'";
  const receiver = measured(
    `set -o pipefail; ${time} "$@" </dev/null | dd of=/dev/null bs=1M status=none`,
    tool.listen(port),
  );
  await listening(port);
  const begin = process.hrtime.bigint();
  const sender = measured(
    `set -o pipefail; dd if=/dev/zero bs=1M count=${megabytes} status=none | ${time} "$@"`,
    tool.connect(port),
  );
  const [to, from] = await Promise.all([receiver, sender]);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  return { rate: (megabytes * 1.048576) / seconds, cpu: to.cpu + from.cpu, rss: Math.max(to.rss, from.rss) };
}

const has = (name) => !spawnSyncFails(name);
function spawnSyncFails(name) {
  return !(process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/${name}`));
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const results = new Map();
for (let round = 0; round < rounds; round++) {
  for (const [name, tool] of Object.entries(TOOLS)) {
    if (!has(tool.listen("1")[0].split("/").pop()) && name !== "jack") continue;
    results.set(name, [...(results.get(name) ?? []), await run(tool)]);
  }
}
const jack = median(results.get("jack").map(({ rate }) => rate));
console.log(`${megabytes} MiB, ${rounds} rounds, Node ${process.versions.node}`);
for (const [name, runs] of results) {
  const rates = runs.map(({ rate }) => rate);
  const rate = median(rates);
  const spread = `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`;
  const cpu = median(runs.map((one) => one.cpu)).toFixed(2);
  const rss = Math.max(...runs.map((one) => one.rss)).toFixed(0);
  console.log(
    `${name.padEnd(16)} ${String(Math.round(rate)).padStart(5)} MB/s (${spread})  cpu ${cpu} s  rss ${rss} MiB  jack is ${(jack / rate).toFixed(2)} ×`,
  );
}
