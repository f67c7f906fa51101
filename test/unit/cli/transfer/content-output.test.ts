import { describe, expect, it } from "vitest";
import { ContentOutput } from "../../../../src/cli/transfer/content-output.ts";
import { FakeSink } from "../../../support/cli-context.ts";

async function shown(isTerminal: boolean, raw: boolean, ...chunks: readonly Uint8Array[]): Promise<Buffer> {
  const sink = new FakeSink(isTerminal);
  const output = new ContentOutput(sink, raw);
  for (const chunk of chunks) await output.write(chunk);
  await output.end();
  return sink.bytes;
}

const ALL = Uint8Array.from({ length: 256 }, (_, at) => at);

describe("ContentOutput", () => {
  it.each([
    { name: "a pipe", isTerminal: false, raw: false },
    { name: "a pipe that is forced", isTerminal: false, raw: true },
    { name: "a terminal that is forced", isTerminal: true, raw: true },
  ])("gives $name every byte unchanged", async ({ isTerminal, raw }) => {
    expect((await shown(isTerminal, raw, ALL, ALL)).equals(Buffer.concat([ALL, ALL]))).toBe(true);
  });

  it("shows text on a terminal, with what could drive it escaped, also over the edge of two chunks", async () => {
    const text = Buffer.from("你好\tx\n\u001b[2J");
    expect((await shown(true, false, text.subarray(0, 4), text.subarray(4))).toString()).toBe("你好\tx\n\\e[2J");
    expect((await shown(true, false, text.subarray(0, 2))).toString()).toBe("\\xE4\\xBD");
  });

  it("refuses binary data on a terminal, and says what to do", async () => {
    await expect(shown(true, false, Buffer.from("abc"), ALL)).rejects.toThrow(/-o FILE, or force it with -f/);
  });
});
