import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CaptureEvent } from "../../../src/capture/index.ts";
import { openCaptureFile } from "../../../src/engine/capture-file.ts";
import { createRecorder } from "../../../src/engine/recorder.ts";

let folder: string;
const NO_BYTES = new Uint8Array(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-open-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function event(part: Partial<CaptureEvent>): CaptureEvent {
  return { kind: "data", timeUs: 1.7e15, direction: null, peer: 1, bytes: NO_BYTES, detail: null, ...part };
}

const EVENTS: readonly CaptureEvent[] = [
  event({ kind: "listen", peer: 0, detail: { network: "tcp", local: "127.0.0.1:80" } }),
  event({
    kind: "accept",
    timeUs: 1.7e15 + 0.25,
    detail: { network: "tcp", local: "127.0.0.1:80", remote: "127.0.0.1:9" },
  }),
  event({ direction: "in", bytes: Buffer.from("hello"), detail: { rule: "x" } }),
  event({ direction: "out", bytes: Buffer.alloc(150_000, "0123456789"), detail: { 名: "字" } }),
  event({ kind: "error", detail: { code: "ERR_RESET", message: "reset" } }),
  event({ kind: "reset", direction: "in" }),
  event({ kind: "close", detail: { reason: "reset" } }),
];

async function recorded(): Promise<Uint8Array> {
  const path = join(folder, "made.pcapng");
  const recorder = await createRecorder({
    path,
    temporary: true,
    name: "test",
    type: "tcp-server",
    maxRows: 1e6,
    maxCaptureBytes: 2 ** 34,
    framing: { type: "read" },
    onTrouble: () => {},
  });
  recorder.addPeer({ id: 1, network: "tcp", local: "127.0.0.1:80", remote: "127.0.0.1:9" });
  for (const each of EVENTS) void recorder.record(each);
  await recorder.close();
  const bytes = await readFile(path);
  await recorder.discard();
  return bytes;
}

async function save(bytes: Uint8Array): Promise<string> {
  const path = join(folder, "opened.pcapng");
  await writeFile(path, bytes);
  return path;
}

function facts({ kind, timeUs, direction, peer, bytes, detail }: CaptureEvent): unknown {
  return { kind, timeUs, direction, peer, detail, bytes: Buffer.from(bytes).toString("latin1") };
}

/** A pcapng block: type, body, both lengths. */
function block(type: number, body: Uint8Array): Buffer {
  const total = 12 + body.length;
  const bytes = Buffer.alloc(total);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(total, 4);
  bytes.set(body, 8);
  bytes.writeUInt32LE(total, total - 4);
  return bytes;
}

describe("openCaptureFile", () => {
  it("reads a capture of our own where it is, with the same rows", async () => {
    const path = await save(await recorded());
    const { view, problem, totals, close } = await openCaptureFile(path);
    expect(problem).toBeNull();
    expect(view.path).toBe(path);
    const rows = await view.read(0, 100, { previewBytes: 1e6 });
    expect(rows.map(facts)).toEqual(EVENTS.map(facts));
    expect(view.peers.get(1)).toEqual({ id: 1, network: "tcp", local: "127.0.0.1:80", remote: "127.0.0.1:9" });
    expect(totals.get(1)).toEqual({
      bytesIn: 5,
      bytesOut: 150_000,
      readsIn: 1,
      writesOut: 1,
      firstUs: 1.7e15 + 0.25,
      lastUs: 1.7e15,
    });
    expect(Buffer.from(await view.payload(3, 65_490, 5)).toString()).toBe("01234");
    await close();
  });

  it("reads what is whole of one that was cut off, and says where it stopped", async () => {
    const whole = await recorded();
    const path = await save(whole.subarray(0, whole.length - 400));
    const { view, problem, close } = await openCaptureFile(path);
    expect(problem).toMatchObject({ code: "ERR_BAD_CAPTURE" });
    const rows = await view.read(0, 100, { previewBytes: 1e6 });
    expect(rows.slice(0, 4).map(facts)).toEqual(EVENTS.slice(0, 4).map(facts));
    expect(rows.at(-1)).toMatchObject({ kind: "error", detail: { code: "ERR_BAD_CAPTURE", offset: problem?.offset } });
    await view.saveAs(join(folder, "copy.pcapng"));
    expect((await readFile(join(folder, "copy.pcapng"))).length).toBe(whole.length - 400);
    await close();
  });

  it("keeps a long event that was cut off in the middle, as far as it came", async () => {
    const whole = Buffer.from(await recorded());
    const inside = whole.indexOf(Buffer.alloc(1000, "0123456789")) + 100_000;
    const { view, problem, close } = await openCaptureFile(await save(whole.subarray(0, inside)));
    expect(problem?.offset).toBeGreaterThan(65_492);
    const rows = await view.read(0, 100, { previewBytes: 1e6 });
    expect(rows[3]).toMatchObject({ kind: "data", length: 65_492, detail: null });
    expect(Buffer.from(rows[3]?.bytes ?? NO_BYTES).toString()).toBe("0123456789".repeat(6550).slice(0, 65_492));
    await close();
  });

  it("reads events of our own from a file that another tool has changed", async () => {
    const whole = Buffer.from(await recorded());
    const headLength = whole.readUInt32LE(4);
    // A block that we do not write, in the middle.
    const path = await save(
      Buffer.concat([whole.subarray(0, headLength), block(0xbad, Buffer.alloc(8)), whole.subarray(headLength)]),
    );
    const { view, close } = await openCaptureFile(path);
    expect((await view.read(0, 100, { previewBytes: 1e6 })).map(facts)).toEqual(EVENTS.map(facts));
    await close();
  });

  it("skips a block of an unknown type, however long it says it is", async () => {
    const whole = Buffer.from(await recorded());
    const lie = block(0x7777, Buffer.alloc(8));
    lie.writeUInt32LE(0xffff_fff0, 4);
    const { view, problem, close } = await openCaptureFile(await save(Buffer.concat([whole, lie])));
    expect(problem).toMatchObject({ code: "ERR_BAD_CAPTURE" });
    expect(view.rows).toBe(EVENTS.length + 1);
    await close();
  });

  it.each([
    ["nothing", Buffer.alloc(0), "the file is empty"],
    ["a text", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "not a pcap or pcapng file"],
    ["three bytes", Buffer.from("abc"), "not a pcap or pcapng file"],
  ])("refuses %s", async (_name, bytes, message) => {
    const path = await save(bytes);
    await expect(openCaptureFile(path)).rejects.toMatchObject({ code: "ERR_BAD_CAPTURE", offset: 0 });
    await expect(openCaptureFile(path)).rejects.toThrow(message);
  });

  it("refuses what is no file", async () => {
    await expect(openCaptureFile(folder)).rejects.toMatchObject({ code: "ERR_FILE" });
    await expect(openCaptureFile(join(folder, "none"))).rejects.toMatchObject({ code: "ERR_FILE" });
  });

  it("leaves no temporary files behind", async () => {
    const count = async (): Promise<number> =>
      (await readdir(tmpdir())).filter((name) => name.startsWith("jackfield-opened-")).length;
    const before = await count();
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt32LE(1, 20);
    const { view, close } = await openCaptureFile(await save(header));
    expect(view.rows).toBe(0);
    expect(await count()).toBe(before + 1);
    await close();
    expect(await count()).toBe(before);
  });
});
