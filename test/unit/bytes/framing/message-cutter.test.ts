import { describe, expect, it } from "vitest";
import { type CutMessage, type FramingSpec, MessageCutter } from "../../../../src/bytes/index.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (message: CutMessage): string => Buffer.from(message.bytes).toString("hex");
/** What rules answer: whole messages; and once for each broken one, why. */
const told = (cuts: readonly (CutMessage | null)[]): string[] =>
  cuts.flatMap((cut) => {
    if (cut === null) return ["-"];
    if (cut.whole) return [hex(cut)];
    return cut.violation === null ? [] : [cut.violation.code];
  });
/** What is shown: all bytes, `…` behind what has not ended. */
const shown = (cuts: readonly (CutMessage | null)[]): string[] =>
  cuts.map((cut) => (cut === null ? "-" : `${hex(cut)}${cut.ended ? "" : "…"}`));

const DEVICE: FramingSpec = { type: "length", width: "u8", offset: 2, adjust: 2 };
const LINE: FramingSpec = { type: "line", maxLength: 4 };

const TABLE: readonly [name: string, spec: FramingSpec, chunks: readonly string[], cuts: readonly string[][]][] = [
  ["glued frames", DEVICE, ["aa5503102030ffff aa5503102030eeee"], [["aa5503102030ffff", "aa5503102030eeee"]]],
  ["half a frame", DEVICE, ["aa55031020", "30ffff"], [[], ["aa5503102030ffff"]]],
  [
    "the end of one and the begin of the next",
    DEVICE,
    ["aa5500", "0102aa", "55000304"],
    [[], ["aa55000102"], ["aa55000304"]],
  ],
  ["each read", { type: "read" }, ["01", "0203"], [["01"], ["0203"]]],
  ["fixed", { type: "fixed", size: 2 }, ["01", "0203", "040506"], [[], ["0102"], ["0304", "0506"]]],
  ["lines, the long one left out", LINE, ["610a616263", "64650a620a"], [["610a"], ["ERR_FRAME_TOO_LONG", "620a"]]],
  [
    "two long lines in one chunk",
    LINE,
    ["61626364650a61626364650a630a"],
    [["ERR_FRAME_TOO_LONG", "ERR_FRAME_TOO_LONG", "630a"]],
  ],
  [
    "a length that loses the framing",
    { type: "length", width: "u8", adjust: -2 },
    ["0300 01", "0300"],
    [["0300", "ERR_BAD_FRAME"], []],
  ],
  [
    "a length above the limit",
    { ...DEVICE, maxLength: 6 },
    ["aa55000102aa5504", "0102"],
    [["aa55000102", "ERR_FRAME_TOO_LONG"], []],
  ],
  [
    "slip with bad escapes",
    { type: "slip" },
    ["db01c0db02c0", "c001c0"],
    [["ERR_BAD_FRAME", "ERR_BAD_FRAME"], ["c001c0"]],
  ],
  ["cobs", { type: "cobs" }, ["0311", "2200 050100 020300"], [[], ["03112200", "ERR_BAD_FRAME", "020300"]]],
];

describe("MessageCutter", () => {
  it.each(TABLE)("%s", (_name, spec, chunks, cuts) => {
    const cutter = new MessageCutter(spec);
    expect(chunks.map((chunk) => told(cutter.push(bytes(chunk), 0)))).toEqual(cuts);
  });

  it.each(TABLE.filter(([name]) => name !== "each read"))("%s, byte by byte", (_name, spec, chunks, cuts) => {
    const cutter = new MessageCutter(spec);
    const all = bytes(chunks.join(""));
    expect([...all].flatMap((byte) => told(cutter.push(Uint8Array.of(byte), 0)))).toEqual(cuts.flat());
  });

  it("copies what it keeps, and gives the chunk's own bytes only during the call", () => {
    const cutter = new MessageCutter(DEVICE);
    const chunk = bytes("aa55011020");
    cutter.push(chunk, 0);
    chunk.fill(0);
    expect(told(cutter.push(bytes("30"), 0))).toEqual(["aa5501102030"]);
  });

  it("ends a message by silence", () => {
    const cutter = new MessageCutter({ type: "idle", gapMs: 10 });
    expect(cutter.endsAtMs).toBe(Number.POSITIVE_INFINITY);
    expect(told(cutter.push(bytes("01"), 100))).toEqual([]);
    expect(told(cutter.push(bytes("02"), 105))).toEqual([]);
    expect(cutter.endsAtMs).toBe(115);
    expect(told([cutter.expire(114)])).toEqual(["-"]);
    expect(told([cutter.expire(115), cutter.expire(200)])).toEqual(["0102", "-"]);
    cutter.push(bytes("03"), 200);
    expect(told(cutter.push(bytes("04"), 250))).toEqual(["03"]);
    expect(told([cutter.end()])).toEqual(["04"]);
  });

  it.each([
    [DEVICE, "aa5503", ["ERR_BAD_FRAME"]],
    [{ type: "line" }, "61", ["ERR_BAD_FRAME"]],
    [DEVICE, "aa55000102", ["-"]],
    [{ type: "read" }, "61", ["-"]],
  ] as const)("at the end of the stream %j has after %s: %j", (spec, chunk, end) => {
    const cutter = new MessageCutter(spec);
    cutter.push(bytes(chunk), 0);
    expect(told([cutter.end()])).toEqual(end);
  });

  it.each(TABLE)("%s: every byte comes out once, in order", (_name, spec, chunks) => {
    const all = chunks.join("").replaceAll(" ", "");
    for (let size = 1; size <= all.length / 2; size++) {
      const cutter = new MessageCutter(spec);
      let given = "";
      for (let at = 0; at < all.length; at += 2 * size) {
        given += cutter
          .push(bytes(all.slice(at, at + 2 * size)), 0)
          .map(hex)
          .join("");
        expect(given.length + 2 * cutter.heldBytes).toBe(Math.min(all.length, at + 2 * size));
      }
      const rest = cutter.end();
      expect(given + (rest === null ? "" : hex(rest))).toBe(all);
    }
  });

  it.each<[name: string, spec: FramingSpec, chunks: readonly string[], pieces: readonly string[][]]>([
    ["a line too long", LINE, ["616263646566", "67", "680a610a"], [["616263646566…"], ["67…"], ["680a", "610a"]]],
    ["one that ends in its chunk", LINE, ["61626364650a61"], [["61626364650a"]]],
    ["a lost framing", { type: "length", width: "u8", adjust: -2 }, ["0300 01", "0300"], [["0300", "01…"], ["0300…"]]],
    ["slip", { type: "slip" }, ["61db01", "62c063c0"], [["61db01…"], ["62c0", "63c0"]]],
  ])("gives out what breaks the framing as it comes: %s", (_name, spec, chunks, pieces) => {
    const cutter = new MessageCutter(spec);
    expect(chunks.map((chunk) => shown(cutter.push(bytes(chunk), 0)))).toEqual(pieces);
  });

  it("tells of a broken message once", () => {
    const cutter = new MessageCutter(LINE);
    const cuts = ["616263646566", "67", "680a610a"].flatMap((chunk) => cutter.push(bytes(chunk), 0));
    expect(cuts.map(({ whole, violation }) => [whole, violation?.code ?? null])).toEqual([
      [false, "ERR_FRAME_TOO_LONG"],
      [false, null],
      [false, null],
      [true, null],
    ]);
  });

  it("holds no more than the limit of an endless message", () => {
    const cutter = new MessageCutter({ type: "line", maxLength: 10 });
    for (let piece = 0; piece < 100; piece++) {
      cutter.push(bytes("30313233343536373839"), 0);
      expect(cutter.heldBytes).toBeLessThanOrEqual(10);
    }
  });

  it("copies nothing for the framing read, and has a message for a read of nothing", () => {
    const chunk = bytes("616263");
    const cutter = new MessageCutter({ type: "read" });
    expect(cutter.push(chunk, 0)[0]?.bytes).toBe(chunk);
    expect(told(cutter.push(new Uint8Array(0), 0))).toEqual([""]);
  });

  it.each<[FramingSpec, string, string]>([
    [{ type: "line" }, "6162", "6162…"],
    [{ type: "idle", gapMs: 10 }, "6162", "6162"],
    [{ type: "read" }, "6162", "-"],
    [LINE, "616263646566", "-"],
  ])("leaves at the end of a stream %j %j: %j", (spec, chunk, left) => {
    const cutter = new MessageCutter(spec);
    cutter.push(bytes(chunk), 0);
    expect(shown([cutter.end()])).toEqual([left]);
    expect(cutter.end()).toBeNull();
  });
});
