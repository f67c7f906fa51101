// Recording, reading and filtering captures: node bench/capture/recording.mjs [rounds]
// Medians and spread (lowest to highest) of several rounds; each round is a new capture in the system's temporary folder.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "../../scripts/ready.mjs";

ensureBuilt();
const { createRecorder } = await import("../../dist/engine/recorder.js");
const { openCaptureFile } = await import("../../dist/engine/capture-file.js");
const { RowIndex } = await import("../../dist/capture/index.js");

const ROUNDS = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(join(tmpdir(), "jackfield-bench-"));
const NO_BYTES = new Uint8Array(0);
const PEER = { id: 1, local: "127.0.0.1:8080", remote: "127.0.0.1:53211" };
let captures = 0;

function report(name, values, unit, digits = 0) {
  const sorted = values.toSorted((a, b) => a - b);
  const text = (value) => value.toFixed(digits);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(
    `${name.padEnd(58)} ${text(median).padStart(9)} ${unit.padEnd(7)} (${text(sorted[0])} to ${text(sorted.at(-1))})`,
  );
}

async function recorder(network, more = {}) {
  captures += 1;
  const made = await createRecorder({
    path: join(folder, `${captures}.pcapng`),
    temporary: true,
    name: "bench",
    type: network === "udp" ? "udp" : "tcp-server",
    maxRows: 50_000_000,
    maxCaptureBytes: 2 ** 36,
    framing: { type: "read" },
    onTrouble: (kind, detail) => console.error("trouble:", kind, detail),
    ...more,
  });
  made.addPeer({ ...PEER, network });
  return made;
}

function event(bytes, direction = "in") {
  return { kind: "data", timeUs: Date.now() * 1000, direction, peer: 1, bytes, detail: null };
}

/** Records `count` events; milliseconds until the last is written. */
async function record(made, count, bytesOf) {
  const begin = performance.now();
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const pressure = made.record(event(bytesOf(i), i % 2 === 0 ? "in" : "out"));
    if (pressure !== undefined) await pressure;
    // A session gives the loop its turn between reads.
    if (i % 64 === 63) {
      const before = performance.now();
      await new Promise(setImmediate);
      worst = Math.max(worst, performance.now() - before);
    }
  }
  const taken = performance.now() - begin;
  await made.flush?.();
  return { taken, flushed: performance.now() - begin, worst };
}

async function rounds(run) {
  const results = [];
  for (let i = 0; i < ROUNDS; i++) results.push(await run());
  return results;
}

async function streams(network, framing) {
  const chunk = new Uint8Array(64 * 1024).map((_, i) => (i % 80 === 79 ? 10 : i * 31));
  const megabytes = 512;
  const count = (megabytes * 1e6) / chunk.length;
  const results = await rounds(async () => {
    const made = await recorder(network, framing === undefined ? {} : { framing });
    const result = await record(made, count, () => chunk);
    if (made.unrecorded > 0) throw new Error("events were lost");
    await made.discard();
    return result;
  });
  const name = `record ${network} stream, 64 KiB chunks${framing === undefined ? "" : `, framing ${framing.type}`}`;
  report(
    name,
    results.map(({ flushed }) => (count * chunk.length) / 1e3 / flushed),
    "MB/s",
  );
}

async function datagrams() {
  const count = 300_000;
  const results = await rounds(async () => {
    const made = await recorder("udp");
    const bytes = new Uint8Array(64).fill(65);
    const result = await record(made, count, () => bytes);
    if (made.unrecorded > 0) throw new Error("datagrams were lost");
    await made.discard();
    return result;
  });
  report(
    "record UDP datagrams of 64 B",
    results.map(({ flushed }) => count / flushed),
    "k/s",
  );
}

async function million() {
  const rows = 1_000_000;
  globalThis.gc?.();
  const before = process.memoryUsage();
  const made = await recorder("tcp");
  const line = Buffer.from("sensor 0000000 temp=21.5 humidity=40 status=ok and some more words to fill it\r\n");
  const filled = await record(made, rows, (i) => {
    line.write(String(i).padStart(7, "0"), 7);
    line.write(i % 10_000 === 5 ? "needle" : "status", 37);
    return line;
  });
  globalThis.gc?.();
  const after = process.memoryUsage();
  console.log(`1,000,000 rows of ${line.length} B recorded in ${filled.flushed.toFixed(0)} ms`);
  report("index memory", [RowIndex.BYTES_PER_ROW], "B/row");
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  report("memory grown by the whole recorder", [grown / rows], "B/row", 1);
  const { view } = made;

  report(
    "read 100 rows, anywhere",
    await timed(() => view.read(Math.floor(Math.random() * (rows - 100)), 100)),
    "ms",
    2,
  );
  report(
    "read 100 rows, GBK",
    await timed(() =>
      view.read(Math.floor(Math.random() * (rows - 100)), 100, { charsetIn: "gbk", charsetOut: "gbk" }),
    ),
    "ms",
    2,
  );
  for (const expression of [
    "dir:out len>10 not peer:2",
    "needle",
    'text:"needle"',
    "hex:6e6565646c65",
    "/needle=ok .*words/",
    "row>900000 needle",
  ]) {
    await search(view, expression);
  }
  report(
    "frame 1,000,000 rows as lines",
    await timed(
      async () => {
        view.setFraming({ type: "line" });
        while (view.framed < view.rows) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      Math.min(3, ROUNDS),
    ),
    "ms",
  );
  view.setFraming({ type: "read" });
  const copy = join(folder, "copy.pcapng");
  report("save as", await timed(() => view.saveAs(copy), 3), "ms");
  report(
    "open the copy",
    await timed(
      async () => {
        const opened = await openCaptureFile(copy);
        if (opened.view.rows !== rows) throw new Error("rows are missing");
        await opened.close();
      },
      Math.min(3, ROUNDS),
    ),
    "ms",
  );
  await made.discard();
}

async function timed(run, times = 20) {
  const values = [];
  for (let i = 0; i < times; i++) {
    const begin = performance.now();
    await run();
    values.push(performance.now() - begin);
  }
  return values;
}

async function search(view, expression) {
  const firsts = [];
  const wholes = [];
  const stalls = [];
  let matches = 0;
  for (let round = 0; round < Math.min(3, ROUNDS); round++) {
    const begin = performance.now();
    let first = null;
    let last = begin;
    let stall = 0;
    const ticker = setInterval(() => {
      const now = performance.now();
      stall = Math.max(stall, now - last - 1);
      last = now;
    }, 1);
    const found = view.filter(expression);
    await new Promise((resolve) => {
      found.onProgress(() => {
        if (first === null && found.matches > 0) first = performance.now() - begin;
        if (found.scanned >= view.rows || found.problem !== null) resolve();
      });
    });
    clearInterval(ticker);
    if (found.problem !== null) throw found.problem;
    firsts.push(first ?? Number.NaN);
    wholes.push(performance.now() - begin);
    stalls.push(stall);
    matches = found.matches;
    found.close();
  }
  report(`filter ${expression}: first results`, firsts, "ms", 1);
  report(`  all ${matches} of 1,000,000 rows`, wholes, "ms");
  report("  longest stall of the event loop", stalls, "ms", 1);
}

try {
  console.log(`node ${process.version}, ${ROUNDS} rounds; median (lowest to highest)`);
  await million();
  await streams("tcp");
  await streams("unix");
  await streams("tcp", { type: "line" });
  await datagrams();
} finally {
  await rm(folder, { recursive: true, force: true });
}
