// A file of 1 GiB from the page cache to one connection, in turns: GB/s, and the server's CPU seconds per GB. The server has
// one processor, the C sink another. The C rows are what the kernel can do, with the system's congestion control and without
// pacing. ROUNDS; ONLY=ours,nginx,C.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  client,
  compileOrEnd,
  congestionControl,
  has,
  inTurns,
  nextPort,
  only,
  OUT,
  PEERS,
  startServer,
  table,
} from "../support/peers.mjs";
import { watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const BYTES = 1024 * 1024 * 1024;
const sink = compileOrEnd("stream-ends");
const inC = compileOrEnd("file");
mkdirSync(join(OUT, "www"), { recursive: true });
const file = join(OUT, "www", "file");
writeFileSync(file, Buffer.alloc(BYTES, "jackfield"));
const node = (kind, env = {}) => ({
  command: (port) => [process.execPath, join(PEERS, "file.mjs"), kind, port, file],
  env,
});

function nginx(port) {
  const config = join(OUT, "nginx.conf");
  const server = `server { listen 127.0.0.1:${port}; root ${OUT}/www; }`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${OUT}/${name};`,
  );
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${OUT}/nginx.pid; error_log /dev/null; events {}
http { access_log off; sendfile on; ${temporary.join(" ")} ${server} }`,
  );
  return ["nginx", "-c", config, "-p", OUT];
}

const CONTENDERS = {
  "sendFile (ours)": node("ours"),
  "sendFile over Node's net": node("ours", { JACKFIELD_NET: "node" }),
  "C sendfile": { command: (port) => [inC, port, file] },
  "C sendfile, reno": { command: (port) => [inC, port, file, "reno"] },
  "node createReadStream.pipe": node("pipe"),
  "Python socket.sendfile": { command: (port) => ["python3", join(PEERS, "file.py"), port, file] },
  ...(has("nginx", "-v") ? { "nginx sendfile": { command: nginx, request: "GET /file HTTP/1.0\r\n\r\n" } } : {}),
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
async function run({ command, env, request }) {
  const port = nextPort();
  // What starting costs is not the question.
  const server = await startServer(command(String(port)), { env, says: false });
  const cpu = watchCpu(server.pid);
  const result = await client([sink, "sink", port, ...(request ? [request] : [])]);
  const used = cpu.stop();
  await server.stop();
  if (result === null || result[0] < BYTES) return null;
  return { rate: result[0] / result[1] / 1e9, cpu: used / (result[0] / 1e9) };
}

console.log(`congestion control of the system: ${congestionControl()}`);
table("sender", await inTurns(only(CONTENDERS), ROUNDS, run), [
  ["GB/s", "rate", 2, "nginx sendfile"],
  ["CPU s/GB", "cpu", 3, "nginx sendfile"],
]);
