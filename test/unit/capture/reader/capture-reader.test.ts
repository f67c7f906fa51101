import { describe, expect, it } from "vitest";
import { CaptureReader, type CaptureRecord } from "../../../../src/capture/index.ts";

/** Builds pcapng blocks in one byte order, by the draft rather than by our writer. */
class Blocks {
  readonly #little: boolean;
  readonly parts: Buffer[] = [];

  constructor(little: boolean) {
    this.#little = little;
  }

  u16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#little) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  }

  u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#little) bytes.writeUInt32LE(value >>> 0);
    else bytes.writeUInt32BE(value >>> 0);
    return bytes;
  }

  option(code: number, value: Uint8Array): Buffer {
    return Buffer.concat([this.u16(code), this.u16(value.length), value, Buffer.alloc(-value.length & 3)]);
  }

  add(type: number, ...body: Uint8Array[]): this {
    const content = Buffer.concat(body);
    const padding = Buffer.alloc(-content.length & 3);
    const total = this.u32(12 + content.length + padding.length);
    this.parts.push(Buffer.concat([this.u32(type), total, content, padding, total]));
    return this;
  }

  section(): this {
    return this.add(
      0x0a0d0d0a,
      this.u32(0x1a2b3c4d),
      this.u16(1),
      this.u16(0),
      Buffer.alloc(8, 0xff),
      this.option(4, Buffer.from("app")),
      this.option(1, Buffer.from("said")),
      this.option(0, Buffer.alloc(0)),
    );
  }

  interface(linkType: number, ...options: Buffer[]): this {
    return this.add(1, this.u16(linkType), this.u16(0), this.u32(0), ...options, this.option(0, Buffer.alloc(0)));
  }

  packet(type: number, id: Buffer, high: number, low: number, data: string, ...options: Buffer[]): this {
    const bytes = Buffer.from(data);
    return this.add(
      type,
      id,
      this.u32(high),
      this.u32(low),
      this.u32(bytes.length),
      this.u32(bytes.length + 9),
      bytes,
      Buffer.alloc(-bytes.length & 3),
      ...options,
    );
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

function read(
  bytes: Uint8Array,
  step = bytes.length,
): { records: string[]; problem: string | null; offset: number | undefined } {
  const records: string[] = [];
  const reader = new CaptureReader((record: CaptureRecord) => {
    if (record.type === "section") records.push(`section ${record.application} ${record.comment}`);
    else if (record.type === "journal") records.push(`journal ${Buffer.from(record.entry).toString()}`);
    else {
      const { timeUs, linkType, data, originalLength, direction, queue, comments } = record;
      records.push(
        `${timeUs} link${linkType} ${Buffer.from(data).toString()}/${originalLength} ${direction} ${queue} ${comments.map((comment) => Buffer.from(comment)).join()}`,
      );
    }
  });
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.slice(at, at + step));
  reader.end();
  return { records, problem: reader.problem?.message ?? null, offset: reader.problem?.offset };
}

describe.each([
  ["little-endian", true],
  ["big-endian", false],
])("CaptureReader of %s pcapng", (_name, little) => {
  const b = new Blocks(little);
  const NONE = Buffer.alloc(0);
  const file = b
    .section()
    .interface(101)
    .interface(
      1,
      b.option(9, Buffer.of(9)),
      b.option(14, little ? Buffer.of(2, 0, 0, 0, 0, 0, 0, 0) : Buffer.of(0, 0, 0, 0, 0, 0, 0, 2)),
    )
    .interface(1, b.option(9, Buffer.of(0x80 | 10)))
    .packet(
      6,
      b.u32(0),
      1,
      5,
      "micro",
      b.option(2, b.u32(2)),
      b.option(6, b.u32(77)),
      b.option(1, Buffer.from("one")),
      b.option(1, Buffer.from("two")),
      b.option(0, NONE),
    )
    .packet(6, b.u32(1), 0, 1500, "nano")
    .packet(6, b.u32(2), 0, 1536, "binary", b.option(2, b.u32(1)))
    .packet(2, Buffer.concat([b.u16(0), b.u16(3)]), 0, 7, "old")
    .add(3, b.u32(4), Buffer.from("simp"))
    .add(0x0bad, Buffer.alloc(40))
    .add(9, Buffer.from("A=b\n"))
    .bytes();
  const EXPECTED = [
    "section app said",
    "4294967301 link101 micro/14 out 77 one,two",
    "2000001.5 link1 nano/13 null null ",
    "1500000 link1 binary/15 in null ",
    "7 link101 old/12 null null ",
    "0 link101 simp/4 null null ",
    "journal A=b\n",
  ];

  it.each([1, 3, 16, 100, 10_000])("reads it in pieces of %i bytes", (step) => {
    expect(read(file, step)).toEqual({ records: EXPECTED, problem: null, offset: undefined });
  });

  it("reads what is whole of a file that was cut anywhere", () => {
    for (let length = 1; length < file.length; length++) {
      const { records, problem, offset } = read(file.subarray(0, length));
      expect(records).toEqual(EXPECTED.slice(0, records.length));
      if (problem === null) continue;
      expect(offset).toBeLessThanOrEqual(length);
    }
  });

  it.each<[string, (blocks: Blocks) => Blocks, string]>([
    ["a packet of an interface that is not described", (x) => x.packet(6, x.u32(3), 0, 0, "x"), "interface 3"],
    [
      "a packet longer than its block",
      (x) => x.add(6, x.u32(0), Buffer.alloc(8), x.u32(1000), x.u32(1000)),
      "a packet of 1000 bytes",
    ],
    ["a packet block that is too short", (x) => x.add(6, x.u32(0)), "less than 32"],
    ["an interface block that is too short", (x) => x.add(1, x.u32(0)), "less than 20"],
  ])("stops at %s, with all before it", (_what, damage, message) => {
    const bytes = damage(new Blocks(little).section().interface(101).packet(6, b.u32(0), 0, 1, "good")).bytes();
    const { records, problem } = read(bytes);
    expect(records).toHaveLength(2);
    expect(problem).toContain(message);
  });

  it("stops at lengths that are none", () => {
    for (const [at, value, message] of [
      [4, 8, "a block of 8 bytes"],
      [4, 30, "a block of 30 bytes"],
      [4, 0x7fff_fff0, "a block of 2147483632 bytes"],
      [-4, 999, "two lengths differ"],
    ] as const) {
      const blocks = new Blocks(little).section().interface(101).packet(6, b.u32(0), 0, 1, "good");
      const last = blocks.parts.at(-1) as Buffer;
      blocks.u32(value).copy(last, at < 0 ? last.length + at : at);
      const { problem, offset } = read(blocks.bytes());
      expect(problem).toContain(message);
      expect(offset).toBe(blocks.bytes().length - last.length);
    }
  });
});

describe("CaptureReader of pcap", () => {
  it.each([
    ["microseconds, little-endian", true, 0xa1b2c3d4, 250_000],
    ["microseconds, big-endian", false, 0xa1b2c3d4, 250_000],
    ["nanoseconds, little-endian", true, 0xa1b23c4d, 250_000_000],
    ["nanoseconds, big-endian", false, 0xa1b23c4d, 250_000_000],
  ])("reads %s", (_name, little, magic, fraction) => {
    const b = new Blocks(little);
    const head = Buffer.concat([b.u32(magic), b.u16(2), b.u16(4), Buffer.alloc(8), b.u32(262_144), b.u32(113)]);
    const packet = Buffer.concat([b.u32(1_700_000_000), b.u32(fraction), b.u32(3), b.u32(60), Buffer.from("abc")]);
    const bytes = Buffer.concat([head, packet, packet]);
    const row = "1700000000250000 link113 abc/60 null null ";
    expect(read(bytes, 5)).toEqual({ records: ["section  ", row, row], problem: null, offset: undefined });
    const cut = read(bytes.subarray(0, -1));
    expect(cut.records).toHaveLength(2);
    expect(cut).toMatchObject({ offset: head.length + packet.length });
    const huge = Buffer.concat([head, packet, b.u32(0), b.u32(0), b.u32(0xffff_ffff), b.u32(0)]);
    expect(read(huge).problem).toContain("a packet of 4294967295 bytes");
  });
});
