// A file of 2 GiB from the page cache to curl, jack serve files and nginx with sendfile in turns: GB/s, the server's CPU
// seconds per GB and its resident memory, then the memory with many slow clients at once.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { median, watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const CLIENTS = Number(process.env.CLIENTS ?? 1000);
const BYTES = 2 * 1024 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024 * 1024, "jackfield");
const out = join(ROOT, "bench", "out");
const www = join(out, "files");
mkdirSync(www, { recursive: true });
writeFileSync(join(www, "file"), "");
for (let at = 0; at < BYTES; at += PIECE.length) appendFileSync(join(www, "file"), PIECE);

// Below the range from which the system picks ports.
const port = 10_000 + (process.pid % 20_000);

function nginx() {
  const config = join(out, "nginx-files.conf");
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = folders.map((name) => `${name}_temp_path ${out}/${name};`).join(" ");
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${out}/nginx-files.pid; error_log /dev/null; events { worker_connections 4096; }
http { access_log off; sendfile on; ${temporary} server { listen 127.0.0.1:${port + 1}; root ${www}; } }`,
  );
  return spawn("nginx", ["-c", config, "-p", out], { stdio: "ignore" });
}

const jack = join(ROOT, "dist", "bin", "jack.cjs");
const servers = [
  {
    name: "jack serve files",
    port,
    child: spawn(process.execPath, [jack, "serve", "files", www, "--port", String(port)], { stdio: "ignore" }),
  },
];
if (spawnSync("nginx", ["-v"], { stdio: "ignore" }).error === undefined) {
  servers.push({ name: "nginx sendfile", port: port + 1, child: nginx() });
}

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

async function ready(server) {
  for (let left = 200; left > 0; left -= 1) {
    const socket = connect(server.port, "127.0.0.1");
    const up = await new Promise((resolve) =>
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false)),
    );
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${server.name} does not listen`);
}

async function download({ child, port: at }) {
  const cpu = watchCpu(child.pid);
  const url = `http://127.0.0.1:${at}/file`;
  const format = "%{time_total} %{size_download}";
  const curl = spawn("curl", ["--silent", "--noproxy", "*", "-o", "/dev/null", "-w", format, url]);
  let text = "";
  curl.stdout.on("data", (bytes) => (text += bytes));
  await once(curl, "close");
  const [seconds, bytes] = text.split(" ").map(Number);
  if (bytes !== BYTES) throw new Error(`${bytes} of ${BYTES} bytes came`);
  return { rate: BYTES / 1e9 / seconds, cpu: (cpu.stop() / BYTES) * 1e9 };
}

async function manyClients({ child, port: at }) {
  const sockets = Array.from({ length: CLIENTS }, () => connect(at, "127.0.0.1"));
  await Promise.all(
    sockets.map(async (socket) => {
      socket.on("error", () => undefined);
      socket.write("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await once(socket, "readable");
    }),
  );
  const memory = residentMb(child.pid);
  for (const socket of sockets) socket.destroy();
  return memory;
}

try {
  for (const server of servers) await ready(server);
  const results = new Map(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of servers) results.get(server.name).push(await download(server));
  }
  for (const server of servers) {
    const runs = results.get(server.name);
    const rates = runs.map(({ rate }) => rate).sort((a, b) => a - b);
    const rss = residentMb(server.child.pid);
    const many = await manyClients(server);
    const spread = `${rates[0].toFixed(2)}–${rates.at(-1).toFixed(2)}`;
    const cpu = median(runs.map((run) => run.cpu)).toFixed(2);
    console.log(
      `${server.name.padEnd(18)} ${median(rates).toFixed(2)} GB/s (${spread})  ${cpu} CPU s/GB  ${rss.toFixed(0)} MB, with ${CLIENTS} clients ${many.toFixed(0)} MB`,
    );
  }
  const [ours, theirs] = servers.map(({ name }) => median(results.get(name).map(({ rate }) => rate)));
  if (theirs !== undefined) console.log(`ratio of the medians: ${(ours / theirs).toFixed(2)}`);
} finally {
  for (const { child } of servers) child.kill();
}
