// Much data through `jack relay` and its peers, in turns: TCP to TCP, standard input to TCP, TCP to standard output.
// GB/s (median and spread) and the CPU seconds of the relay per GB.
//   node bench/cli/relay.mjs [MEBIBYTES=2048] [ROUNDS=5]; SHAPE='TCP to TCP' runs one of the three.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "../../scripts/ready.mjs";
import { median, watchCpu } from "../support/process-cpu.mjs";

const [mebibytes = 2048, rounds = 5] = process.argv.slice(2).map(Number);
const JACK = [process.execPath, join(ROOT, "dist", "bin", "jack.cjs"), "relay", "-q"];
const PEER = join(ROOT, "bench", "cli", "relay-peer.py");
delete process.env.NODE_EXTRA_CA_CERTS;
const has = (program) => spawnSync(program, ["-h"], { stdio: "ignore" }).error === undefined;

const socat = (...options) => ({
  "TCP to TCP": (port, target) => ["socat", ...options, `TCP-LISTEN:${port},bind=127.0.0.1`, `TCP:127.0.0.1:${target}`],
  "stdin to TCP": (_port, target) => ["socat", "-t9", ...options, "-", `TCP:127.0.0.1:${target}`],
  "TCP to stdout": (port) => ["socat", "-t9", ...options, `TCP-LISTEN:${port},bind=127.0.0.1`, "-"],
});
const CONTENDERS = {
  "jack relay": {
    "TCP to TCP": (port, target) => [...JACK, `listen:${port}`, `127.0.0.1:${target}`],
    "stdin to TCP": (_port, target) => [...JACK, "-", `127.0.0.1:${target}`],
    "TCP to stdout": (port) => [...JACK, `listen:${port}`, "-"],
  },
  ...(has("socat") ? { socat: socat(), "socat -b131072": socat("-b131072"), "socat -b262144": socat("-b262144") } : {}),
  ...(has("ncat")
    ? {
        ncat: {
          "TCP to TCP": (port, target) => ["ncat", "-l", "127.0.0.1", port, "--sh-exec", `ncat 127.0.0.1 ${target}`],
          "stdin to TCP": (_port, target) => ["ncat", "127.0.0.1", target],
          "TCP to stdout": (port) => ["ncat", "-l", "127.0.0.1", port],
        },
      }
    : {}),
  ...(has("nc")
    ? {
        nc: {
          "stdin to TCP": (_port, target) => ["nc", "-N", "127.0.0.1", target],
          "TCP to stdout": (port) => ["nc", "-N", "-l", "127.0.0.1", port],
        },
      }
    : {}),
};
const SHAPES = ["TCP to TCP", "stdin to TCP", "TCP to stdout"].filter(
  (shape) => shape === (process.env.SHAPE ?? shape),
);
// Below the range from which the system picks ports.
let port = 10_000 + (process.pid % 20_000);

async function peer(...args) {
  const child = spawn("python3", [PEER, ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  const ended = once(child, "exit").then(() => text.trim().split("\n").pop().split(" ").map(Number));
  while (!text.includes("ready")) await once(child.stdout, "data");
  // In an object: a promise alone would be waited for.
  return { ended };
}

async function run(shape, command) {
  port += 2;
  const [listen, target] = [String(port), String(port + 1)];
  const words = command(listen, target);
  // The shell becomes the program, so that its number is known.
  const around = {
    "TCP to TCP": 'exec "$@" </dev/null >/dev/null',
    "stdin to TCP": `exec "$@" < <(dd if=/dev/zero bs=1M count=${mebibytes} status=none) >/dev/null`,
    "TCP to stdout": 'exec "$@" </dev/null > >(dd of=/dev/null bs=1M status=none)',
  }[shape];
  const sink = shape === "TCP to stdout" ? null : await peer("sink", target);
  const relay = spawn("bash", ["-c", around, "bench", ...words], { stdio: "ignore" });
  const exited = once(relay, "exit");
  const cpu = watchCpu(relay.pid);
  const source = shape === "stdin to TCP" ? null : peer("source", listen, mebibytes);
  const [bytes, seconds] = await (sink ?? (await source)).ended;
  const used = cpu.stop();
  await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 3000))]);
  if (relay.exitCode === null) relay.kill("SIGKILL");
  if (bytes !== mebibytes * 1_048_576) throw new Error(`${words[0]} ${shape}: ${bytes} bytes arrived`);
  return { rate: bytes / seconds / 1e9, cpu: used / (bytes / 1e9) };
}

console.log(
  `${mebibytes} MiB, ${rounds} rounds, Node ${process.versions.node}; ncat's child in TCP to TCP is not counted`,
);
for (const shape of SHAPES) {
  const names = Object.keys(CONTENDERS).filter((name) => CONTENDERS[name][shape] !== undefined);
  const results = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results.get(name).push(await run(shape, CONTENDERS[name][shape]));
  }
  const rateOf = (name) => median(results.get(name).map(({ rate }) => rate));
  console.log(`\n${shape}`);
  for (const name of names) {
    const rates = results.get(name).map(({ rate }) => rate);
    const spread = `${Math.min(...rates).toFixed(2)}-${Math.max(...rates).toFixed(2)}`;
    const cpu = median(results.get(name).map((result) => result.cpu)).toFixed(2);
    const ratio = (rateOf("jack relay") / rateOf(name)).toFixed(2);
    console.log(`${name.padEnd(16)} ${rateOf(name).toFixed(2)} GB/s (${spread})  cpu ${cpu} s/GB  jack is ${ratio} x`);
  }
}
