import { describe, expect, it } from "vitest";
import type { FramingSpec } from "../../../src/bytes/index.ts";
import { MAX_ENDS, MessageIndex, type RowMessages } from "../../../src/capture/index.ts";

type Row = readonly [text: string, atMs?: number, peer?: number, direction?: "in" | "out"];

function framed(framing: FramingSpec, rows: readonly Row[], stream = true): (RowMessages | null)[] {
  const index = new MessageIndex(framing);
  for (const [text, atMs = 0, peer = 1, direction = "in"] of rows) {
    index.add({ direction, peer, timeUs: atMs * 1000, stream, bytes: Buffer.from(text, "latin1") });
  }
  return rows.map(([text], row) => index.get(row, text.length));
}

function brief(messages: RowMessages | null): string {
  if (messages === null) return "-";
  const { continues, ended, open, from, ends, error } = messages;
  return `${continues ? `<${from} ` : ""}${ended}[${ends.join()}]${open ? " >" : ""}${error === null ? "" : " !"}`;
}

describe("MessageIndex", () => {
  it.each<[string, FramingSpec, readonly Row[], readonly string[]]>([
    ["whole lines", { type: "line" }, [["a\n"], ["b\r\n"]], ["1[2]", "1[3]"]],
    [
      "half messages",
      { type: "line" },
      [["ab"], ["c"], ["d\nef"], ["g\n"]],
      ["0[] >", "<0 0[] >", "<0 1[2] >", "<2 1[2]"],
    ],
    ["sticky messages", { type: "line" }, [["a\nb\nc\n"]], ["3[2,4,6]"]],
    [
      "every peer and direction by itself",
      { type: "line" },
      [
        ["a", 0, 1, "in"],
        ["b", 0, 2, "in"],
        ["c", 0, 1, "out"],
        ["\n", 0, 1, "in"],
        ["\n", 0, 2, "in"],
      ],
      ["0[] >", "0[] >", "0[] >", "<0 1[1]", "<1 1[1]"],
    ],
    [
      "a length field over three rows",
      { type: "length", width: "u16be" },
      [["\0"], ["\x03ab"], ["c\0\0"]],
      ["0[] >", "<0 0[] >", "<0 2[1,3]"],
    ],
    ["fixed sizes", { type: "fixed", size: 2 }, [["abc"], ["d"]], ["1[2] >", "<0 1[1]"]],
    [
      "gaps",
      { type: "idle", gapMs: 10 },
      [
        ["a", 0],
        ["b", 5],
        ["c", 30],
        ["d", 60],
      ],
      ["0[] >", "<0 1[1]", "1[1]", "0[] >"],
    ],
    ["a line that is too long", { type: "line", maxLength: 3 }, [["abcdef"], ["g\nh\n"]], ["0[] > !", "<0 2[2,4]"]],
  ])("finds %s", (_name, framing, rows, expected) => {
    expect(framed(framing, rows).map(brief)).toEqual(expected);
  });

  it("frames each datagram by itself", () => {
    expect(framed({ type: "line" }, [["a"], ["b\n"]], false).map(brief)).toEqual(["0[] >", "1[2]"]);
  });

  it("counts more ends than it keeps", () => {
    const [row] = framed({ type: "line" }, [["\n".repeat(1000)]]);
    expect(row?.ended).toBe(1000);
    expect(row?.ends).toHaveLength(MAX_ENDS);
  });

  it("knows nothing of rows that have no payload or were not added", () => {
    const index = new MessageIndex({ type: "line" });
    index.skip();
    expect([index.rows, index.get(0, 0), index.get(1, 0)]).toEqual([1, null, null]);
  });

  it("begins anew when a peer is gone", () => {
    const index = new MessageIndex({ type: "line" });
    const row = { direction: "in", peer: 1, timeUs: 0, stream: true } as const;
    index.add({ ...row, bytes: Buffer.from("half") });
    index.endPeer(1);
    index.add({ ...row, bytes: Buffer.from("new\n") });
    expect(brief(index.get(1, 4))).toBe("1[4]");
  });

  describe("that ends messages by silence", () => {
    const add = (index: MessageIndex, text: string, atMs: number, stream = true): void =>
      index.add({ direction: "in", peer: 1, timeUs: atMs * 1000, stream, bytes: Buffer.from(text) });
    const shown = (index: MessageIndex, row: number): string => brief(index.get(row, 1));

    it("says so once the gap has passed, without a further row", () => {
      const index = new MessageIndex({ type: "idle", gapMs: 20 });
      add(index, "a", 100);
      expect(shown(index, 0)).toBe("0[] >");
      expect(index.endSilent(119_999)).toEqual({ ended: 0, nextUs: 120_000 });
      expect(index.endSilent(120_000)).toEqual({ ended: 1, nextUs: Number.POSITIVE_INFINITY });
      expect(shown(index, 0)).toBe("1[1]");
      expect(index.endSilent(500_000).ended).toBe(0);
      add(index, "b", 130);
      expect([shown(index, 0), shown(index, 1)]).toEqual(["1[1]", "0[] >"]);
    });

    it("opens it again when a row of before the end comes late", () => {
      const index = new MessageIndex({ type: "idle", gapMs: 20 });
      add(index, "a", 100);
      expect(index.endSilent(200_000).ended).toBe(1);
      add(index, "b", 110);
      expect([shown(index, 0), shown(index, 1)]).toEqual(["0[] >", "<0 0[] >"]);
      expect(index.endSilent(200_000).ended).toBe(1);
      expect([shown(index, 0), shown(index, 1)]).toEqual(["0[] >", "<0 1[1]"]);
    });

    it("ends it with its peer, and a datagram with itself", () => {
      const index = new MessageIndex({ type: "idle", gapMs: 20 });
      add(index, "a", 100);
      add(index, "d", 100, false);
      expect(shown(index, 1)).toBe("1[1]");
      index.endPeer(1);
      expect(shown(index, 0)).toBe("1[1]");
      expect(index.endSilent(200_000).ended).toBe(0);
    });

    it("does so for no other framing", () => {
      const index = new MessageIndex({ type: "line" });
      add(index, "a", 100);
      expect(index.endSilent(Number.MAX_SAFE_INTEGER).ended).toBe(0);
      index.endPeer(1);
      expect(shown(index, 0)).toBe("0[] >");
    });
  });
});
