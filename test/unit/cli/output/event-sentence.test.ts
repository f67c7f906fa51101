import { describe, expect, it } from "vitest";
import type { CaptureEvent, EventDetail, EventKind } from "../../../../src/capture/index.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { eventSentence } from "../../../../src/cli/output/event-sentence.ts";

const event = (kind: EventKind, detail: EventDetail): CaptureEvent => ({
  kind,
  timeUs: 0,
  direction: null,
  peer: 1,
  bytes: new Uint8Array(0),
  detail,
});

describe("eventSentence", () => {
  it.each([
    [{ rule: "rule 2", number: 2, bytes: 4 }, "rule 2 answered", "规则 2 已应答"],
    [{ rule: "ping=>pong", number: 1, bytes: 4 }, "rule 1 answered: ping=>pong", "规则 1 已应答：ping=>pong"],
    [{ rule: "rule 1", number: 1, bytes: null }, "rule 1 fired, without an answer", "规则 1 已触发，没有应答"],
  ])("says which rule fired: %j", (detail, english, chinese) => {
    expect(eventSentence(event("rule", detail), en, false)).toBe(english);
    expect(eventSentence(event("rule", detail), zh, false)).toBe(chinese);
  });

  it("says why nothing was answered", () => {
    const message = "Stream ended inside a message, after 5 bytes of it";
    const told = event("error", { code: "ERR_BAD_FRAME", message, unanswered: true });
    expect(eventSentence(told, en, false)).toBe(`not answered: ${message}`);
    expect(eventSentence(told, zh, false)).toBe("未应答：流在一条消息中间结束，已有它的 5 字节");
  });
});
