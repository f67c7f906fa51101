import { describe, expect, it } from "vitest";
import {
  createFramer,
  type FramingSpec,
  frame,
  formatHex,
  IdleFramer,
  parseHex,
  unframe,
} from "../../../src/bytes/index.ts";
import { JackfieldError } from "../../../src/errors/index.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Where messages end in the stream, however it is cut. */
function endsOf(
  spec: FramingSpec,
  stream: Uint8Array,
  size: number,
): { ends: number[]; open: number; codes: string[] } {
  const framer = createFramer(spec);
  const ends: number[] = [];
  const codes: string[] = [];
  for (let at = 0; at < stream.length; at += size) {
    const chunk = stream.subarray(at, at + size);
    const before = framer.open;
    const result = framer.push(chunk);
    expect(result.continues).toBe(before > 0);
    ends.push(...result.ends.map((end) => at + end));
    if (result.violation !== null) {
      codes.push(result.violation.code);
      expect(result.violation.offset).toBeGreaterThanOrEqual(0);
      expect(result.violation.offset).toBeLessThanOrEqual(chunk.length);
    }
  }
  return { ends, open: framer.open, codes };
}

const CASES: readonly (readonly [string, FramingSpec, Uint8Array, number[], number, string[]])[] = [
  ["lines", { type: "line" }, text("a\r\n\nbcd\ne"), [3, 4, 8], 1, []],
  ["CR LF", { type: "delimiter", hex: "0d0a" }, text("a\r\r\nb\nc\r\n\r\nd\r"), [4, 9, 11], 2, []],
  ["a delimiter that overlaps itself", { type: "delimiter", hex: "61 61 62" }, text("aaabxaabaa"), [4, 8], 2, []],
  ["fixed", { type: "fixed", size: 3 }, text("abcdefgh"), [3, 6], 2, []],
  ["fixed of one", { type: "fixed", size: 1 }, text("abc"), [1, 2, 3], 0, []],
  ["u8", { type: "length", width: "u8" }, parseHex("02 aa bb 00 01 cc 05 dd"), [3, 4, 6], 2, []],
  ["u16be", { type: "length", width: "u16be" }, parseHex("0002 aabb 0001 cc 00"), [4, 7], 1, []],
  ["u16le", { type: "length", width: "u16le" }, parseHex("0200 aabb 0100 cc"), [4, 7], 0, []],
  ["u24be", { type: "length", width: "u24be" }, parseHex("000001 aa"), [4], 0, []],
  ["u24le", { type: "length", width: "u24le" }, parseHex("010000 aa"), [4], 0, []],
  ["u32be", { type: "length", width: "u32be" }, parseHex("00000001 aa 00"), [5], 1, []],
  ["u32le", { type: "length", width: "u32le" }, parseHex("01000000 aa"), [5], 0, []],
  [
    "a length that counts itself, behind a header (as in BGP)",
    { type: "length", width: "u16be", offset: 2, adjust: -4 },
    parseHex("ffff 0006 aabb ffff 0004 ffff 0005 cc"),
    [6, 10, 15],
    0,
    [],
  ],
  [
    "varint",
    { type: "length", width: "varint", maxLength: 1000 },
    parseHex(`00 01 aa ac02 ${"bb".repeat(300)} 80`),
    [1, 3, 305],
    1,
    [],
  ],
  ["slip", { type: "slip" }, parseHex("c0 01 dbdc 02 c0 c0 03 c0 c0 c0 04"), [6, 9], 3, []],
  ["cobs", { type: "cobs" }, parseHex("03 1122 02 33 00 0101 00 00 02"), [6, 9], 2, []],
  [
    "an endless line",
    { type: "line", maxLength: 4 },
    text("abcdef\nab\nabcdefghi"),
    [7, 10],
    9,
    ["ERR_FRAME_TOO_LONG", "ERR_FRAME_TOO_LONG"],
  ],
  ["a line of the longest length", { type: "line", maxLength: 4 }, text("abc\n"), [4], 0, []],
  [
    "a length above the limit",
    { type: "length", width: "u16be", maxLength: 8 },
    parseHex("0001aa ffff 0001aa"),
    [3],
    5,
    ["ERR_FRAME_TOO_LONG"],
  ],
  [
    "a length below nothing",
    { type: "length", width: "u8", adjust: -2 },
    parseHex("02 01 00"),
    [1],
    2,
    ["ERR_BAD_FRAME"],
  ],
  [
    "a varint without an end",
    { type: "length", width: "varint" },
    new Uint8Array(20).fill(0xff),
    [],
    20,
    ["ERR_BAD_FRAME"],
  ],
  ["a bad SLIP escape", { type: "slip" }, parseHex("01 db02 03 c0 04 c0"), [5, 7], 0, ["ERR_BAD_FRAME"]],
  ["a SLIP escape cut by an END", { type: "slip" }, parseHex("01 db c0 02 c0"), [3, 5], 0, ["ERR_BAD_FRAME"]],
  [
    "an over-long SLIP frame",
    { type: "slip", maxLength: 2 },
    parseHex("010203 c0 04 c0"),
    [4, 6],
    0,
    ["ERR_FRAME_TOO_LONG"],
  ],
  ["a zero inside a COBS group", { type: "cobs" }, parseHex("05 1122 00 02 33 00"), [4, 7], 0, ["ERR_BAD_FRAME"]],
];

describe("createFramer", () => {
  it.each(CASES)("%s", (_name, spec, stream, ends, open, codes) => {
    for (const size of [stream.length, 1, 2, 3]) {
      const result = endsOf(spec, stream, size);
      expect(result.ends).toEqual(ends);
      expect(result.open).toBe(open);
      if (size === 1) expect(result.codes).toEqual(codes);
      else expect(result.codes.length > 0).toBe(codes.length > 0);
    }
  });

  it("takes every read as a message, empty ones too", () => {
    const framer = createFramer({ type: "read" });
    expect(framer.push(text("ab")).ends).toEqual([2]);
    expect(framer.push(new Uint8Array())).toEqual({ continues: false, ends: [0], violation: null });
    expect(framer.end()).toBeNull();
  });

  it("tells where a message outgrew its limit", () => {
    const framer = createFramer({ type: "line", maxLength: 4 });
    framer.push(text("ab"));
    expect(framer.push(text("cdef")).violation).toEqual({
      code: "ERR_FRAME_TOO_LONG",
      offset: 2,
      message: "Message is longer than the framing's maxLength of 4 bytes",
    });
    expect(framer.push(text("ghi")).violation).toBeNull();
  });

  it("stops for good at a length that cannot be", () => {
    const framer = createFramer({ type: "length", width: "u32be" });
    expect(framer.push(text("GET / HTTP/1.1\r\n")).violation?.code).toBe("ERR_FRAME_TOO_LONG");
    expect(framer.stopped).toBe(true);
    expect(framer.push(parseHex("0000000141"))).toEqual({ continues: true, ends: [], violation: null });
    expect(framer.open).toBe(21);
  });

  it("says at the end that a message is not whole", () => {
    const framer = createFramer({ type: "line" });
    framer.push(text("ab\ncd"));
    expect(framer.end()?.message).toBe("Stream ended inside a message, after 2 bytes of it");
    framer.push(text("\n"));
    expect(framer.end()).toBeNull();
    const slip = createFramer({ type: "slip" });
    slip.push(parseHex("01c0c0"));
    expect(slip.end()).toBeNull();
  });

  it("ends an idle message before the chunk that comes after the gap", () => {
    const framer = new IdleFramer({ type: "idle", gapMs: 20, maxLength: 4 });
    expect(framer.endsAtMs).toBe(Number.POSITIVE_INFINITY);
    expect(framer.push(text("ab"), 1000)).toEqual({ continues: false, ends: [], violation: null });
    expect(framer.push(text("c"), 1019)).toEqual({ continues: true, ends: [], violation: null });
    expect(framer.endsAtMs).toBe(1039);
    expect(framer.push(text("d"), 1039)).toEqual({ continues: false, ends: [0], violation: null });
    expect(framer.open).toBe(1);
    expect(framer.expire(1058)).toBe(false);
    expect(framer.expire(1059)).toBe(true);
    expect(framer.open).toBe(0);
    expect(framer.push(text("abcdef"), 1060).violation?.offset).toBe(4);
    expect(framer.push(new Uint8Array(), 5000).ends).toEqual([]);
    expect(framer.end()).toBeNull();
  });
});

describe("frame and unframe", () => {
  it.each([
    [{ type: "line" }, "6162", "6162 0a"],
    [{ type: "delimiter", hex: "0d0a" }, "6162", "6162 0d0a"],
    [{ type: "fixed", size: 2 }, "6162", "6162"],
    [{ type: "read" }, "6162", "6162"],
    [{ type: "idle", gapMs: 1 }, "6162", "6162"],
    [{ type: "length", width: "u8" }, "6162", "02 6162"],
    [{ type: "length", width: "u16be", adjust: -2 }, "6162", "0004 6162"],
    [{ type: "length", width: "u16le", offset: 1 }, "ff6162", "ff 0200 6162"],
    [{ type: "length", width: "u24be" }, "61", "000001 61"],
    [{ type: "length", width: "u32le" }, "", "00000000"],
    [{ type: "length", width: "varint" }, "61".repeat(300), `ac02${"61".repeat(300)}`],
    [{ type: "slip" }, "c0 61 db", "c0 dbdc 61 dbdd c0"],
    [{ type: "cobs" }, "", "01 00"],
    [{ type: "cobs" }, "00", "01 01 00"],
    [{ type: "cobs" }, "1122 00 33", "03 1122 02 33 00"],
    [{ type: "cobs" }, "11 00 00 00", "02 11 01 01 01 00"],
    [{ type: "cobs" }, "01".repeat(254), `ff${"01".repeat(254)} 00`],
    [{ type: "cobs" }, `${"01".repeat(254)}02`, `ff${"01".repeat(254)} 02 02 00`],
    [{ type: "cobs" }, `${"01".repeat(254)}00`, `ff${"01".repeat(254)} 01 01 00`],
  ] as const)("%j frames %s", (spec, payload, message) => {
    const framed = frame(parseHex(payload), spec);
    expect(formatHex(framed)).toBe(formatHex(parseHex(message)));
    expect(formatHex(unframe(framed, spec))).toBe(formatHex(parseHex(payload)));
  });

  it("ends lines as told, and undoes both", () => {
    expect([...frame(text("a"), { type: "line" }, { lineEnd: "crlf" })]).toEqual([0x61, 0x0d, 0x0a]);
    expect([...unframe(text("a\r\n"), { type: "line" })]).toEqual([0x61]);
    expect([...unframe(text("a\r"), { type: "line" })]).toEqual([0x61, 0x0d]);
  });

  it.each([
    [{ type: "line" }, "610a62", "line feed at byte 1"],
    [{ type: "delimiter", hex: "0d0a" }, "610d0a", "delimiter 0d0a at byte 1"],
    [{ type: "delimiter", hex: "6161" }, "61", "at byte 0"],
    [{ type: "fixed", size: 3 }, "61", "Payload has 1 bytes; the fixed size is 3"],
    [{ type: "length", width: "u8" }, "61".repeat(256), "length field of u8"],
    [{ type: "length", width: "u8", offset: 2 }, "61", "length field of u8"],
    [{ type: "length", width: "u8", adjust: 2 }, "61", "length field of u8"],
    [{ type: "slip" }, "", "no empty messages"],
    [{ type: "line", maxLength: 3 }, "616263", "longer than the framing's maxLength of 3"],
  ] as const)("%j cannot frame %s", (spec, payload, message) => {
    expect.assertions(2);
    try {
      frame(parseHex(payload), spec);
    } catch (error) {
      expect(JackfieldError.is(error, "ERR_BAD_FRAMING")).toBe(true);
      expect(String(error)).toContain(message);
    }
  });

  it.each([
    [{ type: "length", width: "u16be" }, "01"],
    [{ type: "length", width: "varint" }, "80"],
    [{ type: "slip" }, "01 db"],
    [{ type: "cobs" }, "05 11 00"],
    [{ type: "cobs" }, "03 00 11 00"],
  ] as const)("%j cannot undo %s", (spec, message) => {
    expect.assertions(1);
    try {
      unframe(parseHex(message), spec);
    } catch (error) {
      expect(JackfieldError.is(error, "ERR_BAD_FRAME")).toBe(true);
    }
  });
});
