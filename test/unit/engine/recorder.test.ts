import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CaptureEvent } from "../../../src/capture/index.ts";
import { createRecorder } from "../../../src/engine/recorder.ts";
import type { RecorderOptions } from "../../../src/engine/session-recorder.ts";

const NO_BYTES = new Uint8Array(0);
let folder: string;
let now: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-recorder-"));
  now = 1.7e15;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function options(more: Partial<RecorderOptions> = {}): RecorderOptions {
  return {
    path: join(folder, "a.pcapng"),
    temporary: true,
    name: "test",
    type: "tcp-server",
    maxRows: 1_000_000,
    maxCaptureBytes: 2 ** 34,
    framing: { type: "read" },
    onTrouble: () => {},
    ...more,
  };
}

function event(part: Partial<CaptureEvent>): CaptureEvent {
  now += 1000.25;
  return { kind: "data", timeUs: now, direction: null, peer: 1, bytes: NO_BYTES, detail: null, ...part };
}

function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

/** Compares fast: one by one, the matcher is slow on long arrays. */
function same(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}

const PEER = { id: 1, network: "tcp", local: "127.0.0.1:8080", remote: "127.0.0.1:53211" } as const;

describe("createRecorder", () => {
  it("gives rows back, before and after they are written", async () => {
    const recorder = await createRecorder(options());
    recorder.addPeer(PEER);
    const events = [
      event({ kind: "listen", peer: 0, detail: { network: "tcp", local: "127.0.0.1:8080" } }),
      event({ kind: "accept", detail: { network: "tcp", local: PEER.local, remote: PEER.remote } }),
      event({ direction: "in", bytes: pattern(10) }),
      event({ direction: "out", bytes: pattern(200_000), detail: { rule: "你好 \ud800" } }),
      event({ kind: "note", detail: { text: "x".repeat(100_000), n: 1.5, yes: true, none: null } }),
      event({ kind: "eof", direction: "in" }),
      event({ kind: "close", detail: { reason: "fin" } }),
    ];
    for (const each of events) void recorder.record(each);
    const check = async (): Promise<void> => {
      const rows = await recorder.view.read(0, 100, { previewBytes: 1_000_000 });
      const facts = ({ kind, timeUs, direction, peer, detail }: CaptureEvent): unknown => [
        kind,
        timeUs,
        direction,
        peer,
        detail,
      ];
      expect(rows.map(facts)).toEqual(events.map(facts));
      expect(rows.every((row, i) => same(row.bytes, events[i]?.bytes ?? NO_BYTES))).toBe(true);
    };
    await check();
    await recorder.close();
    await check();
    expect(recorder.view.rows).toBe(events.length);
    expect((await stat(recorder.view.path)).mode & 0o777).toBe(0o600);
    expect((await readFile(recorder.view.path)).length).toBeGreaterThanOrEqual(recorder.view.fileBytes);
    await recorder.discard();
    await expect(stat(recorder.view.path)).rejects.toThrow("ENOENT");
  });

  it("reads previews and any part of a payload that is several packets", async () => {
    const recorder = await createRecorder(options());
    recorder.addPeer(PEER);
    const bytes = pattern(300_000);
    void recorder.record(event({ direction: "in", bytes }));
    const [row] = await recorder.view.read(0, 1);
    expect(row).toMatchObject({ length: 300_000, deltaUs: 0 });
    expect(row?.bytes).toEqual(bytes.subarray(0, 256));
    for (const [offset, length] of [
      [0, 300_000],
      [65_491, 2],
      [65_492, 1],
      [130_983, 65_600],
      [299_999, 10],
      [400_000, 1],
    ] as const) {
      expect(same(await recorder.view.payload(0, offset, length), bytes.slice(offset, offset + length))).toBe(true);
    }
    await recorder.discard();
  });

  it.each([
    ["udp", "127.0.0.1:7788", "127.0.0.1:9", 65_507],
    ["udp", "[::1]:7788", "[::1]:9", 65_527],
    ["udp", "[::1]:7788", "[::1]:9", 0],
    ["tcp", "[::1]:7788", "[fe80::1%eth0]:9", 65_600],
    ["unix", "/run/x.sock", "unix#1", 70_001],
    ["unix", "@abstract", "unix#1", 1],
    ["tcp", "0.0.0.0:1", "[::1]:2", 3],
  ] as const)("keeps %s %s ← %s, %i bytes", async (network, local, remote, length) => {
    const recorder = await createRecorder(options());
    recorder.addPeer({ id: 1, network, local, remote });
    const events = [
      event({ kind: "open", detail: { network, local, remote } }),
      event({ direction: "in", bytes: pattern(length), detail: { a: 1 } }),
      event({ direction: "out", bytes: pattern(length) }),
      event({ kind: "close" }),
    ];
    for (const each of events) void recorder.record(each);
    const rows = await recorder.view.read(0, 9, { previewBytes: 100_000 });
    expect(rows.map(({ detail }) => detail)).toEqual(events.map(({ detail }) => detail));
    expect(rows.every((row, i) => same(row.bytes, events[i]?.bytes ?? NO_BYTES))).toBe(true);
    await recorder.discard();
  });

  it.each([
    [{ maxRows: 3 }, { limit: "maxRows", value: 3 }, 2],
    [{ maxCaptureBytes: 50_000 }, { limit: "maxCaptureBytes", value: 50_000 }, 1],
  ])("stops at %j, says so in a last row and counts the rest", async (limits, detail, kept) => {
    const trouble: unknown[] = [];
    const recorder = await createRecorder(
      options({ ...limits, onTrouble: (kind, told) => trouble.push([kind, told]) }),
    );
    recorder.addPeer(PEER);
    for (let i = 0; i < 10; i++) void recorder.record(event({ direction: "in", bytes: pattern(20_000) }));
    expect(trouble).toEqual([["limit", detail]]);
    expect(recorder.unrecorded).toBe(10 - kept);
    expect((await recorder.view.read(kept, 9)).map((row) => [row.kind, row.detail])).toEqual([["limit", detail]]);
    await recorder.discard();
  });

  it("counts a datagram that no packet holds and goes on", async () => {
    const recorder = await createRecorder(options());
    recorder.addPeer({ ...PEER, network: "udp" });
    void recorder.record(event({ direction: "in", bytes: new Uint8Array(65_508) }));
    void recorder.record(event({ direction: "in", bytes: pattern(5) }));
    expect(recorder.unrecorded).toBe(1);
    const rows = await recorder.view.read(0, 9);
    expect(rows.map((row) => row.kind)).toEqual(["drop", "data"]);
    expect(rows[1]?.bytes).toEqual(pattern(5));
    await recorder.discard();
  });

  it("keeps what it has when the disk fails, and says so", async () => {
    const trouble: string[] = [];
    const recorder = await createRecorder(
      options({ path: "/dev/full", temporary: false, onTrouble: (kind) => trouble.push(kind) }),
    );
    recorder.addPeer(PEER);
    void recorder.record(event({ direction: "in", bytes: pattern(100) }));
    await recorder.close();
    expect(trouble).toEqual(["error"]);
    void recorder.record(event({ direction: "in", bytes: pattern(100) }));
    expect(recorder.unrecorded).toBe(1);
    const rows = await recorder.view.read(0, 9);
    expect(rows.map((row) => row.kind)).toEqual(["data", "error"]);
    expect(rows[0]?.bytes).toEqual(pattern(100));
    await recorder.view.saveAs(join(folder, "saved.pcapng"));
    expect((await stat(join(folder, "saved.pcapng"))).size).toBe(recorder.view.fileBytes);
    await recorder.discard();
  });

  it("asks the caller to wait when the disk is behind, and loses nothing", async () => {
    const recorder = await createRecorder(options());
    recorder.addPeer(PEER);
    const bytes = pattern(1 << 20);
    let waited = 0;
    for (let i = 0; i < 40; i++) {
      bytes[0] = i;
      const pressure = recorder.record(event({ direction: "in", bytes }));
      if (pressure !== undefined) {
        waited += 1;
        await pressure;
      }
    }
    expect(waited).toBeGreaterThan(0);
    for (const row of [0, 17, 39]) expect((await recorder.view.payload(row))[0]).toBe(row);
    await recorder.discard();
  });

  it("saves a copy that does not grow, and refuses to overwrite itself", async () => {
    const recorder = await createRecorder(options());
    recorder.addPeer(PEER);
    void recorder.record(event({ direction: "in", bytes: pattern(1000) }));
    const saved = join(folder, "saved.pcapng");
    await recorder.view.saveAs(saved);
    const size = recorder.view.fileBytes;
    void recorder.record(event({ direction: "in", bytes: pattern(1000) }));
    await recorder.view.saveAs(recorder.view.path);
    expect((await stat(saved)).size).toBe(size);
    expect(recorder.view.rows).toBe(2);
    await recorder.close();
    expect((await stat(recorder.view.path)).size).toBe(recorder.view.fileBytes);
    await expect(recorder.view.saveAs(join(folder, "no/such/folder"))).rejects.toMatchObject({ code: "ERR_FILE" });
    await recorder.discard();
  });
});
