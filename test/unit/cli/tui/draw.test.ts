import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messagesOf } from "../../../../src/cli/messages/locale.ts";
import { draw } from "../../../../src/cli/tui/draw.ts";
import { layoutOf, type LayoutInput } from "../../../../src/cli/tui/layout.ts";
import { reduce } from "../../../../src/cli/tui/reducer.ts";
import { rowTextSpans, safeSpans } from "../../../../src/cli/tui/row-text.ts";
import { fieldOf } from "../../../../src/cli/tui/text-field.ts";
import { dataRow, linesOf, LISTENING, peerState, viewState, withRows } from "../../../support/tui-state.ts";

const plain = (spans: readonly { readonly text: string }[]): string => spans.map(({ text }) => text).join("");

describe("the layout", () => {
  const base: LayoutInput = {
    columns: 120,
    rows: 30,
    role: "server",
    focus: "composer",
    inputRows: 1,
    hasFinder: false,
    inspecting: false,
  };

  it.each<readonly [string, Partial<LayoutInput>, { peers: number; list: number; width: number }]>([
    ["a large terminal", {}, { peers: 30, list: 25, width: 89 }],
    ["a narrow one", { columns: 80 }, { peers: 0, list: 25, width: 80 }],
    ["a narrow one that looks at its peers", { columns: 80, focus: "peers" }, { peers: 30, list: 25, width: 49 }],
    ["a client", { role: "client" }, { peers: 0, list: 25, width: 120 }],
    ["long input", { inputRows: 20 }, { peers: 30, list: 20, width: 89 }],
    ["a filter and bytes", { hasFinder: true, inspecting: true }, { peers: 30, list: 12, width: 89 }],
    ["hardly any room", { columns: 40, rows: 10 }, { peers: 0, list: 5, width: 40 }],
  ])("of %s", (_name, change, expected) => {
    const layout = layoutOf({ ...base, ...change });
    expect({ peers: layout.peers.width, list: layout.list.height, width: layout.list.width }).toEqual(expected);
  });

  it("covers every line once, whatever the size", () => {
    fc.assert(
      fc.property(
        fc.record({
          columns: fc.integer({ min: 1, max: 300 }),
          rows: fc.integer({ min: 6, max: 120 }),
          inputRows: fc.integer({ min: 1, max: 50 }),
          hasFinder: fc.boolean(),
          inspecting: fc.boolean(),
          focus: fc.constantFrom("composer" as const, "rows" as const, "peers" as const),
          role: fc.constantFrom("client" as const, "server" as const, "udp" as const),
        }),
        (given) => {
          const layout = layoutOf(given);
          const { title, finder, list, inspector, status, input, preview, hints } = layout;
          const parts = [title, finder, list, inspector, status, input, preview, hints];
          expect(parts.reduce((sum, { height }) => sum + height, 0)).toBe(given.rows);
          let y = 0;
          for (const part of parts) {
            expect(part.height).toBeGreaterThanOrEqual(0);
            expect(part.y).toBe(y);
            y += part.height;
          }
          expect(list.x + list.width).toBe(given.columns);
        },
      ),
    );
  });
});

describe("text of rows", () => {
  it.each([
    ["abc\r\nd\n", "abc␍↵d↵"],
    ["\u001b[2J\u001b]0;x\u0007", "\\e[2J\\e]0;x\\a"],
    ["a\u202eb\u200bc\u2028", "a\\u202Eb\\u200Bc\\u2028"],
    ["\u009b31m", "\\u009B31m"],
    ["back\\slash", "back\\slash"],
  ])("%j is shown as %s", (text, shown) => {
    expect(plain(safeSpans(text))).toBe(shown);
  });

  it("puts a character together that two reads split, where it ends", () => {
    const bytes = new TextEncoder().encode("你好");
    const first = dataRow(0, bytes.subarray(0, 4), { unfinished: 1 });
    const second = dataRow(1, bytes.subarray(4), { carry: bytes.subarray(3, 4) });
    expect(plain(rowTextSpans(first, "utf-8"))).toBe("你");
    expect(plain(rowTextSpans(second, "utf-8"))).toBe("好");
  });

  it("marks bytes that are no text, and where there is more", () => {
    expect(plain(rowTextSpans(dataRow(0, Uint8Array.of(0x41, 0xff)), "utf-8"))).toBe("A\\xFF");
    expect(plain(rowTextSpans(dataRow(0, "abc", { length: 100 }), "utf-8"))).toBe("abc…");
  });

  it("puts brackets around messages where a row has several or a part of one", () => {
    const framing = { continues: false, ended: 2, open: true, from: null, ends: [2, 4], error: null };
    expect(plain(rowTextSpans(dataRow(0, "a\nb\nc", { framing }), "utf-8"))).toBe("[a↵][b↵][c");
    const one = { ...framing, ended: 1, open: false, ends: [2] };
    expect(plain(rowTextSpans(dataRow(0, "a\n", { framing: one }), "utf-8"))).toBe("a↵");
    const rest = { ...framing, continues: true, ended: 1, open: false, ends: [2] };
    expect(plain(rowTextSpans(dataRow(0, "a\n", { framing: rest }), "utf-8"))).toBe("a↵]");
  });
});

describe("the picture", () => {
  const state = {
    ...withRows(viewState(), [
      dataRow(0, "", { kind: "accept", direction: null, detail: { remote: "127.0.0.1:50001", network: "tcp" } }),
      dataRow(1, "你好\n"),
      dataRow(2, "answer\n", { direction: "out", peer: 2 }),
    ]),
    peers: [peerState(1, { counters: { bytesIn: 1234, bytesOut: 0, readsIn: 1, writesOut: 0 } }), peerState(2)],
    composer: { ...viewState().composer, field: fieldOf("温度") },
  };

  it("shows peers, rows, the input, its bytes and whom it goes to", () => {
    const lines = linesOf(state);
    expect(lines[1]).toMatch(/^▶to all 2 +│\d\d:\d\d:\d\d\.\d{3} +1\.00 ms · #1 +127\.0\.0\.1:50001 connected$/);
    expect(lines[2]).toMatch(/^ ●#1 :50001 +←1\.2K →0│.* ← #1 +7 你好↵$/);
    expect(lines[3]).toMatch(/→ #2 +7 answer↵$/);
    expect(lines.at(-3)).toBe("> 温度");
    expect(lines.at(-2)).toBe(" to all 2  7 B text utf-8 lf  e6 b8 a9 e5 ba a6 0a");
  });

  it("shows bytes, and both", () => {
    expect(linesOf({ ...state, out: "hex" })[2]).toMatch(/7 e4 bd a0 e5 a5 bd 0a$/);
    const both = linesOf({ ...state, out: "both" });
    expect(both[2]).toMatch(/7 你好↵$/);
    expect(both[3]).toMatch(/│ +e4 bd a0 e5 a5 bd 0a$/);
    const wide = linesOf({ ...state, out: "both", size: { columns: 160, rows: 30 } });
    expect(wide[2]).toMatch(/你好↵ +e4 bd a0 e5 a5 bd 0a$/);
  });

  it("shows what was lost, and what went by unseen", () => {
    const session = { ...LISTENING, drops: { kernel: 12_345, unrecorded: 6 } };
    const lossy = { ...state, session, rows: { ...state.rows, passed: 4_000_000 } };
    expect(linesOf(lossy).join("\n")).toMatch(/dropped 12,345 not recorded 6 │ 4,000,000 went by too fast to show/);
  });

  it("counts rows that went by between two pictures", () => {
    const rows = Array.from({ length: 25 }, (_, index) => dataRow(index, "x"));
    const next = reduce(state, { type: "window", from: 1000, rows, passed: 970 }).state;
    expect(next.rows.passed).toBe(970);
  });

  it("speaks Chinese", async () => {
    const lines = linesOf(state, await messagesOf("zh"));
    expect(lines[1]).toContain("发往全部 2 个");
    expect(lines.at(-2)).toContain("7 字节 文本 utf-8 lf");
    const problem = { message: "expected a number", position: 4 };
    const finder = { kind: "filter", field: fieldOf("len>x"), problem, back: "rows", before: "" } as const;
    expect(linesOf({ ...state, finder }, await messagesOf("zh"))[1]).toMatch(/过滤: len>x +这里应为数/);
  });

  it("is a picture at every size, with every overlay, and no control character is in it", async () => {
    const zh = await messagesOf("zh");
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom("text" as const, "hex" as const, "both" as const),
        fc.constantFrom("composer" as const, "rows" as const, "peers" as const),
        fc.boolean(),
        fc.boolean(),
        (columns, rows, bytes, out, focus, help, looking) => {
          const row = dataRow(3, bytes);
          const screen = draw(
            {
              ...withRows(
                { ...state, size: { columns, rows }, out, focus, title: Buffer.from(bytes).toString("latin1") },
                [row, row],
              ),
              help: help ? { top: 3 } : null,
              inspect: looking ? { rank: 0, row, offset: 0, bytes, top: 0 } : null,
              finder: { kind: "filter", field: fieldOf("dir:in"), problem: null, back: "rows", before: "" },
            },
            zh,
          );
          expect(screen.cells).toHaveLength(columns * rows);
          expect(screen.cells.join("")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
        },
      ),
    );
  });
});
