// jack nc beside ncat, socat -b131072 and OpenBSD's nc, one way at a time over loopback TCP, in turns:
//   dd | TOOL → connection      TOOL < file → connection      connection → TOOL | cat
// The other end is one Python program that reads or writes 1 MiB at a time. Prints the median of MB/s with its spread, the
// tool's CPU seconds, and ratios to the fastest of the others.
//   node bench/nc/throughput.mjs [MEGABYTES=2048] [ROUNDS=5]; SHAPE='socket to pipe' runs one of the three.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [megabytes = 2048, rounds = 5] = process.argv.slice(2).map(Number);
const JACK = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));
delete process.env.NODE_EXTRA_CA_CERTS;

const folder = mkdtempSync(join(tmpdir(), "jack-bench-"));
const FILE = join(folder, "file");
const file = openSync(FILE, "w");
for (let written = 0; written < megabytes; written += 1) writeSync(file, Buffer.alloc(1_048_576));
closeSync(file);

/** What each tool is called with, by direction; the port comes last. */
const TOOLS = {
  "jack nc": { up: (port) => [process.execPath, JACK, "nc", "127.0.0.1", port], down: "--recv-only" },
  ncat: { up: (port) => ["ncat", "127.0.0.1", port], down: "--recv-only" },
  nc: { up: (port) => ["nc", "-N", "127.0.0.1", port], down: "-d" },
  "socat -b131072": {
    up: (port) => ["socat", "-b131072", "-t30", "-", `TCP:127.0.0.1:${port}`],
    down: null,
  },
};

const commandOf = (tool, direction, port) => {
  const { up, down } = TOOLS[tool];
  if (direction !== "socket to pipe") return up(port);
  if (down === null) return ["socat", "-b131072", "-u", `TCP:127.0.0.1:${port}`, "-"];
  const words = up(port).filter((word) => word !== "-N");
  return [...words.slice(0, -2), down, ...words.slice(-2)];
};

const PEER = `
import socket, sys
way, total = sys.argv[1], int(sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
connection, _ = listener.accept()
buffer, count = bytearray(1 << 20), 0
if way == "read":
    while True:
        length = connection.recv_into(buffer)
        if not length: break
        count += length
else:
    while count < total:
        connection.sendall(buffer)
        count += len(buffer)
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)
print(count, flush=True)
`;

const PIPELINES = {
  "pipe to socket": `dd if=/dev/zero bs=1M count=${megabytes} status=none | TIMED`,
  "file to socket": `TIMED < '${FILE}'`,
  "socket to pipe": "TIMED < /dev/null | cat > /dev/null",
};

async function run(tool, direction) {
  const total = megabytes * 1_048_576;
  const way = direction === "socket to pipe" ? "write" : "read";
  const peer = spawn("python3", ["-c", PEER, way, String(total)], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  peer.stdout.on("data", (bytes) => (said += bytes));
  while (!said.includes("\n")) await once(peer.stdout, "data");
  const port = said.trim();
  const timed = `/usr/bin/time -f 'cpu %U %S' "$@"`;
  const begin = process.hrtime.bigint();
  const line = `set -o pipefail; ${PIPELINES[direction].replace("TIMED", timed)}`;
  const child = spawn("bash", ["-c", line, "bench", ...commandOf(tool, direction, port)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (bytes) => (errors += bytes));
  const [[code]] = await Promise.all([once(child, "close"), once(peer, "close")]);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const cpu = /cpu ([\d.]+) ([\d.]+)/.exec(errors);
  const carried = Number(said.trim().split("\n")[1]);
  if (code !== 0 || cpu === null || carried !== total) throw new Error(`${tool}: exit ${code}, ${carried}: ${errors}`);
  return { rate: total / 1e6 / seconds, cpu: Number(cpu[1]) + Number(cpu[2]) };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const direction of Object.keys(PIPELINES).filter((one) => one === (process.env.SHAPE ?? one))) {
  const results = new Map(Object.keys(TOOLS).map((tool) => [tool, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of results.keys()) {
      try {
        results.get(tool).push(await run(tool, direction));
      } catch (error) {
        console.log(`${tool}: left out (${error.message.trim()})`);
        results.delete(tool);
      }
    }
  }
  const rates = new Map([...results].map(([tool, runs]) => [tool, median(runs.map(({ rate }) => rate))]));
  const best = Math.max(...[...rates].filter(([tool]) => tool !== "jack nc").map(([, rate]) => rate));
  console.log(`\n${direction}, ${megabytes} MiB`);
  for (const [tool, runs] of results) {
    const all = runs.map(({ rate }) => Math.round(rate)).toSorted((a, b) => a - b);
    const cpu = median(runs.map((one) => one.cpu)).toFixed(2);
    const ratio = tool === "jack nc" ? `, ${(rates.get(tool) / best).toFixed(2)} x the fastest of the others` : "";
    console.log(
      `  ${tool.padEnd(16)}${String(Math.round(rates.get(tool))).padStart(6)} MB/s (${all[0]}-${all.at(-1)}), CPU ${cpu} s${ratio}`,
    );
  }
}
rmSync(folder, { recursive: true });
