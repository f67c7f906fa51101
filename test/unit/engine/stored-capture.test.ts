import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CharsetName, decodeText, encodeText, type FramingSpec } from "../../../src/bytes/index.ts";
import type { PeerNetwork } from "../../../src/capture/index.ts";
import type { CaptureRow } from "../../../src/engine/capture-view.ts";
import { createRecorder } from "../../../src/engine/recorder.ts";
import type { SessionRecorder } from "../../../src/engine/session-recorder.ts";

let folder: string;
let recorder: SessionRecorder | null;
let now = 1.7e15;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-stored-"));
  recorder = null;
});
afterEach(async () => {
  await recorder?.discard();
  await rm(folder, { recursive: true, force: true });
});

async function record(
  pieces: readonly Uint8Array[],
  framing: FramingSpec,
  network: PeerNetwork = "tcp",
): Promise<SessionRecorder> {
  const made = await createRecorder({
    path: join(folder, "a.pcapng"),
    temporary: true,
    name: "test",
    type: "tcp-server",
    maxRows: 1e6,
    maxCaptureBytes: 2 ** 34,
    framing,
    onTrouble: () => {},
  });
  recorder = made;
  made.addPeer({ id: 1, network, local: "127.0.0.1:1", remote: "127.0.0.1:2" });
  for (const bytes of pieces) {
    now += 1000;
    void made.record({ kind: "data", timeUs: now, direction: "in", peer: 1, bytes, detail: null });
  }
  return made;
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/** What a face shows: carry and bytes, without what a later row ends. */
function shown(rows: readonly CaptureRow[], charset: CharsetName): string {
  return rows
    .map(({ carry, bytes, unfinished }) => {
      const all = Buffer.concat([carry, bytes]);
      return decodeText(all.subarray(0, Math.max(0, all.length - unfinished)), charset);
    })
    .join("");
}

describe("StoredCapture", () => {
  const TEXT = "温度=21.5℃ 你好，世界 0123456789 abc 再见".repeat(3);

  it.each<[CharsetName, number]>([
    ["utf-8", 1],
    ["utf-8", 2],
    ["utf-8", 5],
    ["gbk", 1],
    ["gbk", 3],
    ["gb18030", 5],
    ["utf-16le", 3],
    ["latin1", 7],
  ])("shows whole characters of %s in rows of %i bytes", async (charset, size) => {
    const text = charset === "latin1" ? "äöü abc" : TEXT;
    const made = await record(cut(encodeText(text, charset), size), { type: "read" });
    const rows = await made.view.read(0, 1000, { charsetIn: charset });
    expect(shown(rows, charset)).toBe(text);
  });

  it("finds split characters in the middle of a long capture, and behind a short preview", async () => {
    const made = await record(cut(encodeText("你好".repeat(500), "gbk"), 7), { type: "read" });
    const [row] = await made.view.read(100, 1, { charsetIn: "gbk", previewBytes: 2 });
    expect([row?.carry.length, row?.unfinished, row?.bytes.length]).toEqual([0, 1, 2]);
    const [next] = await made.view.read(101, 1, { charsetIn: "gbk" });
    expect([next?.carry.length, next?.unfinished]).toEqual([1, 0]);
  });

  it.each<[string, FramingSpec, CharsetName, string[], [number, number][]]>([
    // The second byte of the first message and the first of the second would be 你.
    [
      "rows that are messages",
      { type: "fixed", size: 2 },
      "gbk",
      ["01c4", "e3ba"],
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      "halves of messages",
      { type: "fixed", size: 4 },
      "gbk",
      ["c4", "e3ba", "c3", "c4e3bac3"],
      [
        [0, 1],
        [1, 1],
        [1, 0],
        [0, 0],
      ],
    ],
    [
      "a row with a message and a half",
      { type: "fixed", size: 3 },
      "gbk",
      ["01c4", "c4c4", "e3ba"],
      [
        [0, 1],
        [1, 1],
        [1, 0],
      ],
    ],
    [
      "messages of odd length",
      { type: "fixed", size: 3 },
      "utf-16le",
      ["410042", "410042", "41"],
      [
        [0, 0],
        [0, 0],
        [0, 1],
      ],
    ],
    [
      "no framing",
      { type: "read" },
      "gbk",
      ["01c4", "e3ba"],
      [
        [0, 1],
        [1, 1],
      ],
    ],
  ])("keeps characters in their message: %s", async (_name, spec, charset, pieces, expected) => {
    const made = await record(
      pieces.map((hex) => Buffer.from(hex, "hex")),
      spec,
    );
    for (const previewBytes of [256, 1]) {
      const rows = await made.view.read(0, 9, { charsetIn: charset, previewBytes });
      expect(rows.map((row) => [row.carry.length, row.unfinished])).toEqual(expected);
    }
  });

  it("takes every datagram by itself", async () => {
    const made = await record(cut(encodeText("你好", "gbk"), 1), { type: "read" }, "udp");
    const rows = await made.view.read(0, 9, { charsetIn: "gbk" });
    expect(rows.map((row) => row.carry.length + row.unfinished)).toEqual([0, 0, 0, 0]);
  });

  it("frames rows as they come, and all of them again when the framing changes", async () => {
    const made = await record(cut(Buffer.from("ab\ncd\nef"), 3), { type: "line" });
    const { view } = made;
    const brief = async (): Promise<unknown> =>
      (await view.read(0, 9)).map(({ framing }) =>
        framing === null ? null : [framing.continues, framing.ended, framing.open],
      );
    expect(view.framed).toBe(3);
    expect(await brief()).toEqual([
      [false, 1, false],
      [false, 1, false],
      [false, 0, true],
    ]);
    view.setFraming({ type: "fixed", size: 4 });
    expect(await brief()).toEqual([
      [false, 0, true],
      [true, 1, true],
      [true, 1, false],
    ]);
    void made.record({ kind: "data", timeUs: now, direction: "in", peer: 1, bytes: Buffer.from("x"), detail: null });
    expect(view.framed).toBe(4);
    view.setFraming({ type: "read" });
    expect(await brief()).toEqual([null, null, null, null]);
  });

  it("tells listeners of new rows and of framing", async () => {
    const made = await record([], { type: "read" });
    const heard = new Promise<void>((resolve) => made.view.onRows(resolve));
    void made.record({
      kind: "note",
      timeUs: now,
      direction: null,
      peer: 0,
      bytes: new Uint8Array(0),
      detail: { text: "x" },
    });
    await heard;
    expect(made.view.rows).toBe(1);
  });
});

describe("messages that end in silence", () => {
  it("are told as ended though nothing more comes", async () => {
    const { view: capture } = await record([Buffer.from("ab"), Buffer.from("cd")], { type: "idle", gapMs: 30 });
    const before = await capture.read(0, 2);
    expect(before.map(({ framing }) => framing?.open)).toEqual([true, true]);
    await new Promise<void>((resolve) => {
      const stop = capture.onRows(() => {
        if (capture.endings === 0) return;
        stop();
        resolve();
      });
    });
    const after = await capture.read(0, 2);
    expect(after[1]?.framing).toMatchObject({ continues: true, ended: 1, open: false, ends: [2], from: 0 });
    expect(capture.endings).toBe(1);
  });
});
