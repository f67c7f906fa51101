import { describe, expect, it } from "vitest";
import type { ViewPlan } from "../../../../src/cli/conversation/plan.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { RowFormatter } from "../../../../src/cli/output/row-formatter.ts";
import { accepted, data, happened } from "../../../support/events.ts";

const PLAN: ViewPlan = {
  out: "text",
  time: "none",
  charset: { in: "utf-8", out: "utf-8" },
  framing: { type: "read" },
  rows: true,
  events: true,
  escape: true,
  color: false,
};

function rows(
  plan: Partial<ViewPlan> = {},
  options: { labels?: boolean; showSent?: boolean; messages?: typeof en } = {},
): RowFormatter {
  const { labels = false, showSent = true, messages = en } = options;
  return new RowFormatter({ plan: { ...PLAN, ...plan }, messages, labels, showSent });
}

describe("RowFormatter", () => {
  it.each([
    ["a line", "hello\n", "← hello↵\n"],
    ["no line end", "hello", "← hello\n"],
    ["CR LF", "a\r\nb\r\n", "← a␍↵\n  b␍↵\n"],
    ["an empty line", "\n", "← ↵\n"],
    ["an empty datagram", "", "← (empty datagram)\n".replace("← ", "← ")],
    ["a terminal escape", "\u001b[2J", "← \\e[2J\n"],
    ["a carriage return in a line", "a\rb", "← a\\rb\n"],
  ])("shows %s", (_name, bytes, row) => {
    expect(rows().format(data(1, bytes))).toBe(row);
  });

  it("says in the reader's language how bytes break the framing", () => {
    const framing = { type: "line", maxLength: 2 } as const;
    const told = rows({ framing }, { messages: zh }).format(data(1, "abcd"));
    expect(told).toContain("消息超过分帧的 maxLength 2 字节");
    expect(rows({ framing }).format(data(1, "abcd"))).toContain("longer than the framing's maxLength of 2 bytes");
  });

  it("puts a character together that was split over two reads", () => {
    const formatter = rows({ charset: { in: "gbk", out: "gbk" } });
    expect(formatter.format(data(1, [0xc4, 0xe3, 0xba]))).toBe("← 你\n");
    expect(formatter.format(data(1, [0xc3, 0x21]))).toBe("← 好!\n");
  });

  it("keeps the halves of different peers apart", () => {
    const formatter = rows({ charset: { in: "gbk", out: "gbk" } }, { labels: true });
    formatter.format(data(1, [0xc4]));
    expect(formatter.format(data(2, [0x41]))).toBe("← #2 A\n");
    expect(formatter.format(data(1, [0xe3]))).toBe("← #1 你\n");
  });

  it("shows bytes that are no character, also those that are left at the end", () => {
    const formatter = rows();
    expect(formatter.format(data(1, [0x41, 0xff]))).toBe("← A\\xFF\n");
    formatter.format(data(1, [0xe4]));
    expect(formatter.format(happened("eof", 1, null, "in"))).toBe("← \\xE4\n· the peer has finished sending (FIN)\n");
  });

  it("names peers by number and address", () => {
    const formatter = rows({}, { labels: true });
    expect(formatter.format(accepted(1, "127.0.0.1:5000"))).toBe("· #1 127.0.0.1:5000 connected\n");
    expect(formatter.format(data(1, "x"))).toBe("← #1 127.0.0.1:5000 x\n");
    expect(formatter.format(happened("close", 1, { reason: "fin" }))).toBe("· #1 127.0.0.1:5000 closed\n");
  });

  it("shows a hexdump, or both", () => {
    expect(rows({ out: "hex" }).format(data(1, "AB"))).toMatch(/^← 2 B\n {4}0000 {2}41 42 +\|AB\|\n$/);
    expect(rows({ out: "both" }).format(data(1, "AB\n"))).toMatch(/^← AB↵\n {4}0000 {2}41 42 0a +\|AB\.\|\n$/);
  });

  it("cuts messages by the framing and says what is left unfinished", () => {
    const formatter = rows({ framing: { type: "line" } });
    expect(formatter.format(data(1, "one\ntw"))).toBe("← one↵\n");
    expect(formatter.format(data(1, "o\nrest"))).toBe("← two↵\n");
    expect(formatter.format(happened("eof", 1, null, "in"))).toContain(
      "← rest (4 more bytes of an unfinished message)\n",
    );
  });

  it("hides what was sent when it is not wanted", () => {
    expect(rows({}, { showSent: false }).format(data(1, "x", "out"))).toBe("");
    expect(rows().format(data(1, "x", "out"))).toBe("→ x\n");
  });

  it("hides connection events but not trouble when they are not wanted", () => {
    const formatter = rows({ events: false });
    expect(formatter.format(happened("listen", 0, { network: "tcp", local: "127.0.0.1:80" }))).toBe("");
    expect(formatter.format(happened("drop", 0, { count: 3 }))).toContain("3 datagrams were lost");
  });

  it("speaks Chinese", () => {
    expect(rows({}, { messages: zh }).format(happened("reset", 1, null, "in"))).toBe("· 连接被对方重置（RST）\n");
  });

  it("prints times", () => {
    expect(rows({ time: "us" }).format(data(1, "x"))).toMatch(/^\d\d:\d\d:05\.678901 ← x\n$/);
    expect(rows({ time: "ms" }).format(data(1, "x"))).toMatch(/^\d\d:\d\d:05\.678 ← x\n$/);
    const delta = rows({ time: "delta" });
    delta.format(data(1, "x"));
    const later = data(1, "y");
    expect(delta.format({ ...later, timeUs: later.timeUs + 1500 })).toBe("+0.001500 ← y\n");
  });

  it("colours only when asked", () => {
    expect(rows({ color: true }).format(data(1, "x"))).toContain("\u001b[");
    expect(rows().format(data(1, "x"))).not.toContain("\u001b[");
  });
});
