// Sessions over loopback, with CPython at the other end: node bench/engine/sessions.mjs [rounds]
// Bytes and datagrams per second with and without a recorder, memory over many connections, evenness of repeats.
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { ensureBuilt } from "../../scripts/ready.mjs";

ensureBuilt();
const { createEngine } = await import("../../dist/engine/index.js");

const ROUNDS = Number(process.argv[2] ?? 3);
const GB = 1_000_000_000;

function report(name, values, unit, digits = 0) {
  const sorted = values.toSorted((a, b) => a - b);
  const text = (value) => value.toFixed(digits);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(
    `${name.padEnd(58)} ${text(median).padStart(9)} ${unit.padEnd(7)} (${text(sorted[0])} to ${text(sorted.at(-1))})`,
  );
}

const portOf = (session) => Number(session.state().local.split(":").at(-1));

async function python(source) {
  const child = spawn("python3", ["-c", source], { stdio: ["ignore", "ignore", "inherit"] });
  await once(child, "exit");
}

/** MB/s of one connection that sends a gigabyte, and the most memory that was used above the start. */
async function receiveStream(record) {
  const engine = createEngine();
  const server = await engine.open({ type: "tcp-server", port: 0, record });
  const ended = new Promise((resolve) => {
    server.listen((event) => (event.kind === "close" && event.peer === 1 ? resolve() : undefined));
  });
  const start = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - start);
  }, 20);
  let began = 0;
  server.listen((event) => {
    if (event.kind === "accept") began = performance.now();
  });
  void python(`
import socket
s = socket.create_connection(("127.0.0.1", ${portOf(server)})); b = b"x" * 262144; n = 0
while n < ${GB}: s.sendall(b); n += len(b)
s.shutdown(1); s.recv(1)
`);
  await ended;
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  const { counters, drops } = server.state();
  if (counters.bytesIn < GB || drops.unrecorded > 0) throw new Error("bytes are missing");
  await engine.close();
  return { rate: counters.bytesIn / 1e6 / seconds, memory: most / 1e6 };
}

/** How many of the datagrams sent at a steady rate for two seconds were dropped by the kernel or not recorded. */
async function receiveDatagrams(rate) {
  const engine = createEngine();
  const udp = await engine.open({ type: "udp", port: 0 });
  const total = rate * 2;
  await python(`
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("127.0.0.1", ${portOf(udp)})); b = b"x" * 64
began = time.time(); n = 0
while n < ${total}:
    for _ in range(60): s.send(b)
    n += 60
    wait = began + n / ${rate} - time.time()
    if wait > 0: time.sleep(wait)
`);
  while (udp.state().counters.readsIn + (udp.state().drops.kernel ?? 0) < total) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { drops } = udp.state();
  await engine.close();
  return (drops.kernel ?? 0) + drops.unrecorded;
}

/** Bytes of heap that each of many connections, one after the other, leaves behind. */
async function manyConnections(record, count) {
  const engine = createEngine();
  const server = await engine.open({ type: "tcp-server", port: 0, record });
  const port = portOf(server);
  const connect = async (times) => {
    for (let n = 0; n < times; n++) {
      const socket = net.connect(port, "127.0.0.1", () => socket.end("x"));
      socket.resume();
      await once(socket, "close");
    }
  };
  await connect(2_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const began = performance.now();
  await connect(count);
  const microseconds = ((performance.now() - began) * 1000) / count;
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  await engine.close();
  return { bytes, microseconds };
}

/** How far from their times the sends of a repeat were, in milliseconds, and the share of periods that were missed. */
async function repeats(periodMs) {
  const engine = createEngine();
  const udp = await engine.open({ type: "udp", port: 0, remote: { host: "127.0.0.1", port: 9 }, record: false });
  const times = [];
  let missed = 0;
  const ended = new Promise((resolve) => {
    udp.listen((event) => {
      if (event.kind === "data") times.push(event.timeUs / 1000);
      if (event.kind !== "note") return;
      missed = event.detail.missed;
      resolve();
    });
  });
  udp.repeat(new Uint8Array(16), "all", { periodMs, count: Math.round(1000 / periodMs) });
  await ended;
  await engine.close();
  const off = times.map((at) => {
    const since = at - times[0];
    return Math.abs(since - Math.round(since / periodMs) * periodMs);
  });
  return { off: off.toSorted((a, b) => a - b), missed: (100 * missed) / (missed + times.length) };
}

async function rounds(run) {
  const results = [];
  for (let n = 0; n < ROUNDS; n++) results.push(await run());
  return results;
}

for (const record of [false, true]) {
  const results = await rounds(() => receiveStream(record));
  const name = record ? "recorded" : "unrecorded";
  report(
    `1 GB over one connection, ${name}`,
    results.map((result) => result.rate),
    "MB/s",
  );
  report(
    `  memory above the start, at most`,
    results.map((result) => result.memory),
    "MB",
  );
}
for (const rate of [60_000, 120_000]) {
  report(`${rate} datagrams/s of 64 B for 2 s, recorded: lost`, await rounds(() => receiveDatagrams(rate)), "");
}
for (const record of [false, true]) {
  const results = await rounds(() => manyConnections(record, 5_000));
  const name = record ? "recorded" : "unrecorded";
  report(
    `a connection that came and went, ${name}: heap left`,
    results.map((result) => result.bytes),
    "B",
  );
  report(
    `  time, both ends`,
    results.map((result) => result.microseconds),
    "us",
  );
}
for (const periodMs of [1, 5, 10, 100]) {
  const results = await rounds(() => repeats(periodMs));
  report(
    `repeat every ${periodMs} ms: off its time, median`,
    results.map(({ off }) => off[off.length >> 1]),
    "ms",
    3,
  );
  report(
    `  99 of 100 within`,
    results.map(({ off }) => off[Math.floor(off.length * 0.99)]),
    "ms",
    3,
  );
  report(
    `  periods missed`,
    results.map((result) => result.missed),
    "%",
    1,
  );
}
