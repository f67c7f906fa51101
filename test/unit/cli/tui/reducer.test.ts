import { describe, expect, it } from "vitest";
import type { Effect } from "../../../../src/cli/tui/action.ts";
import { KeyParser } from "../../../../src/cli/tui/key-parser.ts";
import { reduce } from "../../../../src/cli/tui/reducer.ts";
import { rowsOnScreen } from "../../../../src/cli/tui/scroll.ts";
import type { TuiState } from "../../../../src/cli/tui/state.ts";
import { dataRow, linesOf, peerState, viewState, withRows } from "../../../support/tui-state.ts";

const KEYS: Readonly<Record<string, string>> = {
  up: "\u001b[A",
  down: "\u001b[B",
  left: "\u001b[D",
  home: "\u001b[H",
  end: "\u001b[F",
  pgup: "\u001b[5~",
  pgdn: "\u001b[6~",
  f1: "\u001bOP",
  f2: "\u001bOQ",
  f3: "\u001bOR",
  f4: "\u001bOS",
  f5: "\u001b[15~",
  f6: "\u001b[17~",
  f8: "\u001b[19~",
  enter: "\r",
  tab: "\t",
  esc: "\u001b",
  bs: "\u007f",
};

/** Types at a view: text, and keys in angle brackets: `abc<enter><C-c><A-1>`. */
function type(state: TuiState, keys: string): { state: TuiState; effects: Effect[] } {
  const parser = new KeyParser();
  const effects: Effect[] = [];
  let next = state;
  for (const [, name, text] of keys.matchAll(/<([a-zA-Z0-9-]+)>|([^<]+)/g)) {
    const sent =
      text ??
      (name?.startsWith("C-")
        ? String.fromCharCode((name.codePointAt(2) ?? 0) & 31)
        : name?.startsWith("A-")
          ? `\u001b${name.slice(2)}`
          : (KEYS[name ?? ""] ?? ""));
    for (const input of [...parser.push(new TextEncoder().encode(sent)), ...parser.flush()]) {
      const reduced = reduce(next, { type: "input", input });
      next = reduced.state;
      effects.push(...reduced.effects);
    }
  }
  return { state: next, effects };
}

const many = (count: number): TuiState =>
  withRows(
    viewState(),
    Array.from({ length: count }, (_, index) => dataRow(index, `row ${index}`)),
  );
const peers = (...ids: number[]): TuiState => ({ ...viewState(), peers: ids.map((id) => peerState(id)) });
const hex = (effect: Effect | undefined): string =>
  effect?.type === "send" ? Buffer.from(effect.bytes).toString("hex") : String(effect?.type);

describe("sending", () => {
  it.each([
    ["hi<enter>", "68690a"],
    ["<enter>", "0a"],
    ["<f6>hi<enter>", "68690d0a"],
    ["<f5>01 ff<enter>", "01ff"],
    ["<f5><f5>a\\r\\n\\xff<enter>", "610d0aff"],
    ["a<C-j>b<enter>", "610a620a"],
    ["//x<enter>", "2f780a"],
    ["ab<left><bs>c<enter>", "63620a"],
  ])("%s sends %s", (keys, bytes) => {
    const { state, effects } = type(viewState(), keys);
    expect(effects.map(hex)).toEqual([bytes]);
    expect(state.composer.field.text).toBe("");
  });

  it("encodes in the session's charset, with its checksum", () => {
    const state = viewState({ charset: "gbk", checksum: { name: "CRC-16/MODBUS" }, eol: "none" });
    expect(hex(type(state, "你<enter>").effects[0])).toMatch(/^c4e3[0-9a-f]{4}$/);
  });

  it("keeps what cannot be encoded, and goes to its place", () => {
    const { state, effects } = type(viewState({ charset: "gbk" }), "ab😀c<enter>");
    expect(effects).toEqual([]);
    expect(state.composer.field).toEqual({ text: "ab😀c", cursor: 2 });
    expect(linesOf(state).join("\n")).toMatch(/😀.*gbk|gbk.*😀/i);
  });

  it("remembers what was sent, by kind of input, and what was being typed", () => {
    const { state } = type(viewState(), "one<enter>two<enter>dra");
    expect(type(state, "<up>").state.composer.field.text).toBe("two");
    expect(type(state, "<up><up><up>").state.composer.field.text).toBe("one");
    expect(type(state, "<up><up><down><down>").state.composer.field.text).toBe("dra");
    expect(type(state, "<C-c><f5><up>").state.composer.field.text).toBe("");
  });

  it("runs a line with a slash as a command, but sends it as hex or when it was pasted with others", () => {
    expect(type(viewState(), "/to 2<enter>").effects).toEqual([{ type: "command", line: "/to 2" }]);
    expect(hex(type(viewState(), "/a<C-j>b<enter>").effects[0])).toBe("2f610a620a");
  });

  it("takes @ and a peer for a command where there may be several, and @@ for text", () => {
    expect(type(viewState(), "@2 hi<enter>").effects).toEqual([{ type: "command", line: "@2 hi" }]);
    expect(hex(type(viewState(), "@@2<enter>").effects[0])).toBe("40320a");
    expect(hex(type(viewState({ role: "client" }), "@2<enter>").effects[0])).toBe("40320a");
  });

  it("completes commands", () => {
    expect(type(viewState(), "/cha<tab>").state.composer.field.text).toBe("/charset ");
    expect(type(viewState(), "/fi<tab>").state.composer.field.text).toBe("/fi");
    expect(linesOf(type(viewState(), "/fi<tab>").state).join("\n")).toMatch(/\/file +\/filter +\/find/);
    expect(type(viewState(), "/filt<tab>").state.composer.field.text).toBe("/filter ");
    expect(type(viewState(), "abc<tab>").state.focus).toBe("rows");
  });
});

describe("choosing the target", () => {
  it("goes through everybody and each peer", () => {
    const targets = ["<C-t>", "<C-t><C-t>", "<C-t><C-t><C-t>"].map((keys) => type(peers(1, 2), keys).state.target);
    expect(targets).toEqual([1, 2, "all"]);
  });

  it("takes peers by number, and only those that are there", () => {
    expect(type(peers(1, 2), "<A-2>").state.target).toBe(2);
    expect(type(peers(1, 2), "<A-7>").state.target).toBe("all");
    expect(type(peers(1, 2), "<A-2><A-0>").state.target).toBe("all");
  });

  it("is said with what is sent", () => {
    const { effects } = type(peers(1, 2), "<A-2>x<enter>");
    expect(effects).toMatchObject([{ type: "send", to: 2 }]);
  });

  it("falls back to everybody, with a word, when the peer goes", () => {
    const { state } = type(peers(1, 2), "<A-2>");
    const next = reduce(state, { type: "peers", peers: [peerState(1), peerState(2, { phase: "gone" })] }).state;
    expect(next.target).toBe("all");
    expect(linesOf(next).join("\n")).toContain("peer #2 is gone");
  });

  it("is the selection of the peers' list", () => {
    const { state } = type(peers(1, 2, 3), "<tab><tab><down><down><enter>");
    expect(state).toMatchObject({ focus: "peers", target: 2, peerCursor: 2 });
    expect(type(state, "a").state.target).toBe("all");
    expect(type(state, "x").effects).toEqual([{ type: "peer", how: "close", peer: 2 }]);
    expect(type(state, "o")).toMatchObject({ state: { only: 2 }, effects: [{ type: "query" }] });
    expect(type(state, "oo").state.only).toBeNull();
  });

  it("over UDP is who wrote last", () => {
    const state = { ...viewState({ role: "udp" }), peers: [peerState(1)] };
    expect(state.target).toBe("last");
    expect(type(state, "<C-t>").state.target).toBe("all");
    expect(type(state, "<C-t><C-t>").state.target).toBe(1);
  });
});

describe("scrolling", () => {
  it("follows until it is scrolled, and again from the end", () => {
    const state = many(500);
    expect(state.rows.bottom).toBeNull();
    const up = type(state, "<pgup>").state;
    expect(up.rows.bottom).toBe(499 - (rowsOnScreen(state) - 1));
    expect(type(up, "<pgdn>").state.rows.bottom).toBeNull();
    expect(type(up, "<tab><end>").state.rows.bottom).toBeNull();
  });

  it("stops at the first row", () => {
    const { state } = type(many(100), "<pgup>".repeat(50));
    expect(state.rows.bottom).toBe(rowsOnScreen(state) - 1);
    expect(linesOf(state)[1]).toContain("row 0");
  });

  it("stays where it is while rows come, and says how many", () => {
    const { state } = type(many(500), "<pgup>");
    const next = reduce(state, { type: "counts", total: 900, scanned: 900, all: 900 }).state;
    expect(next.rows.bottom).toBe(state.rows.bottom);
    expect(linesOf(next).join("\n")).toContain("400 new below");
  });

  it("moves a selection that stays in sight", () => {
    const { state } = type(many(500), "<tab><up><up><up>");
    expect(state.rows).toMatchObject({ cursor: 497, bottom: 499 });
    const far = type(state, "k".repeat(60)).state;
    expect(far.rows.cursor).toBe(437);
    expect(far.rows.bottom).toBe(437 + rowsOnScreen(far) - 1);
    expect(type(far, "g").state.rows).toMatchObject({ cursor: 0, bottom: rowsOnScreen(far) - 1 });
  });

  it("scrolls by the wheel", () => {
    const wheel = (state: TuiState, up: boolean): TuiState =>
      reduce(state, { type: "input", input: { type: "wheel", up, x: 50, y: 5 } }).state;
    const up = wheel(many(500), true);
    expect(up.rows.bottom).toBe(496);
    expect(wheel(up, false).rows.bottom).toBeNull();
  });

  it.each([0, 1, 2])("does not mind %i rows", (count) => {
    const { state } = type(many(count), "<pgup><pgdn><tab><up><down>gG<pgup>");
    expect(state.rows.bottom ?? count - 1).toBeLessThan(Math.max(1, count));
  });
});

describe("filtering and finding", () => {
  it("filters as soon as the expression is right, and keeps the last right one", () => {
    const typed = type(many(10), "<f4>dir:in");
    expect(typed.state.filter).toBe("dir:in");
    expect(typed.effects.at(-1)).toEqual({ type: "query" });
    const wrong = type(typed.state, " len>");
    expect(wrong.state.filter).toBe("dir:in");
    expect(wrong.state.finder?.problem).toMatchObject({ position: 11 });
    expect(type(wrong.state, "<enter>").state.finder).not.toBeNull();
    const taken = type(wrong.state, "5<enter>").state;
    expect(taken).toMatchObject({ filter: "dir:in len>5", finder: null });
  });

  it("goes back with Escape", () => {
    const { state, effects } = type({ ...many(10), filter: "dir:out" }, "<f4><C-u>dir:in<esc>");
    expect(state).toMatchObject({ filter: "dir:out", finder: null });
    expect(effects.at(-1)).toEqual({ type: "query" });
  });

  it("finds backwards from what is on the screen, and goes on with n and N", () => {
    const { state, effects } = type(many(10), "<f3>row 7<enter>");
    expect(effects).toEqual([{ type: "find", backwards: true, here: true }]);
    expect(state).toMatchObject({ search: "row 7", focus: "rows" });
    const found = reduce(state, { type: "found", rank: 7, notice: null }).state;
    expect(found.rows.cursor).toBe(7);
    expect(type(found, "nN").effects.map((effect) => effect.type === "find" && effect.backwards)).toEqual([
      true,
      false,
    ]);
  });

  it("takes what is typed fast as keys until a line opens that takes text", () => {
    const { state } = type(many(100), "<tab>kk/row 1");
    expect(state.finder?.field.text).toBe("row 1");
    expect(state.rows.cursor).toBe(98);
  });

  it("shows only the peer of a row", () => {
    const state = withRows(viewState(), [dataRow(0, "a", { peer: 5 })]);
    expect(type(state, "<tab><up>o").state.only).toBe(5);
  });
});

describe("leaving", () => {
  it("clears the input first", () => {
    const typed = type(viewState(), "abc<C-c>");
    expect(typed.effects).toEqual([]);
    expect(typed.state.composer.field.text).toBe("");
    expect(type(typed.state, "<C-c>").effects).toEqual([{ type: "leave", how: "interrupt" }]);
  });

  it("ends the input with Ctrl-D, but not what is being typed", () => {
    expect(type(viewState(), "<C-d>").effects).toEqual([{ type: "leave", how: "endOfInput" }]);
    expect(type(viewState(), "ab<home><C-d>")).toMatchObject({
      effects: [],
      state: { composer: { field: { text: "b" } } },
    });
  });

  it("types q, and leaves with q where nothing is typed", () => {
    expect(type(viewState(), "q").effects).toEqual([]);
    expect(type(viewState(), "<tab>q").effects).toEqual([{ type: "leave", how: "quit" }]);
  });

  it("lets what has ended be looked at", () => {
    const ended = reduce(many(50), { type: "ended", notice: { tone: "plain", say: (m) => m.tui.ended } }).state;
    expect(type(ended, "abc").state.composer.field.text).toBe("");
    expect(type(ended, "<pgup>").state.rows.bottom).not.toBeNull();
    expect(type(ended, "q").effects).toEqual([{ type: "leave", how: "quit" }]);
    expect(type(ended, "<C-c>").effects).toEqual([{ type: "leave", how: "quit" }]);
  });
});

describe("help and views", () => {
  it("opens and closes", () => {
    expect(type(viewState(), "<f1>").state.help).not.toBeNull();
    expect(type(viewState(), "<f1><f1>").state.help).toBeNull();
    expect(type(viewState(), "<f1>x").state.help).toBeNull();
    expect(type(viewState(), "?").state.help).toBeNull();
    expect(type(viewState(), "<tab>?").state.help).not.toBeNull();
  });

  it("goes through text, hex and both", () => {
    const modes = ["<f2>", "<f2><f2>", "<f2><f2><f2>"].map((keys) => type(viewState(), keys).state.out);
    expect(modes).toEqual(["hex", "both", "text"]);
  });

  it("gives the mouse back", () => {
    expect(type(viewState(), "<f8>").effects).toEqual([{ type: "mouse", on: false }]);
  });

  it("selects by click, and looks at the bytes by another", () => {
    const click = (state: TuiState, x: number, y: number): ReturnType<typeof reduce> =>
      reduce(state, { type: "input", input: { type: "click", x, y } });
    const state = { ...many(500), peers: [peerState(1), peerState(2)] };
    expect(click(state, 3, 3).state.target).toBe(2);
    const first = click(state, 60, 2);
    expect(first.state.rows.cursor).toBe(500 - rowsOnScreen(state) + 1);
    expect(click(first.state, 60, 2).effects).toMatchObject([{ type: "inspect" }]);
    expect(click(first.state, 5, 27).state.focus).toBe("composer");
  });
});

describe("looking at bytes", () => {
  const row = dataRow(3, new Uint8Array(200_000));
  const looking = reduce(many(10), {
    type: "inspect",
    inspect: { rank: 3, row, offset: 0, bytes: new Uint8Array(65_536), top: 0 },
  }).state;

  it("keeps the row in sight", () => {
    expect(looking.rows.cursor).toBe(3);
    expect(linesOf(looking).join("\n")).toContain("row 3, 195.3 KiB");
  });

  it("loads what is scrolled to", () => {
    expect(type(looking, "<down><pgdn>").effects).toEqual([]);
    const { state, effects } = type(looking, "<end>");
    expect(effects).toMatchObject([{ type: "load", row: 3 }]);
    const [load] = effects;
    const offset = load?.type === "load" ? load.offset : 0;
    expect(offset % 16).toBe(0);
    const loaded = reduce(state, { type: "loaded", row: 3, offset, bytes: new Uint8Array(200_000 - offset) }).state;
    expect(linesOf(loaded).some((line) => line.includes("00030d30"))).toBe(true);
  });

  it("goes to the rows beside it, and closes", () => {
    expect(type(looking, "<left>").effects).toEqual([{ type: "inspect", rank: 2 }]);
    expect(type(looking, "<esc>").state.inspect).toBeNull();
  });
});
