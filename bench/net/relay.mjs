// 1 GiB from one connection to another through a relay, in turns: GB/s, and the relay's CPU seconds per GB. The relay has one
// processor, both ends (C) share another. The C rows are what the kernel can do, with the system's congestion control and
// without pacing towards the sink. ROUNDS; ONLY=ours,socat,C.
import { join } from "node:path";
import {
  client,
  compileOrEnd,
  congestionControl,
  has,
  inTurns,
  nextPort,
  only,
  PEERS,
  startServer,
  table,
} from "../support/peers.mjs";
import { watchCpu } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MIB = 1024;
const ends = compileOrEnd("stream-ends");
const inC = compileOrEnd("relay");
const node = (kind, env = {}) => ({
  command: (port, target) => [process.execPath, join(PEERS, "relay.mjs"), kind, port, target],
  env,
});
const socat = (...options) => ({
  command: (port, target) => ["socat", ...options, `TCP4-LISTEN:${port},reuseaddr`, `TCP4:127.0.0.1:${target}`],
});
const CONTENDERS = {
  ...(has("socat", "-V") ? { socat: socat(), "socat -b 262144": socat("-b", "262144") } : {}),
  "relay (ours)": node("ours"),
  "C splice": { command: (port, target) => [inC, port, target] },
  "C splice, reno": { command: (port, target) => [inC, port, target, "reno"] },
  "relay over Node's net": node("ours", { JACKFIELD_NET: "node" }),
  "node socket.pipe": node("pipe"),
  ...(has("ncat", "--version")
    ? {
        "ncat --sh-exec": {
          command: (port, target) => ["ncat", "-l", "127.0.0.1", port, "--sh-exec", `exec ncat 127.0.0.1 ${target}`],
        },
      }
    : {}),
};

async function run({ command, env }) {
  const port = nextPort();
  const target = nextPort();
  const server = await startServer(command(port, target), { env, says: false });
  const cpu = watchCpu(server.pid);
  const result = await client([ends, "relay", port, target, MIB]);
  const used = cpu.stop();
  await server.stop();
  if (result === null || result[0] !== MIB * 1024 * 1024) return null;
  return { rate: result[0] / result[1] / 1e9, cpu: used / (result[0] / 1e9) };
}

console.log(`congestion control of the system: ${congestionControl()}`);
table("relay (ncat's child uncounted)", await inTurns(only(CONTENDERS), ROUNDS, run), [
  ["GB/s", "rate", 2, "socat"],
  ["CPU s/GB", "cpu", 3, "socat -b 262144"],
]);
