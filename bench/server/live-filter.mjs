// How long a page waits for a filter over a million rows, through the WebSocket: until the first matches are counted,
// until the first screen of them is there, and until the search is done.
// node bench/server/live-filter.mjs [rows] (needs a build)
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { decodeRowBatch, LIVE_PATH } from "../../dist/api/index.js";
import { createEngine } from "../../dist/engine/index.js";
import { createRecorder } from "../../dist/engine/recorder.js";
import { startWorkbench } from "../../dist/web/server/index.js";

const FILTERS = [
  "dir:out",
  'text:"temp=42.5"',
  'text~"HUM=" len>20',
  'hex:"64 6f 6e 65"',
  "/humidity=\\d{3}/",
  "len>1000",
  "peer:#7",
];

async function record(path, rows) {
  const recorder = await createRecorder({
    path,
    temporary: false,
    name: "bench",
    type: "tcp-server",
    maxRows: rows + 1,
    maxCaptureBytes: Number.MAX_SAFE_INTEGER,
    framing: { type: "read" },
    onTrouble: (kind, detail) => console.error(kind, detail),
  });
  for (let id = 1; id <= 10; id++) {
    recorder.addPeer({ id, network: "tcp", local: "127.0.0.1:80", remote: `127.0.0.1:${1000 + id}` });
  }
  const encoder = new TextEncoder();
  for (let n = 0; n < rows; n++) {
    const bytes = encoder.encode(`sensor ${n % 97} temp=${(n % 10_000) / 100} hum=${n % 100}\r\n`);
    const direction = n % 50 === 0 ? "out" : "in";
    const event = { kind: "data", timeUs: 1.7e15 + n * 50, direction, peer: (n % 10) + 1, bytes, detail: null };
    await recorder.record(event);
  }
  await recorder.close();
}

async function measure(rows) {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-bench-"));
  const path = join(folder, "bench.pcapng");
  await record(path, rows);
  const engine = createEngine();
  let start = performance.now();
  const session = await engine.open({ type: "capture-file", path });
  console.log(`${session.state().rows} rows opened in ${(performance.now() - start).toFixed(0)} ms`);
  const workbench = await startWorkbench({ engine, pageFolder: folder, version: "bench", port: 0 });
  const socket = new WebSocket(`ws://${workbench.host}:${workbench.port}${LIVE_PATH}`, {
    headers: { authorization: `Bearer ${workbench.token}` },
  });
  await new Promise((resolve) => socket.once("open", resolve));
  const say = (message) => socket.send(JSON.stringify(message));
  let view = 0;
  for (const filter of FILTERS) {
    view++;
    start = performance.now();
    const took = () => `${(performance.now() - start).toFixed(0)} ms`;
    const times = { answer: "-", first: "-", screen: "-" };
    say({ type: "openView", view, session: session.id, filter });
    const matches = await new Promise((resolve) => {
      socket.on("message", function hear(data, isBinary) {
        const message = isBinary ? decodeRowBatch(data) : JSON.parse(data.toString());
        if (message.view !== view) return;
        if (isBinary) {
          times.screen = took();
          return;
        }
        if (times.answer === "-") times.answer = took();
        if (message.matches > 0 && times.first === "-") {
          times.first = took();
          say({ type: "askRange", view, request: 1, from: 0, count: 60 });
        }
        if (message.type === "counts" && message.scanned < rows) return;
        socket.off("message", hear);
        resolve(message.matches ?? `gave up: ${message.problem?.message}`);
      });
    });
    const line = `answer ${times.answer}  first matches ${times.first}  first screen ${times.screen}  all ${took()}`;
    console.log(`${filter.padEnd(24)} ${String(matches).padStart(8)} matches  ${line}`);
    say({ type: "closeView", view });
  }
  socket.close();
  await workbench.close();
  await engine.close();
  rmSync(folder, { recursive: true });
}

await measure(Number(process.argv[2] ?? 1_000_000));
