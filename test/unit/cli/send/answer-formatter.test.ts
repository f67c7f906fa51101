import { describe, expect, it } from "vitest";
import { parseFramingText } from "../../../../src/bytes/index.ts";
import type { CaptureEvent } from "../../../../src/capture/index.ts";
import type { ViewPlan } from "../../../../src/cli/conversation/plan.ts";
import { AnswerFormatter } from "../../../../src/cli/send/answer-formatter.ts";

const PLAN: ViewPlan = {
  out: "hex",
  time: "none",
  charset: { in: "utf-8", out: "utf-8" },
  framing: { type: "read" },
  rows: false,
  events: false,
  escape: true,
  color: false,
};

function said(plan: Partial<ViewPlan>, ...chunks: readonly string[]): string {
  const formatter = new AnswerFormatter({ ...PLAN, ...plan });
  const texts = chunks.map((hex, index) =>
    formatter.format({
      kind: "data",
      direction: "in",
      peer: 1,
      timeUs: index * 2500,
      bytes: Buffer.from(hex, "hex"),
      detail: null,
    } satisfies CaptureEvent),
  );
  return texts.join("") + formatter.end();
}

describe("AnswerFormatter", () => {
  it("lets what comes run on", () => {
    expect(said({}, "aa5502", "8177")).toBe("aa 55 02 81 77\n");
    expect(said({ out: "text" }, "e4bd", "a00a")).toBe("你\n");
    expect(said({}, "")).toBe("");
  });

  it("gives every message of a framing a line", () => {
    const framing = parseFramingText("len:u8,offset=2");
    expect(said({ framing }, "aa55028177aa55", "028277", "aa55")).toBe("aa 55 02 81 77\naa 55 02 82 77\naa 55\n");
    expect(said({ framing: parseFramingText("line"), out: "text" }, "610a62", "0a63")).toBe("a\nb\nc\n");
  });

  it("puts the time in front of every line", () => {
    expect(said({ time: "delta" }, "01", "02")).toBe("+0.000000 01\n+0.002500 02\n");
    expect(said({ time: "delta", out: "text" }, "61", "620a")).toBe("+0.000000 a\n+0.002500 b\n");
  });
});
