import { describe, expect, it } from "vitest";
import type { ByteSink } from "../../../../../src/cli/context.ts";
import { guardTerminal } from "../../../../../src/cli/nc/convert/terminal-guard.ts";

function sinkOf(isTerminal: boolean): { readonly sink: ByteSink; readonly taken: (string | Uint8Array)[] } {
  const taken: (string | Uint8Array)[] = [];
  const take = async (piece: string | Uint8Array): Promise<void> => void taken.push(piece);
  return { sink: { isTerminal, columns: 80, pipe: isTerminal ? null : 1, write: take, print: take }, taken };
}

describe("what a peer sends to a terminal", () => {
  it.each([
    ["a\x1b]0;you\x07b", "a\\033]0;you\\007b"],
    ["你好\r\n\tok", "你好\r\n\tok"],
    ["\u009b31m", "\\302\\23331m"],
  ])("%j is shown as %j", async (sent, shown) => {
    const { sink, taken } = sinkOf(true);
    await guardTerminal(sink).write(Buffer.from(sent));
    expect(taken.join("")).toBe(shown);
  });

  it("keeps a character that came in two reads", async () => {
    const { sink, taken } = sinkOf(true);
    const guarded = guardTerminal(sink);
    const bytes = Buffer.from("你");
    await guarded.write(bytes.subarray(0, 2));
    await guarded.write(bytes.subarray(2));
    expect(taken.join("")).toBe("你");
  });

  it("leaves pipes and files alone, with their way into the kernel", () => {
    const { sink } = sinkOf(false);
    expect(guardTerminal(sink)).toBe(sink);
  });
});
