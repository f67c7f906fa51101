import { describe, expect, it } from "vitest";
import type { CaptureEvent } from "../../../../src/capture/index.ts";
import { ReceiveLimit } from "../../../../src/cli/conversation/receive-limit.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import type { FramingSpec } from "../../../../src/bytes/index.ts";

function data(text: string, peer = 1): CaptureEvent {
  return { kind: "data", timeUs: 0, direction: "in", peer, bytes: Buffer.from(text), detail: null };
}

/** What is shown of these reads, and why it ended. */
function run(limit: ReceiveLimit, reads: readonly (string | readonly [string, number])[]): [string[], string | null] {
  const shown = reads.map((read) => {
    const event = typeof read === "string" ? data(read) : data(read[0], read[1]);
    const part = limit.take(event);
    return part === null ? "-" : Buffer.from(part.bytes).toString();
  });
  return [shown, limit.reached?.(en) ?? null];
}

const READ: FramingSpec = { type: "read" };
const LINE: FramingSpec = { type: "line" };

describe("ReceiveLimit", () => {
  it.each([
    ["not reached", { maxBytes: 10, maxMessages: null }, READ, ["abc", "def"], ["abc", "def"], null],
    [
      "at the end of a read",
      { maxBytes: 3, maxMessages: null },
      READ,
      ["abc", "def"],
      ["abc", "-"],
      /3 bytes.*--max-bytes says$/,
    ],
    [
      "within a read",
      { maxBytes: 4, maxMessages: null },
      READ,
      ["abc", "def"],
      ["abc", "d"],
      /4 bytes.*; 2 more had arrived/,
    ],
    [
      "of reads",
      { maxBytes: null, maxMessages: 2 },
      READ,
      ["a", "b", "c"],
      ["a", "b", "-"],
      /2 messages were received/,
    ],
    ["of lines within a read", { maxBytes: null, maxMessages: 2 }, LINE, ["a\nb\nc\n"], ["a\nb\n"], /2 messages/],
    [
      "of lines over reads",
      { maxBytes: null, maxMessages: 1 },
      LINE,
      ["ab", "c", "d\nef"],
      ["ab", "c", "d\n"],
      /1 message was/,
    ],
    ["of both, messages first", { maxBytes: 100, maxMessages: 1 }, LINE, ["a\nb"], ["a\n"], /1 message/],
    ["of both, bytes first", { maxBytes: 1, maxMessages: 1 }, LINE, ["a\nb"], ["a"], /1 bytes/],
    ["0 bytes", { maxBytes: 0, maxMessages: null }, READ, ["a"], [""], /0 bytes/],
  ] as const)("%s", (_name, limits, framing, reads, shown, reached) => {
    const [parts, why] = run(new ReceiveLimit({ ...limits, framing }), reads);
    expect(parts).toEqual(shown);
    if (reached === null) expect(why).toBeNull();
    else expect(why).toMatch(reached);
  });

  it("counts all peers together, and cuts each one's messages on its own", () => {
    const limit = new ReceiveLimit({ maxBytes: null, maxMessages: 2, framing: LINE });
    expect(
      run(limit, [
        ["a", 1],
        ["b", 2],
        ["\n", 1],
        ["\nx", 2],
      ]),
    ).toEqual([["a", "b", "\n", "\n"], expect.any(String)]);
  });
});
