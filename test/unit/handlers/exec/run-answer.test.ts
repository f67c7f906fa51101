import { describe, expect, it } from "vitest";
import { JsonAnswer, PlainAnswer, type RunEnd } from "../../../../src/handlers/exec/run-answer.ts";

const END: RunEnd = { exitCode: 0, signal: null, failure: null, stopped: null };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const gbk = (bytes: Uint8Array): string => new TextDecoder("gbk", { fatal: true }).decode(bytes);

function plain(parts: readonly ["stdout" | "stderr", string][], end: Partial<RunEnd> = {}, max = 1024): string {
  const answer = new PlainAnswer("gbk", max);
  for (const [stream, text] of parts) expect(answer.output(stream, utf8(text))).toHaveLength(0);
  const bytes = answer.end({ ...END, ...end });
  expect(bytes.length).toBeGreaterThan(0);
  expect(bytes.length).toBeLessThanOrEqual(max);
  return gbk(bytes);
}

describe("a plain answer", () => {
  it("has stdout, then stderr, in the client's charset", () => {
    expect(
      plain([
        ["stderr", "坏"],
        ["stdout", "你"],
        ["stdout", "好\n"],
      ]),
    ).toBe("你好\n坏");
  });

  it.each([
    [{}, "[no output]"],
    [{ exitCode: 3 }, "[no output, exit code 3]"],
    [{ exitCode: null, signal: "SIGKILL" }, "\n[ended by SIGKILL]"],
    [{ exitCode: null, signal: "SIGKILL", stopped: "timeout" as const }, "\n[timed out]"],
    [{ exitCode: null, failure: "No such program" }, "No such program"],
  ])("is never empty: %j", (end, expected) => {
    expect(plain([], end)).toBe(expected);
  });

  it("is cut at a character, and says so", () => {
    const text = plain([["stdout", "好".repeat(100_000)]]);
    expect(text).toMatch(/^好+\n\[cut\]$/);
    expect(new PlainAnswer("gbk", 1024)).toBeDefined();
    expect(plain([["stdout", "x".repeat(1024)]])).toBe("x".repeat(1024));
    expect(plain([["stdout", "x".repeat(1025)]])).toBe(`${"x".repeat(1018)}\n[cut]`);
  });

  it("writes ? for what the charset lacks", () => {
    expect(plain([["stdout", "a😀b"]])).toBe("a?b");
  });
});

it("a JSON answer keeps the streams apart, byte for byte", () => {
  const answer = new JsonAnswer();
  for (const size of [0, 1, 2, 3, 4, 255]) {
    const bytes = Uint8Array.from({ length: size }, (_, index) => 255 - index);
    const object = JSON.parse(new TextDecoder().decode(answer.output("stderr", bytes))) as { data: string };
    expect(Buffer.from(object.data, "base64")).toEqual(Buffer.from(bytes));
  }
  expect(JSON.parse(new TextDecoder().decode(answer.end({ ...END, exitCode: 7 })))).toEqual({ ...END, exitCode: 7 });
});
