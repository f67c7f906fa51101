import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { Prompt } from "../../../../src/cli/terminal/prompt.ts";

const prompts: Prompt[] = [];

afterEach(() => {
  for (const prompt of prompts.splice(0)) prompt.close();
});

interface Terminal {
  readonly input: PassThrough;
  readonly prompt: Prompt;
  readonly lines: string[];
  readonly ends: string[];
  readonly screen: () => string[];
}

/** As much of a terminal as readline uses: text, line feeds, cursor movements and erasing. */
class Screen {
  readonly rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  take(text: string): void {
    // oxlint-disable-next-line no-control-regex -- a terminal's escapes
    for (const [part] of text.matchAll(/\u001b\[(\d*)([ABCDGJK])|\u001b\[(\d+);(\d+)H|[\s\S]/gu)) this.#one(part);
  }

  #one(part: string): void {
    const move = /\[(\d*)([ABCDGJK])$/.exec(part);
    if (move !== null && part.length > 1) {
      const count = Number(move[1] === "" ? 1 : move[1]);
      if (move[2] === "A") this.#row = Math.max(0, this.#row - count);
      if (move[2] === "B") this.#row += count;
      if (move[2] === "C") this.#column += count;
      if (move[2] === "D") this.#column = Math.max(0, this.#column - count);
      if (move[2] === "G") this.#column = count - 1;
      if (move[2] === "J") {
        this.rows.length = this.#row + 1;
        this.rows[this.#row]?.splice(this.#column);
      }
      if (move[2] === "K") this.rows[this.#row]?.splice(this.#column);
    } else if (part === "\r") this.#column = 0;
    else if (part === "\n") {
      this.#row += 1;
      this.#column = 0;
    } else {
      while (this.rows.length <= this.#row) this.rows.push([]);
      const row = this.rows[this.#row] ?? [];
      while (row.length < this.#column) row.push(" ");
      row[this.#column] = part;
      this.#column += 1;
      if (this.#column === 40) {
        this.#column = 0;
        this.#row += 1;
      }
    }
    while (this.rows.length <= this.#row) this.rows.push([]);
  }
}

function open(): Terminal {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 40, rows: 24, isTTY: true });
  const screen = new Screen();
  output.on("data", (bytes: Buffer) => screen.take(bytes.toString()));
  const prompt = new Prompt({ input: Object.assign(input, { isTTY: true }), output }, ["/peers", "/to"]);
  const lines: string[] = [];
  const ends: string[] = [];
  prompts.push(prompt);
  prompt.open({
    line: (line) => lines.push(line),
    interrupt: () => ends.push("interrupt"),
    end: () => ends.push("end"),
  });
  return {
    input,
    prompt,
    lines,
    ends,
    screen: () => screen.rows.map((row) => row.join("").trimEnd()).filter((row) => row !== ""),
  };
}

/** Lets streams and readline do what waits. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("Prompt", () => {
  it("prints above the line that is being typed", async () => {
    const { input, prompt, screen } = open();
    input.write("half a li");
    await settle();
    await prompt.print("what arrived\nmore\n");
    input.write("ne");
    await settle();
    expect(screen()).toEqual(["what arrived", "more", "> half a line"]);
  });

  it("does so when the line is longer than the terminal is wide", async () => {
    const { input, prompt, screen, lines } = open();
    const long = "x".repeat(90);
    input.write(long);
    await settle();
    await prompt.print("one\n");
    await prompt.print("two\n");
    expect(screen().slice(0, 2)).toEqual(["one", "two"]);
    expect(screen().slice(2).join("")).toBe(`> ${long}`);
    input.write("\r");
    await settle();
    expect(lines).toEqual([long]);
    expect(screen()).toEqual(["one", "two", ">"]);
  });

  it("takes an entered line off the screen", async () => {
    const { input, screen, lines, prompt } = open();
    input.write("hello\r");
    await settle();
    await prompt.print("→ hello\n");
    expect(lines).toEqual(["hello"]);
    expect(screen()).toEqual(["→ hello", ">"]);
  });

  it("completes commands", async () => {
    const { input, lines } = open();
    input.write("/pe\t");
    await settle();
    input.write("\r");
    await settle();
    expect(lines).toEqual(["/peers"]);
  });

  it("clears a line with Ctrl-C, and tells of it when there is none", async () => {
    const { input, ends, screen } = open();
    input.write("abc\u0003");
    await settle();
    expect([ends, screen()]).toEqual([[], [">"]]);
    input.write("\u0003");
    await settle();
    expect(ends).toEqual(["interrupt"]);
  });

  it("tells of Ctrl-D, and prints on without a prompt", async () => {
    const { input, ends, screen, prompt } = open();
    input.write("\u0004");
    await settle();
    expect(ends).toEqual(["end"]);
    await prompt.print("still coming\n");
    expect(screen().at(-1)).toBe("still coming");
  });

  it("leaves no prompt behind when it is closed", async () => {
    const { screen, prompt } = open();
    void prompt.print("last\n");
    prompt.close();
    prompt.close();
    expect(screen()).toEqual(["last"]);
    await settle();
  });
});
