import { describe, expect, it } from "vitest";
import { isoTime, jsonLine, JsonFormatter } from "../../../../src/cli/output/json-formatter.ts";
import { accepted, data, EVENT_TIME_US, happened } from "../../../support/events.ts";

const UTF8 = { in: "utf-8", out: "utf-8" } as const;

function parsed(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

describe("JsonFormatter", () => {
  const time = "2026-01-02T03:04:05.678901Z";

  it("tells where it listens", () => {
    const formatter = new JsonFormatter({ charset: UTF8, framing: { type: "read" } });
    expect(parsed(formatter.format(happened("listen", 0, { network: "udp", local: "[::1]:9000" })))).toEqual([
      { event: "listening", time, network: "udp", local: "[::1]:9000", host: "::1", port: 9000 },
    ]);
    expect(parsed(formatter.format(happened("listen", 0, { network: "unix", local: "/run/x.sock" })))).toEqual([
      { event: "listening", time, network: "unix", local: "/run/x.sock", path: "/run/x.sock" },
    ]);
  });

  it("tells bytes, text and peer", () => {
    const formatter = new JsonFormatter({ charset: UTF8, framing: { type: "read" } });
    formatter.format(accepted(1, "127.0.0.1:5000"));
    expect(parsed(formatter.format(data(1, "hé\u0000")))).toEqual([
      {
        event: "data",
        time,
        peer: 1,
        remote: "127.0.0.1:5000",
        direction: "in",
        length: 4,
        text: "hé\u0000",
        hex: "68c3a900",
      },
    ]);
  });

  it("tells messages instead of reads where there is a framing", () => {
    const formatter = new JsonFormatter({ charset: UTF8, framing: { type: "line" } });
    expect(parsed(formatter.format(data(1, "a\nb\nc")))).toMatchObject([
      { event: "message", text: "a\n" },
      { event: "message", text: "b\n" },
    ]);
    expect(parsed(formatter.format(happened("eof", 1, null, "in")))).toMatchObject([
      { event: "message", text: "c", unfinished: true },
      { event: "eof", direction: "in" },
    ]);
  });
});

describe("jsonLine", () => {
  it("has nothing that a terminal acts on", () => {
    const value = { text: "\u0000\u001b\u007f\u009b\u202e\u2028\ufeff\u{e0001}" };
    const line = jsonLine(value);
    // oxlint-disable-next-line no-control-regex -- none of them may be there
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028\ufeff\u{e0001}]/u);
    expect(JSON.parse(line)).toEqual(value);
  });
});

describe("isoTime", () => {
  it("has microseconds", () => {
    expect(isoTime(EVENT_TIME_US)).toBe("2026-01-02T03:04:05.678901Z");
    expect(isoTime(1_000_000)).toBe("1970-01-01T00:00:01.000000Z");
  });
});
