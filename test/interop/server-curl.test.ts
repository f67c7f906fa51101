import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { startWorkbench, type Workbench } from "../../src/web/server/index.ts";
import { itWith } from "../support/programs.ts";

let folder: string;
let engine: Engine;
let workbench: Workbench;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-test-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>the page</title>");
  engine = createEngine();
  workbench = await startWorkbench({ engine, pageFolder: folder, version: "1", port: 0 });
  base = `http://127.0.0.1:${workbench.port}`;
});

afterAll(async () => {
  await workbench.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What curl prints, with the status on a last line. */
function curl(...args: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const given = ["-sS", "--noproxy", "*", "--max-time", "30", "-w", "\n%{http_code}", ...args];
    execFile("curl", given, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const cut = stdout.lastIndexOf("\n");
      if (error === null) resolve({ status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) });
      else reject(new Error(`curl: ${stderr}`));
    });
  });
}

const bearer = (): readonly string[] => ["-H", `Authorization: Bearer ${workbench.token}`];

async function json<T>(...args: readonly string[]): Promise<T> {
  const { body } = await curl(...bearer(), ...args);
  return JSON.parse(body) as T;
}

describe("curl and the workbench", () => {
  itWith(["curl"])("enters by the printed address and keeps the cookie", async () => {
    const jar = join(folder, "cookies");
    const entered = await curl("-L", "-c", jar, "-b", jar, workbench.url);
    expect(entered).toEqual({ status: 200, body: "<!doctype html><title>the page</title>" });
    expect((await curl("-b", jar, `${base}/api/sessions`)).status).toBe(200);
    expect((await curl(`${base}/api/sessions`)).status).toBe(401);
    expect((await curl("-b", jar, "-H", "Host: evil.example", `${base}/`)).status).toBe(403);
    expect((await curl("--path-as-is", "-b", jar, `${base}/../../etc/passwd`)).status).toBe(404);
  });

  itWith(["curl"])("opens a server in GBK, answers its client, reads the rows and takes the capture away", async () => {
    const spec = { type: "tcp-server", port: 0, charset: { in: "gbk", out: "gbk" } };
    const { id, local } = await json<{ id: string; local: string }>(
      "-H",
      "Content-Type: application/json",
      "-d",
      JSON.stringify({ spec }),
      `${base}/api/sessions`,
    );
    const client = connect(Number(local.split(":").at(-1)), "127.0.0.1");
    const answer = new Promise<Buffer>((resolve) => client.once("data", resolve));
    client.write(Buffer.from("c4e3bac3", "hex"));
    const rows = async (): Promise<{ total: number; rows: { kind: string; bytes: string; direction: string }[] }> =>
      await json(`${base}/api/sessions/${id}/rows?from=0`);
    await expect
      .poll(async () => (await rows()).rows.some(({ kind }) => kind === "data"), { timeout: 20_000 })
      .toBe(true);

    const body = { message: { type: "text", text: "你好\\r\\n", escapes: true }, to: "all" };
    const sent = await json(
      "-H",
      "Content-Type: application/json",
      "-d",
      JSON.stringify(body),
      `${base}/api/sessions/${id}/send`,
    );
    expect(sent).toMatchObject({ length: 6, sent: [{ peer: 1 }], failed: [] });
    expect((await answer).toString("hex")).toBe("c4e3bac30d0a");

    const data = (await rows()).rows.filter(({ kind }) => kind === "data");
    expect(data.map(({ direction, bytes }) => [direction, Buffer.from(bytes, "base64").toString("hex")])).toEqual([
      ["in", "c4e3bac3"],
      ["out", "c4e3bac30d0a"],
    ]);
    const file = join(folder, "capture.pcapng");
    expect((await curl(...bearer(), "-o", file, `${base}/api/sessions/${id}/capture`)).status).toBe(200);
    const capture = readFileSync(file);
    // The section header block of pcapng.
    expect(capture.subarray(0, 4).toString("hex")).toBe("0a0d0d0a");
    expect(capture.includes(Buffer.from("c4e3bac3", "hex"))).toBe(true);
    client.destroy();
  });

  itWith(["curl"])("uploads a file to be sent, streamed in chunks", async () => {
    const { id, local } = await json<{ id: string; local: string }>(
      "-H",
      "Content-Type: application/json",
      "-d",
      JSON.stringify({ spec: { type: "tcp-server", port: 0 } }),
      `${base}/api/sessions`,
    );
    const client = connect(Number(local.split(":").at(-1)), "127.0.0.1");
    const hash = createHash("sha256");
    client.on("data", (chunk) => hash.update(chunk));
    await expect.poll(() => engine.sessions.get(id)?.state().peersOpen, { timeout: 20_000 }).toBe(1);
    const content = randomBytes(3_000_000);
    const path = join(folder, "upload.bin");
    writeFileSync(path, content);
    const started = await json<{ id: string }>(
      "-T",
      path,
      "-X",
      "POST",
      "-H",
      "Transfer-Encoding: chunked",
      "-H",
      "Expect:",
      `${base}/api/sessions/${id}/send-upload?to=all&name=upload.bin&shutdownAfter=true`,
    );
    const ended = new Promise((resolve) => client.once("end", resolve));
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(await engine.sessions.get(id)?.transferEnd(started.id)).toMatchObject({ phase: "done", sha256 });
    await ended;
    expect(hash.digest("hex")).toBe(sha256);
    client.destroy();
  });
});
