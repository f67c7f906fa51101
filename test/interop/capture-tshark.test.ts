import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { type CaptureEvent, EventWriter, MemorySink, type PeerRecord } from "../../src/capture/index.ts";
import type { CaptureRow } from "../../src/engine/capture-view.ts";
import { openCaptureFile } from "../../src/engine/capture-file.ts";
import { runProgram } from "../support/capture/run-program.ts";
import { itWith } from "../support/programs.ts";

const NO_BYTES = new Uint8Array(0);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-tshark-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PEERS: readonly PeerRecord[] = [
  { id: 1, network: "tcp", local: "127.0.0.1:8080", remote: "127.0.0.1:53211" },
  { id: 2, network: "tcp", local: "[::1]:8080", remote: "[fe80::1%eth0]:4444" },
  { id: 3, network: "udp", local: "127.0.0.1:7788", remote: "127.0.0.1:40000" },
  { id: 4, network: "udp", local: "[::1]:7788", remote: "[::1]:40001" },
  { id: 5, network: "unix", local: "/run/x.sock", remote: "unix#5" },
];

let now = 1.7e15;
function event(kind: CaptureEvent["kind"], peer: number, part: Partial<CaptureEvent> = {}): CaptureEvent {
  now += 250.25;
  return { kind, peer, timeUs: now, direction: null, bytes: NO_BYTES, detail: null, ...part };
}

function data(peer: number, direction: "in" | "out", bytes: string | Uint8Array): CaptureEvent {
  return event("data", peer, { direction, bytes: Buffer.from(bytes) });
}

const LONG = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) ^ (i >> 8));

function stream(peer: number): CaptureEvent[] {
  const record = PEERS.find(({ id }) => id === peer) as PeerRecord;
  const { network, local, remote } = record;
  return [
    event("accept", peer, { detail: { network, local, remote } }),
    data(peer, "in", "你好\r\n"),
    event("note", peer, { detail: { text: 'between <two> & "rows"\n' } }),
    data(peer, "out", "HELLO\r\n"),
    data(peer, "in", LONG),
    event("error", peer, { detail: { code: "ERR_X", message: "something" } }),
    data(peer, "out", LONG.subarray(1)),
    data(peer, "in", "x"),
    event("eof", peer, { direction: "in" }),
    event("close", peer, { detail: { reason: "fin" } }),
  ];
}

const EVENTS: readonly CaptureEvent[] = [
  event("listen", 0, { detail: { network: "tcp", local: "127.0.0.1:8080" } }),
  ...stream(1),
  ...stream(2),
  event("open", 3, { detail: { network: "udp", local: "127.0.0.1:7788", remote: "127.0.0.1:40000" } }),
  data(3, "in", "datagram"),
  data(3, "out", ""),
  data(3, "out", LONG.subarray(0, 65_507)),
  data(4, "in", LONG.subarray(0, 65_527)),
  data(4, "out", "odd"),
  ...stream(5),
  event("limit", 0, { detail: { limit: "maxRows", value: 3 } }),
];

async function written(name: string): Promise<string> {
  const sink = new MemorySink();
  const writer = new EventWriter(sink, { name: "interop", os: "Linux", seed: 0xffff_ff00 });
  for (const peer of PEERS) writer.addPeer(peer);
  for (const each of EVENTS) writer.write(each);
  writer.finish();
  const path = join(folder, name);
  await writeFile(path, sink.toBytes());
  return path;
}

function facts({ kind, timeUs, direction, peer, bytes, detail }: CaptureRow | CaptureEvent): unknown {
  return { kind, timeUs, direction, peer, detail, bytes: Buffer.from(bytes).toString("latin1") };
}

async function rowsOf(path: string): Promise<readonly CaptureRow[]> {
  const opened = await openCaptureFile(path);
  try {
    expect(opened.problem).toBeNull();
    return await opened.view.read(0, 10_000, { previewBytes: 1e6 });
  } finally {
    await opened.close();
  }
}

/** Bytes of each direction as `follow,tcp,raw` prints them: node 0 at the margin, node 1 behind a tab. */
function followed(output: string): readonly [string, string] {
  const sides: [string, string] = ["", ""];
  const body = output.slice(output.indexOf("Node 1:")).split("\n").slice(1);
  for (const line of body) {
    if (line.startsWith("=")) break;
    sides[line.startsWith("\t") ? 1 : 0] += line.trim();
  }
  return sides;
}

function hexOf(events: readonly CaptureEvent[], peer: number, direction: "in" | "out"): string {
  return Buffer.concat(
    events
      .filter((each) => each.kind === "data" && each.peer === peer && each.direction === direction)
      .map((each) => each.bytes),
  ).toString("hex");
}

describe("captures of ours in Wireshark's tools", () => {
  itWith(["tshark"])("are followed to the bytes that were recorded, both ways, IPv4, IPv6 and Unix", async () => {
    const path = await written("follow.pcapng");
    for (const [number, peer] of [
      [0, 1],
      [1, 2],
      [2, 5],
    ] as const) {
      const { stdout } = await runProgram("tshark", ["-r", path, "-q", "-z", `follow,tcp,raw,${number}`]);
      const [client, server] = followed(stdout);
      expect(client === hexOf(EVENTS, peer, "in")).toBe(true);
      expect(server === hexOf(EVENTS, peer, "out")).toBe(true);
    }
  });

  itWith(["tshark"])("have no bad checksum, no malformed packet and no complaint about sequence numbers", async () => {
    const path = await written("checked.pcapng");
    const checks = ["tcp", "udp", "ip"].flatMap((name) => ["-o", `${name}.check_checksum:TRUE`]);
    const bad =
      "tcp.checksum.status==0 or udp.checksum.status==0 or ip.checksum.status==0 or _ws.malformed or tcp.analysis.lost_segment or tcp.analysis.retransmission or tcp.analysis.out_of_order or tcp.analysis.window_full";
    const { stdout } = await runProgram("tshark", ["-r", path, ...checks, "-Y", bad]);
    expect(stdout).toBe("");
    const all = await runProgram("tshark", [
      "-r",
      path,
      ...checks,
      "-Y",
      "tcp.checksum.status==1 or udp.checksum.status==1",
      "-T",
      "fields",
      "-e",
      "frame.number",
    ]);
    expect(all.stdout.trim().split("\n").length).toBeGreaterThan(30);
  });

  itWith(["tshark"])("show every datagram and every event that is no packet", async () => {
    const path = await written("rows.pcapng");
    const udp = await runProgram("tshark", [
      "-r",
      path,
      "-Y",
      "udp",
      "-T",
      "fields",
      "-e",
      "udp.length",
      "-e",
      "frame.interface_queue",
    ]);
    expect(udp.stdout.trim().split("\n")).toEqual(["16\t3", "8\t3", "65515\t3", "65535\t4", "11\t4"]);
    const { stdout } = await runProgram("tshark", ["-r", path]);
    for (const text of [
      "listen: network=tcp local=127.0.0.1:8080",
      "error peer 1: code=ERR_X",
      "limit: limit=maxRows value=3",
    ]) {
      expect(stdout).toContain(text);
    }
  });

  itWith(["capinfos"])("are described", async () => {
    const { stdout } = await runProgram("capinfos", [await written("info.pcapng")]);
    expect(stdout).toContain("Raw IP");
    expect(stdout).toContain("Capture application: Jackfield");
    expect(stdout).toContain("headers, handshakes, sequence numbers and checksums are synthesised");
    expect(stdout).toContain("Unix stream socket /run/x.sock");
    expect(stdout).toMatch(/Strict time order: +True/);
  });

  itWith(["editcap"])("come back from editcap with the same events", async () => {
    const path = await written("before.pcapng");
    expect((await rowsOf(path)).map(facts)).toEqual(EVENTS.map(facts));
    const edited = join(folder, "edited.pcapng");
    await runProgram("editcap", [path, edited]);
    expect((await rowsOf(edited)).map(facts)).toEqual(EVENTS.map(facts));
  });

  itWith(["editcap", "tshark"])("are conversations of anybody's when they went through classic pcap", async () => {
    const path = await written("own.pcapng");
    const packets = join(folder, "packets.pcapng");
    await runProgram("tshark", ["-r", path, "-Y", "ip or ipv6", "-w", packets]);
    for (const format of ["pcap", "nsecpcap"]) {
      const foreign = join(folder, `foreign.${format}`);
      await runProgram("editcap", ["-F", format, packets, foreign]);
      const rows = await rowsOf(foreign);
      // Peers are numbered by appearance, which is the same order here.
      for (const peer of [1, 2, 5]) {
        for (const direction of ["in", "out"] as const) {
          const bytes = Buffer.concat(
            rows
              .filter((row) => row.kind === "data" && row.peer === peer && row.direction === direction)
              .map((row) => row.bytes),
          );
          expect(bytes.toString("hex") === hexOf(EVENTS, peer, direction)).toBe(true);
        }
        expect(rows.filter((row) => row.peer === peer && row.kind !== "data").map((row) => row.kind)).toEqual([
          "accept",
          "eof",
          "eof",
          "close",
        ]);
      }
      expect(
        rows.filter((row) => row.peer === 3 && row.kind === "data").map((row) => [row.direction, row.length]),
      ).toEqual([
        ["in", 8],
        ["out", 0],
        ["out", 65_507],
      ]);
      expect(rows.some((row) => row.kind === "drop")).toBe(false);
    }
  });
});

/** A pcap of one TCP conversation with packets lost, swapped and sent twice, made in Python from its own words. */
const PYTHON = `
import struct, sys
link, order, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
A, B = bytes([10,0,0,1]), bytes([10,0,0,2])
def ip(src, dst, proto, body): return struct.pack('>BBHHHBBH4s4s', 0x45,0,20+len(body),0,0,64,proto,0,src,dst) + body
def tcp(src, dst, sp, dp, seq, ack, flags, data=b''):
    return ip(src, dst, 6, struct.pack('>HHIIBBHHH', sp, dp, seq & 0xffffffff, ack & 0xffffffff, 0x50, flags, 65535, 0, 0) + data)
def c(seq, flags=0x10, data=b'', ack=500): return tcp(A, B, 40000, 80, seq, ack, flags, data)
def s(seq, flags=0x10, data=b'', ack=0): return tcp(B, A, 80, 40000, seq, ack, flags, data)
I = 0xfffffff0
P = [c(I, 2, ack=0), s(499, 0x12, ack=I+1), c(I+1), c(I+6, data=b'world'), c(I+1, data=b'hello'), c(I+1, data=b'hello'), c(I+4, data=b'loworld!'),
     s(500, data=b'one'), s(506, data=b'three'), c(I+12, ack=511), s(511, 0x11), c(I+12, 0x11, ack=512),
     ip(A, B, 17, struct.pack('>HHHH', 5000, 53, 11, 0) + b'dns'), ip(B, A, 17, struct.pack('>HHHH', 53, 5000, 8, 0)), ip(A, B, 1, b'ping')]
def frame(p, i):
    out = i % 2
    return {1: b'\\0'*12 + b'\\x81\\0\\0\\x05\\x08\\0' + p, 101: p, 0: struct.pack(order+'I', 2) + p, 108: struct.pack('>I', 2) + p,
      113: struct.pack('>HHH8sH', 0, 1, 6, b'', 0x800) + p, 276: struct.pack('>HHIHBB8s', 0x800, 0, 1, 1, 0, 6, b'') + p}[link]
with open(path, 'wb') as f:
    f.write(struct.pack(order+'IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, link))
    for i, p in enumerate(P):
        d = frame(p, i)
        f.write(struct.pack(order+'IIII', 1700000000, i * 1000, len(d), len(d)) + d)
`;

describe("captures of anybody's", () => {
  itWith(["python3"])("of every link type and byte order become the same rows", async () => {
    const script = join(folder, "make.py");
    await writeFile(script, PYTHON);
    const expected = [
      ["accept", null, 1, ""],
      ["data", "in", 1, "hello"],
      ["data", "in", 1, "world"],
      ["data", "in", 1, "!"],
      ["data", "out", 1, "one"],
      ["drop", null, 1, ""],
      ["data", "out", 1, "three"],
      ["eof", "out", 1, ""],
      ["eof", "in", 1, ""],
      ["close", null, 1, ""],
      ["open", null, 2, ""],
      ["data", "in", 2, "dns"],
      ["data", "out", 2, ""],
      ["note", null, 0, ""],
    ];
    // SLL tells that a packet came in, so there the side that sends is remote in every packet; those are left to the next test.
    for (const link of [1, 101, 0, 108]) {
      for (const order of ["<", ">"]) {
        const path = join(folder, `foreign-${link}.pcap`);
        await runProgram("python3", [script, String(link), order, path]);
        const rows = await rowsOf(path);
        const got = rows.map((row) => [row.kind, row.direction, row.peer, Buffer.from(row.bytes).toString()]);
        // The loss is told where the stream ended: nothing acknowledges it earlier for long enough.
        expect(new Set(got.map(String))).toEqual(new Set(expected.map(String)));
        expect(
          got
            .filter(([kind]) => kind === "data")
            .map(([, , , text]) => text)
            .join("|"),
        ).toContain("hello|world|!");
        expect(rows.find((row) => row.kind === "drop")?.detail).toMatchObject({ bytes: 3, direction: "out" });
        expect(rows.at(-1)?.detail).toMatchObject({ reason: "other-protocol", count: 1 });
      }
    }
  });

  itWith(["python3"])("of Linux cooked link types keep all bytes", async () => {
    const script = join(folder, "make.py");
    await writeFile(script, PYTHON);
    for (const link of [113, 276]) {
      const path = join(folder, `cooked-${link}.pcap`);
      await runProgram("python3", [script, String(link), "<", path]);
      const text = (await rowsOf(path))
        .filter((row) => row.kind === "data")
        .map((row) => Buffer.from(row.bytes).toString());
      expect(text.toSorted()).toEqual(["", "!", "dns", "hello", "one", "three", "world"]);
    }
  });

  itWith(["text2pcap"])("made by text2pcap are read", async () => {
    const text = join(folder, "dump.txt");
    await writeFile(text, "I\n000000 68 65 6c 6c 6f\n\nO\n000000 79 6f\n\n");
    const path = join(folder, "text.pcapng");
    await runProgram("text2pcap", ["-q", "-D", "-T", "1111,2222", "-4", "10.0.0.1,10.0.0.2", text, path]);
    const rows = (await rowsOf(path)).filter((row) => row.kind === "data");
    expect(rows.map((row) => [row.direction, Buffer.from(row.bytes).toString()])).toEqual([
      ["in", "hello"],
      ["out", "yo"],
    ]);
  });
});
