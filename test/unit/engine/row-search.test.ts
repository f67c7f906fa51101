import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FilteredRows } from "../../../src/engine/capture-view.ts";
import { createRecorder } from "../../../src/engine/recorder.ts";
import type { SessionRecorder } from "../../../src/engine/session-recorder.ts";

let folder: string;
let recorder: SessionRecorder;
let now = 1.7e15;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-search-"));
  recorder = await createRecorder({
    path: join(folder, "a.pcapng"),
    temporary: true,
    name: "test",
    type: "tcp-server",
    maxRows: 1e6,
    maxCaptureBytes: 2 ** 34,
    framing: { type: "read" },
    onTrouble: () => {},
  });
  recorder.addPeer({ id: 1, network: "tcp", local: "127.0.0.1:1", remote: "127.0.0.1:2" });
});
afterEach(async () => {
  await recorder.discard();
  await rm(folder, { recursive: true, force: true });
});

function say(text: string | Uint8Array, direction: "in" | "out" = "in"): void {
  now += 1000;
  void recorder.record({ kind: "data", timeUs: now, direction, peer: 1, bytes: Buffer.from(text), detail: null });
}

async function finished(search: FilteredRows): Promise<void> {
  while (search.scanned < recorder.view.rows && search.problem === null) {
    await new Promise<void>((resolve) => {
      const forget = search.onProgress(() => {
        forget();
        resolve();
      });
    });
  }
}

it("finds rows, then along with new ones", async () => {
  for (let i = 0; i < 5000; i++) say(`line ${i}${i % 1000 === 7 ? " needle" : ""}`);
  const search = recorder.view.filter("needle");
  expect(search.matches).toBe(0);
  await finished(search);
  expect(search.indexes(0, 10)).toEqual([7, 1007, 2007, 3007, 4007]);
  expect(search.indexes(3, 1)).toEqual([3007]);
  const rows = await search.read(1, 2, { previewBytes: 6 });
  expect(rows.map((row) => [row.index, Buffer.from(row.bytes).toString()])).toEqual([
    [1007, "line 1"],
    [2007, "line 2"],
  ]);
  say("another needle");
  await finished(search);
  expect(search.matches).toBe(6);
  search.close();
  say("a needle too late");
  expect(search.matches).toBe(6);
});

it("looks at texts in the charset of their direction", async () => {
  const gbk = Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3);
  say(gbk);
  say("你好", "out");
  say("你好");
  const search = recorder.view.filter("你好", { charsetIn: "gbk" });
  await finished(search);
  expect(search.indexes(0, 9)).toEqual([0, 1]);
});

it("finds event rows by the values of their detail", async () => {
  say("x");
  void recorder.record({
    kind: "error",
    timeUs: now,
    direction: null,
    peer: 0,
    bytes: new Uint8Array(0),
    detail: { code: "ERR_RESET", message: "connection reset" },
  });
  const search = recorder.view.filter("err_reset");
  await finished(search);
  expect(search.indexes(0, 9)).toEqual([1]);
});

it("gives up a regular expression that would run for ever, and says where", async () => {
  say("fine");
  say(`${"a".repeat(60)}!`);
  const search = recorder.view.filter("/^(a+)+$/");
  await finished(search);
  expect(search.problem).toMatchObject({ code: "ERR_BAD_FILTER" });
  expect(search.problem?.message).toContain("row 1");
});

it("refuses a bad filter at once", () => {
  expect(() => recorder.view.filter("len>")).toThrow(
    expect.objectContaining({ code: "ERR_BAD_FILTER", position: 4 }) as Error,
  );
});

it.each([
  ["needle", "a NEEDLE in hay", true],
  ['"needle"', "a NEEDLE in hay", false],
  ["kiwi", "K\u0130W\u0130 and \u212aIWI", true],
  ["你好", "说你好吧", true],
  ["é", "CAFÉ", true],
  ["hex:e4bda0e5a5bd", "你好", true],
  ["needle or kind:note", "x", false],
  ["not needle", "x", true],
  ["needle /e+d/", "needle", true],
])("passes over regions without losing a match: %s in %j is %s", async (expression, text, found) => {
  for (let i = 0; i < 3000; i++) say("haystack");
  say(text);
  for (let i = 0; i < 3000; i++) say("haystack");
  const search = recorder.view.filter(`${expression} row:3000`);
  await finished(search);
  expect(search.indexes(0, 9)).toEqual(found ? [3000] : []);
});

it("searches the bytes of a row up to where its first packet ends", async () => {
  say(`${"x".repeat(65_486)}needle${"y".repeat(1000)}`);
  say(`${"x".repeat(65_489)}needle`);
  const search = recorder.view.filter("needle");
  await finished(search);
  expect(search.indexes(0, 9)).toEqual([0]);
});
