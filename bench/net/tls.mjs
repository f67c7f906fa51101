// A stream of zeros over TLS from one program to another, in turns: MB/s from the sender's start to the receiver's end, and
// CPU seconds per GB of both. The receiver has one processor, the sender the other. ncat reads as well as sends: with
// --send-only its reset, caused by TLS 1.3 tickets that it never reads, destroys the end of what it sent. MIB, ROUNDS.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../dist/net/index.js";
import { ROOT } from "../../scripts/ready.mjs";
import { has, inTurns, nextPort, pin, startServer, table } from "../support/peers.mjs";
import { watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MIB = Number(process.env.MIB ?? 2048);
const folder = mkdtempSync(join(tmpdir(), "jack-bench-tls-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const made = await makeCertificate({ use: "server", commonName: "localhost", keyType: "rsa" });
const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(folder, name));
const fifo = join(folder, "open-input");
spawnSync("mkfifo", [fifo]);
writeFileSync(cert, made.cert);
writeFileSync(key, made.key, { mode: 0o600 });

const JACK = [process.execPath, join(ROOT, "dist", "bin", "jack.cjs")];
const RECEIVERS = {
  jack: (port) => [
    ...JACK,
    "listen",
    "-q",
    "--recv-only",
    `tls://127.0.0.1:${port}`,
    "--tls-cert",
    cert,
    "--tls-key",
    key,
  ],
  "jack nc": (port) => [...JACK, "nc", "-l", "127.0.0.1", port, "--recv-only", "--ssl-cert", cert, "--ssl-key", key],
  // With an input that ends, or --recv-only, it ends TLS at once, and ncat's sender then gives up.
  ncat: (port) => [
    "bash",
    "-c",
    'exec "$@" <>"$0"',
    fifo,
    "ncat",
    "-l",
    "127.0.0.1",
    port,
    "--ssl-cert",
    cert,
    "--ssl-key",
    key,
  ],
};
const SENDERS = {
  jack: (port) => [...JACK, "connect", "--tls-insecure", `tls://127.0.0.1:${port}`],
  "jack nc": (port) => [...JACK, "nc", "--ssl", "127.0.0.1", port],
  ncat: (port) => ["ncat", "--ssl", "127.0.0.1", port],
};
const pair = (sender, receiver) => ({ sender: SENDERS[sender], receiver: RECEIVERS[receiver] });
const CONTENDERS = {
  ...(has("ncat", "--version") ? { "ncat → ncat": pair("ncat", "ncat"), "ncat → jack": pair("ncat", "jack") } : {}),
  ...(has("ncat", "--version") ? { "jack → ncat": pair("jack", "ncat") } : {}),
  "jack → jack": pair("jack", "jack"),
  "jack nc → jack nc": pair("jack nc", "jack nc"),
};

async function run({ sender, receiver }) {
  const port = nextPort();
  const server = await startServer(receiver(port), { says: false });
  let received = 0;
  server.stdout.on("data", (bytes) => (received += bytes.length));
  await new Promise((resolve) => setTimeout(resolve, 600));
  const ended = once(server.child, "close");
  const zeros = openSync("/dev/zero", "r");
  const head = spawn("head", ["-c", `${MIB}M`], { stdio: [zeros, "pipe", "ignore"] });
  closeSync(zeros);
  const [program, ...args] = pin(1, sender(port));
  const begin = process.hrtime.bigint();
  const client = spawn(program, args, { stdio: [head.stdout, "ignore", "ignore"] });
  head.stdout.destroy();
  const cpu = watchCpu(server.pid, client.pid);
  await ended;
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const used = cpu.stop();
  if (client.exitCode === null) client.kill("SIGKILL");
  await server.stop();
  const bytes = MIB * 1_048_576;
  return received === bytes ? { rate: bytes / seconds / 1e6, cpu: used / (bytes / 1e9) } : null;
}

table("TLS", await inTurns(CONTENDERS, ROUNDS, run), [
  ["MB/s", "rate", 0, "ncat → ncat"],
  ["CPU s/GB", "cpu", 2, "ncat → ncat"],
]);
