// Receiving 4 GiB on one connection and throwing it away, after 2 GiB on another that warm up, in turns: the receiver's CPU
// seconds per GB, and GB/s. The receiver has one processor, the C sender another, with reno: BBR would pace it to a third of
// what receivers take. ROUNDS; MIB; WARM_UP_MIB; ONLY=ours,Python for some of them.
import { join } from "node:path";
import {
  client,
  compileOrEnd,
  HAS_UVLOOP,
  inTurns,
  nextPort,
  only,
  PEERS,
  PYTHON,
  startServer,
  table,
  withoutPacing,
} from "../support/peers.mjs";
import { cpuSeconds } from "../support/process-cpu.mjs";

withoutPacing();
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const MIB = Number(process.env.MIB ?? 4096);
// V8 compiles in the background what runs often: 40 ms of CPU that are no part of a GB, done after about so much.
const WARM_UP_MIB = Number(process.env.WARM_UP_MIB ?? 2048);
const ends = compileOrEnd("stream-ends");
const bulk = compileOrEnd("bulk");
const ours = (kind) => (port) => [process.execPath, join(PEERS, "bulk.mjs"), port, kind];
const python = (kind) => (port) => [PYTHON, join(PEERS, "bulk.py"), port, kind];
const CONTENDERS = {
  "Python recv_into": python("recv_into"),
  "C epoll": (port) => [bulk, port],
  "await recvInto (ours)": ours("recvInto"),
  "await recv (ours)": ours("recv"),
  "Stream.readInto (ours)": ours("stream"),
  "node net 'data'": ours("node"),
  ...(HAS_UVLOOP ? { "uvloop BufferedProtocol": python("uvloop") } : {}),
  "asyncio BufferedProtocol": python("asyncio"),
};

async function run(command) {
  const port = nextPort();
  const server = await startServer(command(port));
  if (WARM_UP_MIB > 0) await client([ends, "source", port, WARM_UP_MIB]);
  const before = cpuSeconds(server.pid);
  const result = await client([ends, "source", port, MIB]);
  const used = cpuSeconds(server.pid) - before;
  await server.stop();
  return result === null ? null : { rate: result[0] / result[1] / 1e9, cpu: used / (result[0] / 1e9) };
}

table("receiver", await inTurns(only(CONTENDERS), ROUNDS, run), [
  ["CPU s/GB", "cpu", 3, "Python recv_into"],
  ["GB/s", "rate", 2, "Python recv_into"],
]);
