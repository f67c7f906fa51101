import { describe, expect, it } from "vitest";
import { createReply, type ReplyOptions } from "../../../../src/handlers/reply/reply-handler.ts";
import type { ReplyRule } from "../../../../src/handlers/reply/reply-rule.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const [tcp, udp] = [testPeer(1), testPeer(2, "udp")];
const script = (rules: readonly ReplyRule[], options: Partial<ReplyOptions> = {}): HandlerScript =>
  new HandlerScript(createReply({ rules, random: () => 0, ...options }));
const fired = (peer: number, rule: string, bytes: number | null): string =>
  `rule ${peer} ${JSON.stringify({ rule, bytes })}`;

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
    expect(rules.data(udp, "21C")).toEqual([fired(2, "temp", 2), 'send 2 "21"']);
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
  expect(replies.data(udp, "aaaa")).toEqual([told, fired(2, "rest", 1), 'send 2 "2"']);
  expect(replies.data(udp, "aab")).toEqual([fired(2, "rest", 1), 'send 2 "2"']);
  expect(replies.data(testPeer(3, "udp"), "aab")).toEqual([fired(3, "slow", 1), 'send 3 "1"']);
});
