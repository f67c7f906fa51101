import { describe, expect, it } from "vitest";
import { TcpDirection } from "../../../../src/capture/reader/tcp-direction.ts";

type Step =
  | readonly [at: number, text: string, missing?: number]
  | { readonly ack: number }
  | { readonly fin: number }
  | "flush";

const START = 0xffff_fff8;

function told(steps: readonly Step[]): string {
  const out: string[] = [];
  const direction = new TcpDirection({
    data: (bytes) => out.push(Buffer.from(bytes).toString()),
    gap: (bytes) => out.push(`<${bytes}>`),
  });
  direction.start(START);
  const absolute = (at: number): number => (START + at) >>> 0;
  for (const step of steps) {
    if (step === "flush") direction.flush();
    else if ("ack" in step) direction.acknowledge(absolute(step.ack));
    else if ("fin" in step) direction.fin(absolute(step.fin));
    else direction.segment(absolute(step[0]), Buffer.from(step[1]), step[2] ?? 0);
    if (direction.finished && out.at(-1) !== "FIN") out.push("FIN");
  }
  return out.join("|");
}

describe("TcpDirection", () => {
  it.each<[string, readonly Step[], string]>([
    [
      "in order, over the wrap of sequence numbers",
      [
        [0, "abcdef"],
        [6, "ghijkl"],
      ],
      "abcdef|ghijkl",
    ],
    [
      "out of order",
      [
        [3, "def"],
        [6, "ghi"],
        [0, "abc"],
      ],
      "abc|def|ghi",
    ],
    [
      "sent again",
      [
        [0, "abc"],
        [0, "abc"],
        [3, "d"],
      ],
      "abc|d",
    ],
    [
      "overlapping",
      [
        [0, "abc"],
        [1, "bcde"],
      ],
      "abc|de",
    ],
    [
      "overlapping while waiting",
      [
        [2, "cdef"],
        [4, "ef"],
        [0, "abc"],
      ],
      "abc|def",
    ],
    [
      "sent again before it was wanted",
      [
        [3, "d"],
        [3, "defg"],
        [0, "abc"],
      ],
      "abc|d|efg",
    ],
    [
      "a keep-alive probe",
      [
        [0, "abc"],
        [2, "c"],
        [3, "d"],
      ],
      "abc|d",
    ],
    ["lost, and the capture ended", [[0, "abc"], [5, "fg"], "flush"], "abc|<2>|fg"],
    ["two losses", [[2, "c"], [5, "f"], "flush"], "<2>|c|<2>|f"],
    [
      "cut off by the capture",
      [
        [0, "ab", 3],
        [5, "f"],
      ],
      "ab|<3>|f",
    ],
    ["a FIN in order", [[0, "abc"], { fin: 3 }], "abc|FIN"],
    ["a FIN before the last bytes", [{ fin: 3 }, [0, "abc"]], "abc|FIN"],
    ["a FIN behind a loss", [[0, "ab"], { fin: 5 }, "flush"], "ab|<3>|FIN"],
    ["an empty FIN", [{ fin: 0 }], "FIN"],
  ])("%s", (_name, steps, expected) => {
    expect(told(steps)).toBe(expected);
  });

  it("waits for what the receiver has not acknowledged, but not for ever for what it has", () => {
    const later: Step[] = Array.from({ length: 70 }, (_, i) => [5 + i, "x"]);
    expect(told([[0, "abc"], ...later])).toBe("abc");
    expect(told([[0, "abc"], { ack: 75 }, ...later]).startsWith("abc|<2>|x")).toBe(true);
  });

  it("keeps a bounded number of bytes that came too early", () => {
    const early: Step[] = Array.from({ length: 10 }, (_, i) => [1 + i * 1e6, "y".repeat(1e6)]);
    expect(told(early).startsWith("<1>|yyy")).toBe(true);
  });
});
