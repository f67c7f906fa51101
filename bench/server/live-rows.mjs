// What it costs to watch a session at 20,000 rows a second: the server's CPU with nobody watching, with a page that
// follows the tail, and with a client that fetches every row by range; and the bytes of a row on the wire.
// node bench/server/live-rows.mjs [seconds] [rows a second] (needs a build)
import { fork } from "node:child_process";
import { createSocket } from "node:dgram";
import { createEngine } from "../../dist/engine/index.js";
import { startWorkbench } from "../../dist/web/server/index.js";
import { decodeRowBatch, LIVE_PATH } from "../../dist/api/index.js";

const PAYLOAD = 64;
const ROLES = { send, watch };

/** Sends datagrams at an even rate until it is killed. */
async function send(port, rate) {
  const socket = createSocket("udp4");
  const payload = Buffer.alloc(PAYLOAD, "jackfield");
  const start = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1000) * Number(rate));
    for (; sent < due; sent++) socket.send(payload, Number(port), "127.0.0.1");
  }, 1);
}

/** A client that follows the tail, or fetches all rows; reports what it got when it is asked to. */
async function watch(url, token, session, mode) {
  const { WebSocket } = await import("ws");
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
  const got = { messages: 0, bytes: 0, rows: 0, batchBytes: 0 };
  let next = 0;
  let request = 0;
  let asking = false;
  const say = (message) => socket.send(JSON.stringify(message));
  socket.on("open", () => {
    say({ type: "watchSessions", on: true });
    say({ type: "watchPeers", session, on: true });
    say({ type: "openView", view: 1, session, tail: mode === "tail" ? 60 : 0 });
    process.send("open");
  });
  socket.on("message", (data, isBinary) => {
    got.messages++;
    got.bytes += data.length;
    let rows = 0;
    if (isBinary) {
      const batch = decodeRowBatch(data);
      got.rows += batch.rows.length;
      got.batchBytes += data.length;
      if (batch.request > 0) {
        next = batch.first + batch.rows.length;
        rows = batch.total;
        asking = false;
      }
    } else {
      const message = JSON.parse(data.toString());
      if (message.type === "counts") rows = message.rows;
    }
    if (mode !== "range" || asking || rows <= next) return;
    asking = true;
    say({ type: "askRange", view: 1, request: ++request, from: next, count: 2000 });
  });
  process.on("message", () => process.send(got));
}

function child(...args) {
  return fork(new URL(import.meta.url), args.map(String), { stdio: "inherit" });
}

// A child never outlives the measurement, however that ends.
process.on("disconnect", () => process.exit());

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const message = (from) => new Promise((resolve) => from.once("message", resolve));

async function measure(seconds, rate) {
  const engine = createEngine();
  const session = await engine.open({ type: "udp", port: 0 });
  const port = Number(session.state().local.split(":").at(-1));
  const workbench = await startWorkbench({ engine, pageFolder: "dist/page", version: "bench", port: 0 });
  const url = `ws://${workbench.host}:${workbench.port}${LIVE_PATH}`;
  const sender = child("send", port, rate);
  await wait(1000);
  console.log(`${rate} datagrams of ${PAYLOAD} B a second, ${seconds} s each; CPU is of the server's process`);
  for (const mode of ["nobody", "tail", "range"]) {
    const client = mode === "nobody" ? null : child("watch", url, workbench.token, session.id, mode);
    if (client !== null) await message(client);
    await wait(500);
    const ask = async () => (client === null ? null : (client.send("report"), await message(client)));
    const before = { cpu: process.cpuUsage(), at: performance.now(), rows: session.state().rows, got: await ask() };
    await wait(seconds * 1000);
    const got = await ask();
    const cpu = process.cpuUsage(before.cpu);
    const took = (performance.now() - before.at) / 1000;
    const rows = session.state().rows - before.rows;
    const line = [
      mode.padEnd(6),
      `CPU ${(((cpu.user + cpu.system) / 1e6 / took) * 100).toFixed(1).padStart(5)} %`,
      `${(rows / took).toFixed(0).padStart(6)} rows/s`,
    ];
    if (got !== null) {
      const since = (key) => got[key] - before.got[key];
      line.push(
        `${(since("messages") / took).toFixed(1)} messages/s`,
        `${(since("bytes") / took / 1024).toFixed(1)} KiB/s`,
        `${(since("rows") / took).toFixed(0)} rows/s sent`,
        `${(since("batchBytes") / since("rows")).toFixed(1)} B a row`,
      );
    }
    console.log(line.join("  "));
    client?.kill();
  }
  const { drops, rows } = session.state();
  console.log(`rows ${rows}, dropped by the kernel ${drops.kernel}, unrecorded ${drops.unrecorded}`);
  sender.kill();
  await workbench.close();
  await engine.close();
}

if (process.argv[2] in ROLES) await ROLES[process.argv[2]](...process.argv.slice(3));
else await measure(Number(process.argv[2] ?? 4), Number(process.argv[3] ?? 20_000));
