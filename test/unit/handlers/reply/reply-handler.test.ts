import { describe, expect, it } from "vitest";
import { createReply, type ReplyOptions } from "../../../../src/handlers/reply/reply-handler.ts";
import type { ReplyRule } from "../../../../src/handlers/reply/reply-rule.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const [tcp, udp] = [testPeer(1), testPeer(2, "udp")];
const script = (rules: readonly ReplyRule[], options: Partial<ReplyOptions> = {}): HandlerScript =>
  new HandlerScript(createReply({ rules, random: () => 0, ...options }));
const fired = (peer: number, rule: string, bytes: number | null, number = 1): string =>
  `rule ${peer} ${JSON.stringify({ rule, number, bytes })}`;

describe("the notes' servers", () => {
  it("thanks in GBK once per message and closes", () => {
    const thanks = script([{ answer: { text: "thank you !" }, close: "fin" }], { charsetOut: "gbk" });
    expect(thanks.data(tcp, Uint8Array.of(0xc4))).toEqual([`wake quiet s1/1 ${thanks.nowMs + 20}`]);
    expect(thanks.data(tcp, Uint8Array.of(0xe3))).toEqual([`wake quiet s1/1 ${thanks.nowMs + 20}`]);
    expect(thanks.wake("quiet s1/1")).toEqual([fired(1, "rule 1", 11), 'send 1 "thank you !"', "close 1 fin"]);
    expect(thanks.wake("quiet s1/1")).toEqual([]);
  });

  it("only listens and closes, without an answer", () => {
    const raw = script([{ close: "fin" }]);
    raw.data(tcp, "clientInfromation");
    expect(raw.wake("quiet s1/1")).toEqual([fired(1, "rule 1", null), "close 1 fin"]);
    expect(raw.eof(testPeer(3))).toEqual(["cancelWake quiet s1/3", "close 3 fin"]);
  });

  it("answers every datagram with hi, also an empty one", () => {
    const hello = script([{ answer: { text: "hi" } }]);
    expect(hello.data(udp, "hello")).toEqual([fired(2, "rule 1", 2), 'send 2 "hi"']);
    expect(hello.data(udp, "")).toEqual([fired(2, "rule 1", 2), 'send 2 "hi"']);
  });
});

describe("rules", () => {
  it("are tried in order; none fires for what fits none", () => {
    const rules = script([
      { name: "ping", match: { type: "prefix", text: "ping" }, answer: { text: "pong {{counter}}" } },
      { name: "temp", match: { type: "regex", pattern: "(\\d+)C" }, answer: { text: "{{1}}" } },
    ]);
    expect(rules.data(udp, "ping")).toEqual([fired(2, "ping", 6), 'send 2 "pong 1"']);
    expect(rules.data(udp, "21C")).toEqual([fired(2, "temp", 2, 2), 'send 2 "21"']);
    expect(rules.data(udp, "ping 21C")).toEqual([fired(2, "ping", 6), 'send 2 "pong 2"']);
    expect(rules.data(udp, "x")).toEqual([]);
  });

  it("fire so many times in all, so many for one peer, and for some peers only", () => {
    const rules = script([
      { name: "once each", timesPerPeer: 1, times: 2, answer: { text: "a" } },
      { name: "second", peer: ":5002", answer: { text: "b" } },
    ]);
    const [one, two, three] = [testPeer(1, "udp"), testPeer(2, "udp"), testPeer(3, "udp")];
    expect(rules.data(one, "x")).toContain('send 1 "a"');
    expect(rules.data(one, "x")).toEqual([]);
    expect(rules.data(two, "x")).toContain('send 2 "a"');
    expect(rules.data(two, "x")).toContain('send 2 "b"');
    expect(rules.data(three, "x")).toEqual([]);
  });

  it("wait, also past the peer's FIN, but not for a peer that is gone", () => {
    const rules = script([{ delayMs: 500, answer: { text: "late" } }], { quietMs: 0 });
    expect(rules.data(tcp, "x")).toEqual([`wake delay 1 ${rules.nowMs + 500}`]);
    expect(rules.eof(tcp)).toEqual(["cancelWake quiet s1/1"]);
    expect(rules.wake("delay 1")).toEqual([fired(1, "rule 1", 4), 'send 1 "late"', "close 1 fin"]);
    rules.data(udp, "x");
    rules.close(udp);
    expect(rules.wake("delay 2")).toEqual([]);
  });

  it("take the last piece before FIN for a message, and a flood for one too", () => {
    const rules = script([{ answer: { text: "{{length}}" } }], { maxMessageBytes: 4 });
    rules.data(tcp, "ab");
    expect(rules.eof(tcp)).toEqual(["cancelWake quiet s1/1", fired(1, "rule 1", 1), 'send 1 "2"', "close 1 fin"]);
    const flood = testPeer(4);
    rules.data(flood, "abc");
    expect(rules.data(flood, "de")).toEqual([
      'limit 4 {"limit":"maxMessageBytes","value":4,"bytes":5}',
      fired(4, "rule 1", 1),
      'send 4 "5"',
    ]);
  });
});

describe("with a framing", () => {
  const device = { type: "length", width: "u8", offset: 2, adjust: 2 } as const;
  const frame = Uint8Array.of(0xaa, 0x55, 3, 0x10, 0x20, 0x30, 0xff, 0xff);
  const beat: ReplyRule = { match: { type: "hex", pattern: "aa 55 03 10 *" }, answer: { hex: "aa {{counter}}" } };
  const unanswered = (peer: number, code: string, message: string): string =>
    `error ${peer} ${JSON.stringify({ code, message, unanswered: true })}`;

  it("each whole frame is answered once and at once, a half one not until it is whole, each peer by itself", () => {
    const rules = script([beat], { framing: device });
    const answer = (peer: number, n: number): string[] => [fired(peer, "rule 1", 2), `send ${peer} hex aa${30 + n}`];
    expect(rules.data(tcp, Uint8Array.of(...frame, ...frame))).toEqual([...answer(1, 1), ...answer(1, 2)]);
    expect(rules.data(tcp, frame.subarray(0, 5))).toEqual([]);
    expect(rules.data(testPeer(4), frame)).toEqual(answer(4, 3));
    expect(rules.data(tcp, frame.subarray(5))).toEqual(answer(1, 4));
    expect(rules.eof(tcp)).toEqual(["cancelWake quiet s1/1", "close 1 fin"]);
  });

  it("what breaks it is told and not answered, also at the end of the stream", () => {
    const rules = script([beat], { framing: { ...device, maxLength: 9 } });
    expect(rules.data(tcp, Uint8Array.of(0xaa, 0x55, 200, 1))).toEqual([
      unanswered(1, "ERR_FRAME_TOO_LONG", "Message is longer than the framing's maxLength of 9 bytes"),
    ]);
    expect(rules.data(tcp, frame)).toEqual([]);
    const other = testPeer(5);
    rules.data(other, frame.subarray(0, 5));
    expect(rules.eof(other)).toEqual([
      "cancelWake quiet s1/5",
      unanswered(5, "ERR_BAD_FRAME", "Stream ended inside a message, after 5 bytes of it"),
      "close 5 fin",
    ]);
  });

  it("a datagram stays a message", () => {
    const rules = script([{ answer: { text: "{{length}}" } }], { framing: device });
    expect(rules.data(udp, "abc")).toContain('send 2 "3"');
  });

  it("silence ends a message where the framing says so, also when a wake comes early", () => {
    const rules = script([{ answer: { text: "{{length}}" } }], { framing: { type: "idle", gapMs: 50 } });
    const due = rules.nowMs + 50;
    expect(rules.data(tcp, "ab")).toEqual([`wake quiet s1/1 ${due}`]);
    expect(rules.wake("quiet s1/1")).toEqual([`wake quiet s1/1 ${due}`]);
    rules.nowMs = due;
    expect(rules.wake("quiet s1/1")).toEqual([fired(1, "rule 1", 1), 'send 1 "2"']);
  });

  it("nothing is answered behind a rule that closes", () => {
    const rules = script([{ answer: { text: "bye" }, close: "fin" }], { framing: { type: "line" } });
    expect(rules.data(tcp, "a\nb\n")).toEqual([fired(1, "rule 1", 3), 'send 1 "bye"', "close 1 fin"]);
    expect(rules.data(tcp, "c\n")).toEqual([]);
  });

  it("can be changed while it answers; what was begun is forgotten", () => {
    const handler = createReply({ rules: [{ answer: { text: "{{length}}" } }], random: () => 0 });
    const rules = new HandlerScript(handler);
    rules.data(tcp, "begun");
    handler.setFraming({ type: "line" });
    expect(rules.wake("quiet s1/1")).toEqual([]);
    expect(rules.data(tcp, "ab\nc")).toContain('send 1 "3"');
    handler.setFraming({ type: "line" });
    expect(rules.data(tcp, "\n")).toContain('send 1 "2"');
    handler.setFraming(null);
    expect(rules.data(tcp, "x")).toEqual([`wake quiet s1/1 ${rules.nowMs + 20}`]);
    expect(() => handler.setFraming({ type: "delimiter", hex: "zz" })).toThrow("delimiter");
  });
});

describe("with a checksum", () => {
  it.each([
    [{ hex: "01 03 00 00 00 0a" }, "01030000000ac5cd"],
    [{ text: "\u0001\u0003\u0000\u0000\u0000\n" }, "01030000000ac5cd"],
    [{ hex: "01 03 00 00 00 0a {{checksum crc16}} 00" }, "01030000000ac5d600"],
    [{ hex: "01 03 00 00 00 0a {{ CHECKSUM modbus }}" }, "01030000000ac5cd"],
  ])("%j becomes %s", (answer, sent) => {
    const rules = script([{ answer }], { checksum: { name: "modbus" } });
    const [, send] = rules.raw({ type: "data", peer: udp, bytes: new Uint8Array(1), nowMs: 0 });
    expect(send?.type === "send" && Buffer.from(send.bytes).toString("hex")).toBe(sent);
  });

  it("that has no place in an answer is told", () => {
    const rules = script([{ answer: { text: "{{message}}" } }], { checksum: { name: "xor8", from: 2 } });
    expect(rules.data(udp, "a")).toEqual([expect.stringContaining("outside of a message of 1 bytes")]);
    expect(rules.data(udp, "abc")).toContain('send 2 "abcc"');
  });
});

it("tells of a regular expression that takes too long, and tries the rule no more on this peer", () => {
  const runs: number[] = [];
  const runWithin = (ms: number, job: () => void): boolean => {
    runs.push(ms);
    if (runs.length > 1) job();
    return runs.length > 1;
  };
  const rules: ReplyRule[] = [
    { name: "slow", match: { type: "regex", pattern: "(a+)+b" }, answer: { text: "1" } },
    { name: "rest", answer: { text: "2" } },
  ];
  const replies = script(rules, { runWithin });
  const told = `limit 2 ${JSON.stringify({ limit: "regexMs", value: 250, rule: "slow" })}`;
  expect(replies.data(udp, "aaaa")).toEqual([told, fired(2, "rest", 1, 2), 'send 2 "2"']);
  expect(replies.data(udp, "aab")).toEqual([fired(2, "rest", 1, 2), 'send 2 "2"']);
  expect(replies.data(testPeer(3, "udp"), "aab")).toEqual([fired(3, "slow", 1), 'send 3 "1"']);
});
