import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openCaptureFile } from "../../src/engine/capture-file.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-crash-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Records numbered lines, says when a second's worth is written, and goes on until it is killed. */
const RECORD = `
const { createRecorder } = await import(process.argv[1]);
const made = await createRecorder({ path: process.argv[2], temporary: false, name: "crash", type: "tcp-server", maxRows: 1e7, maxCaptureBytes: 2 ** 32, framing: { type: "read" }, onTrouble() {} });
made.addPeer({ id: 1, network: "tcp", local: "127.0.0.1:1", remote: "127.0.0.1:2" });
let n = 0;
const record = () => {
  for (let i = 0; i < 200; i++) {
    const bytes = Buffer.from(String(n).padStart(8, "0").repeat(1 + (n % 30)));
    made.record({ kind: "data", timeUs: 1.7e15 + n, direction: "in", peer: 1, bytes, detail: n % 5 === 0 ? { n } : null });
    n += 1;
  }
};
setInterval(record, 1);
setTimeout(() => { const then = n; setTimeout(() => process.stdout.write("written " + then + "\\n"), 600); }, 300);
`;

it("loses at most the last moments of a capture when the program is killed", async () => {
  const path = join(folder, "killed.pcapng");
  const recorder = pathToFileURL(join(import.meta.dirname, "../../dist/engine/recorder.js")).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", RECORD, recorder, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  child.kill("SIGKILL");
  await once(child, "close");
  const written = Number(/written (\d+)/.exec(said.toString())?.[1]);
  expect(written).toBeGreaterThan(0);
  const opened = await openCaptureFile(path);
  try {
    const { view, problem } = opened;
    const rows = view.rows - (problem === null ? 0 : 1);
    // All that was recorded 250 ms before, and only whole events.
    expect(rows).toBeGreaterThanOrEqual(written);
    for (const row of await view.read(Math.max(0, rows - 500), 500, { previewBytes: 1000 })) {
      if (row.kind !== "data" || row.index >= rows) continue;
      const text = String(row.index)
        .padStart(8, "0")
        .repeat(1 + (row.index % 30));
      if (row.index < rows - 1) expect(Buffer.from(row.bytes).toString()).toBe(text);
      if (row.index % 5 === 0 && row.index < rows - 1) expect(row.detail).toEqual({ n: row.index });
    }
  } finally {
    await opened.close();
  }
});
