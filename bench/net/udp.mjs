// Datagrams of 64 B over loopback, in turns: how many are sent in a second, and the CPU time of receiving one at a rate that
// none of the receivers is brought down by.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import { bindDatagrams } from "../../dist/net/index.js";
import { ROOT } from "../../scripts/ready.mjs";
import { median } from "../support/process-cpu.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SEND_MS = 500;
const RATE = 60_000;
const COUNT = 90_000;
const peers = join(ROOT, "bench", "net", "peers");
const bytes = new Uint8Array(64);

/** A socket that nobody reads, so that the kernel's path is the same for all senders. */
async function sink() {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.setRecvBufferSize(4096);
  return { port: socket.address().port, close: () => socket.close() };
}

async function perSecond(batch, send) {
  const start = performance.now();
  let sent = 0;
  while (performance.now() - start < SEND_MS) {
    await send();
    sent += batch;
  }
  return sent / ((performance.now() - start) / 1000);
}

const SENDERS = {
  async "send (ours)"(port) {
    const socket = await bindDatagrams({ host: "127.0.0.1", port: 0 });
    const to = { host: "127.0.0.1", port };
    const rate = await perSecond(64, async () => {
      for (let n = 0; n < 64; n += 1) await socket.send(bytes, to);
    });
    await socket.close();
    return rate;
  },
  async "sendMany (ours)"(port) {
    const socket = await bindDatagrams({ host: "127.0.0.1", port: 0 });
    const to = { host: "127.0.0.1", port };
    const many = Array.from({ length: 640 }, () => ({ bytes, to }));
    const rate = await perSecond(640, () => socket.sendMany(many));
    await socket.close();
    return rate;
  },
  async "node dgram send"(port) {
    const socket = createSocket("udp4");
    const rate = await perSecond(64, async () => {
      for (let n = 0; n < 63; n += 1) socket.send(bytes, port, "127.0.0.1");
      await new Promise((resolve) => socket.send(bytes, port, "127.0.0.1", resolve));
    });
    socket.close();
    return rate;
  },
  async "node dgram, connected"(port) {
    const socket = createSocket("udp4");
    socket.connect(port, "127.0.0.1");
    await once(socket, "connect");
    const rate = await perSecond(64, async () => {
      for (let n = 0; n < 63; n += 1) socket.send(bytes);
      await new Promise((resolve) => socket.send(bytes, resolve));
    });
    socket.close();
    return rate;
  },
};

async function receive(kind, env) {
  const child = spawn(process.execPath, [join(peers, "udp.mjs"), kind], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  let text = "";
  const ready = new Promise((resolve) => child.stdout.on("data", (data) => ((text += data), resolve())));
  await ready;
  spawn("python3", [join(peers, "udp-send.py"), text.trim(), String(RATE), String(COUNT)], { stdio: "ignore" });
  await once(child, "exit");
  const [got, drops, cpu] = text.trim().split("\n")[1].split(" ").map(Number);
  return { got, drops, cpuUs: (cpu / got) * 1e6 };
}

const sent = new Map(Object.keys(SENDERS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, send] of Object.entries(SENDERS)) {
    const { port, close } = await sink();
    sent.get(name).push(await send(port));
    close();
  }
}
console.log("sender                       datagrams/s");
for (const [name, rates] of sent) console.log(`${name.padEnd(28)}${String(Math.round(median(rates))).padStart(12)}`);

const RECEIVERS = {
  "receive (ours)": ["ours", {}],
  "over Node's dgram": ["ours", { JACKFIELD_NET: "node" }],
  "node dgram 'message'": ["dgram", {}],
};
const received = new Map(Object.keys(RECEIVERS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, [kind, env]] of Object.entries(RECEIVERS)) received.get(name).push(await receive(kind, env));
}
console.log(`\nreceiver at ${RATE}/s            CPU us each   received of ${COUNT}   dropped`);
for (const [name, runs] of received) {
  const of = (key) => median(runs.map((run) => run[key]));
  console.log(
    `${name.padEnd(28)}${of("cpuUs").toFixed(2).padStart(12)}${String(of("got")).padStart(16)}${String(of("drops")).padStart(14)}`,
  );
}
