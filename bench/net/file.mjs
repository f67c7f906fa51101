// A file of 1 GiB from the page cache to one connection, in turns: GB/s, and the server's CPU seconds per GB.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { median, watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const BYTES = 1024 * 1024 * 1024;
const peers = join(ROOT, "bench", "net", "peers");
const out = join(ROOT, "bench", "out");
mkdirSync(join(out, "www"), { recursive: true });
const file = join(out, "www", "file");
writeFileSync(file, Buffer.alloc(BYTES, "jackfield"));
const has = (program, ...args) => spawnSync(program, args, { stdio: "ignore" }).error === undefined;
const node = (kind, env = {}) => ({
  command: (port) => [process.execPath, join(peers, "file.mjs"), kind, port, file],
  env,
});

function nginx(port) {
  const config = join(out, "nginx.conf");
  const server = `server { listen 127.0.0.1:${port}; root ${out}/www; }`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${out}/${name};`,
  );
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${out}/nginx.pid; error_log /dev/null; events {}
http { access_log off; sendfile on; ${temporary.join(" ")} ${server} }`,
  );
  return ["nginx", "-c", config, "-p", out];
}

const CONTENDERS = {
  "sendFile (ours)": node("ours"),
  "sendFile over Node's net": node("ours", { JACKFIELD_NET: "node" }),
  "node createReadStream.pipe": node("pipe"),
  "Python socket.sendfile": { command: (port) => ["python3", join(peers, "file.py"), port, file] },
  ...(has("nginx", "-v") ? { "nginx sendfile": { command: nginx, request: "GET /file HTTP/1.0\\r\\n\\r\\n" } } : {}),
  ...(has("ncat", "--version")
    ? {
        "ncat --send-only": { command: (port) => ["sh", "-c", `exec ncat -l 127.0.0.1 ${port} --send-only < ${file}`] },
      }
    : {}),
  ...(has("socat", "-V")
    ? {
        "socat -b 262144": {
          command: (port) => ["socat", "-u", "-b", "262144", `OPEN:${file}`, `TCP4-LISTEN:${port},reuseaddr`],
        },
      }
    : {}),
};
// Below the range from which the system picks ports.
let port = 10_000 + (process.pid % 20_000);

async function run({ command, env = {}, request }) {
  port += 1;
  const [program, ...args] = command(String(port));
  const server = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...env } });
  // What starting costs is not the question.
  await new Promise((resolve) => setTimeout(resolve, 400));
  const cpu = watchCpu(server.pid);
  const sink = spawn("python3", [join(peers, "sink.py"), String(port), ...(request ? [request] : [])]);
  let text = "";
  sink.stdout.on("data", (data) => (text += data));
  await once(sink, "exit");
  const [bytes, seconds] = text.trim().split(" ").map(Number);
  const used = cpu.stop();
  if (server.exitCode === null) {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
  if (!(bytes >= BYTES)) throw new Error(`${program} sent ${bytes} bytes`);
  return { rate: bytes / seconds / 1e9, cpu: used / (bytes / 1e9) };
}

const results = new Map(Object.keys(CONTENDERS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, contender] of Object.entries(CONTENDERS)) results.get(name).push(await run(contender));
}
const base = "nginx sendfile" in CONTENDERS ? "nginx sendfile" : "Python socket.sendfile";
const of = (name, key) => median(results.get(name).map((result) => result[key]));
console.log(`sender                        GB/s   x ${base}   CPU s/GB`);
for (const name of results.keys()) {
  const ratio = of(name, "rate") / of(base, "rate");
  console.log(
    `${name.padEnd(28)}${of(name, "rate").toFixed(2).padStart(6)}${ratio.toFixed(2).padStart(12)}${of(name, "cpu").toFixed(3).padStart(18)}`,
  );
}
