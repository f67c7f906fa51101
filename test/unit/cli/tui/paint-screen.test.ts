import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clustersOf } from "../../../../src/cli/output/text-width.ts";
import { paintScreen } from "../../../../src/cli/tui/paint-screen.ts";
import { CONTINUED, Screen } from "../../../../src/cli/tui/screen.ts";
import { LOOK } from "../../../../src/cli/tui/style.ts";

/** A terminal that knows what the painter writes, and nothing else. */
class Terminal {
  readonly cells: string[];
  readonly looks: string[];
  readonly #columns: number;
  #x = 0;
  #y = 0;
  #look = "0";

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.cells = new Array<string>(columns * rows).fill("?");
    this.looks = new Array<string>(columns * rows).fill("?");
  }

  write(output: string): void {
    for (const [, sequence, text = ""] of output.matchAll(/\u001b\[([?0-9;]*[A-Za-z])|([^\u001b]+)/g)) {
      if (sequence === undefined) this.#text(text);
      else this.#sequence(sequence);
    }
  }

  #sequence(sequence: string): void {
    const [first = 1, second = 1] = sequence.slice(0, -1).split(";").map(Number);
    if (sequence.endsWith("H")) [this.#x, this.#y] = [second - 1, first - 1];
    else if (sequence.endsWith("m")) this.#look = sequence.slice(0, -1);
    else if (sequence.endsWith("J")) {
      this.cells.fill(" ");
      this.looks.fill("0");
    } else if (sequence.endsWith("K")) for (let x = this.#x; x < this.#columns; x++) this.#set(x, " ");
    else if (!sequence.startsWith("?")) throw new Error(`unknown sequence ${sequence}`);
  }

  #text(text: string): void {
    for (const { text: cluster, width } of clustersOf(text)) {
      this.#set(this.#x, cluster);
      if (width === 2) this.#set(this.#x + 1, CONTINUED);
      this.#x += width;
    }
  }

  #set(x: number, text: string): void {
    this.cells[this.#y * this.#columns + x] = text;
    this.looks[this.#y * this.#columns + x] = this.#look;
  }
}

const words = fc.constantFrom("a", "bc", "你好", "😀", "e\u0301", "❤️", " ", "long text", "全角ａ", "🇨🇳");
const put = fc.record({
  x: fc.integer({ min: 0, max: 19 }),
  y: fc.integer({ min: 0, max: 4 }),
  text: words,
  style: fc.constantFrom(LOOK.plain, LOOK.bar, LOOK.error, LOOK.bold),
});

function picture(puts: readonly { x: number; y: number; text: string; style: number }[]): Screen {
  const screen = new Screen(20, 5);
  for (const { x, y, text, style } of puts) screen.put(x, y, text, style);
  return screen;
}

describe("painting", () => {
  it("brings any terminal from any picture to any other", () => {
    fc.assert(
      fc.property(fc.array(fc.array(put, { maxLength: 12 }), { minLength: 1, maxLength: 4 }), (pictures) => {
        const terminal = new Terminal(20, 5);
        let before: Screen | null = null;
        for (const puts of pictures) {
          const after = picture(puts);
          terminal.write(paintScreen(before, after, true));
          expect(terminal.cells).toEqual(after.cells);
          before = after;
        }
      }),
    );
  });

  it("writes nothing when nothing changed", () => {
    const puts = [{ x: 1, y: 1, text: "你好", style: LOOK.bold }];
    expect(paintScreen(picture(puts), picture(puts), true)).toBe("");
  });

  it("writes only what changed", () => {
    const before = picture([{ x: 0, y: 1, text: "temperature 21", style: LOOK.plain }]);
    const after = picture([{ x: 0, y: 1, text: "temperature 22", style: LOOK.plain }]);
    const output = paintScreen(before, after, true);
    expect(output).toContain("\u001b[2;14H");
    expect(output).not.toContain("temperature");
  });

  it("keeps looks but no colours where there are none", () => {
    const after = picture([{ x: 0, y: 0, text: "x", style: LOOK.error }]);
    expect(paintScreen(null, after, true)).toContain("\u001b[0;31m");
    expect(paintScreen(null, after, false)).not.toContain("31");
  });

  it("draws everything anew after a change of size", () => {
    expect(paintScreen(new Screen(19, 5), new Screen(20, 5), true)).toContain("\u001b[2J");
  });
});

describe("a screen", () => {
  it("never shows half of a wide character", () => {
    const screen = new Screen(5, 1);
    screen.put(0, 0, "你好世界");
    expect(screen.line(0)).toBe("你好");
    screen.put(1, 0, "x");
    expect(screen.line(0)).toBe(" x好");
    screen.put(2, 0, "y");
    expect(screen.line(0)).toBe(" xy");
  });

  it("cuts at a width and says how much it used", () => {
    const screen = new Screen(10, 1);
    expect(screen.put(0, 0, "你好吗", LOOK.plain, 5)).toBe(5);
    expect(screen.put(5, 0, "ab", LOOK.plain, 5)).toBe(2);
    expect(screen.line(0)).toBe("你好 ab");
  });
});
