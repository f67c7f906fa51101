import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiClient } from "../../../support/api-client.ts";
import { FakeEngine } from "../../../support/fake-engine.ts";
import { startWorkbench } from "../../../../src/web/server/index.ts";
import { Uploads } from "../../../../src/web/server/uploads.ts";

let folder: string;
let before: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-test-"));
  before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
});

afterEach(() => {
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  rmSync(folder, { recursive: true });
});

const stream = (...chunks: readonly string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
const signal = new AbortController().signal;
/** Files, however deep, below the temporary folder. */
const files = (): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe("uploads", () => {
  it("are kept whole where only this user can read them, until they are discarded", async () => {
    const uploads = new Uploads(100);
    const upload = await uploads.take(stream("hello ", "world"), "a.bin", signal);
    expect([upload.bytes, readFileSync(upload.path, "utf8")]).toEqual([11, "hello world"]);
    if (process.platform !== "win32") {
      expect(statSync(upload.path).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(upload.path)).mode & 0o777).toBe(0o700);
    }
    await upload.discard();
    await upload.discard();
    expect(files()).toEqual([]);
    await uploads.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("take as much as is allowed, and leave nothing of more", async () => {
    const uploads = new Uploads(11);
    await (await uploads.take(stream("hello ", "world"), "x", signal)).discard();
    await expect(uploads.take(stream("hello ", "world!"), "x", signal)).rejects.toMatchObject({ code: "ERR_LIMIT" });
    expect(files()).toEqual([]);
    await uploads.close();
  });

  it("leave nothing when the client goes away", async () => {
    const uploads = new Uploads(100);
    const controller = new AbortController();
    const endless = new ReadableStream<Uint8Array>({ start: (to) => to.enqueue(Uint8Array.of(1)) });
    const taken = uploads.take(endless, "x", controller.signal);
    await expect.poll(files).toEqual(["x"]);
    controller.abort();
    await expect(taken).rejects.toThrow();
    expect(files()).toEqual([]);
    await uploads.close();
  });

  it.each([
    ["报告.bin", "报告.bin"],
    ["../../x", "x"],
    ["C:\\temp\\x.txt", "x.txt"],
    ["..", "file"],
    ["", "file"],
    ["a\u0000b\nc:d", "a_b_c_d"],
  ])("named %j are kept as %j", async (name, kept) => {
    const uploads = new Uploads(100);
    const upload = await uploads.take(stream("x"), name, signal);
    expect(basename(upload.path)).toBe(kept);
    await uploads.close();
  });
});

describe("a download of a capture", () => {
  it.each(["is read to its end", "is given up", "is asked for by HEAD only"])("that %s leaves no copy", async (how) => {
    const engine = new FakeEngine();
    engine.add("s1").capture.saveAs = async (path) => {
      const { writeFile } = await import("node:fs/promises");
      await writeFile(path, new Uint8Array(20_000_000));
    };
    await using workbench = await startWorkbench({ engine: engine.engine, pageFolder: folder, version: "1", port: 0 });
    const params = { session: "s1" };
    if (how === "is asked for by HEAD only") {
      const head = await fetch(`http://127.0.0.1:${workbench.port}/api/sessions/s1/capture`, {
        method: "HEAD",
        headers: { authorization: `Bearer ${workbench.token}` },
      });
      expect([head.status, head.headers.get("content-length")]).toEqual([200, "20000000"]);
    } else {
      const controller = new AbortController();
      const answer = await new ApiClient(workbench).response("downloadCapture", { params, signal: controller.signal });
      if (how === "is given up") controller.abort();
      else expect((await answer.arrayBuffer()).byteLength).toBe(20_000_000);
    }
    await expect.poll(files, { timeout: 10_000 }).toEqual([]);
  });
});
