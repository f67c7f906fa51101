import { describe, expect, it } from "vitest";
import { Inbox } from "../../../../src/handlers/inbox/inbox.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const [ann, bob] = [testPeer(1, "udp"), testPeer(2, "udp")];
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const note = (peer: number, number: number, to: string | null): string =>
  `note ${peer} ${JSON.stringify({ text: `message ${number} waits for an answer`, number, to })}`;

describe("the inbox", () => {
  it("queues the messages of many senders, and answers each once", () => {
    const inbox = new Inbox();
    const script = new HandlerScript(inbox);
    const heard: number[] = [];
    const stop = inbox.subscribe(({ number }) => heard.push(number));
    expect(script.data(ann, "发给taibai: 在吗")).toEqual([note(1, 1, "taibai")]);
    expect(script.data(bob, "发给Jack: hi")).toEqual([note(2, 2, "Jack")]);
    expect(script.data(ann, "")).toEqual([note(1, 3, null)]);
    stop();
    expect(heard).toEqual([1, 2, 3]);
    expect(inbox.waiting.map(({ number, to, text: said }) => [number, to, said])).toEqual([
      [1, "taibai", "在吗"],
      [2, "Jack", "hi"],
      [3, null, ""],
    ]);
    const second = inbox.answer(2, " 好 ");
    expect([second?.message.peer, text(second?.bytes)]).toEqual([bob, "好"]);
    expect(inbox.answer(2, "again")).toBeNull();
    const oldest = inbox.answer(null, "在");
    expect([oldest?.message.number, text(oldest?.bytes)]).toEqual([1, "在"]);
    expect(inbox.answer(null, "")?.bytes).toEqual(new Uint8Array(0));
    expect(inbox.answer(null, "nobody asked")).toBeNull();
  });

  it("answers what is left with an empty datagram when it stops, and forgets who is gone", () => {
    const inbox = new Inbox();
    const script = new HandlerScript(inbox);
    for (const peer of [ann, bob, ann]) script.data(peer, "x");
    expect(script.close(bob)).toEqual([]);
    expect(script.stop()).toEqual(['send 1 ""', 'send 1 ""']);
    expect(inbox.waiting).toEqual([]);
  });

  it("answers by itself when it is told to", () => {
    const script = new HandlerScript(new Inbox({ autoAnswer: "不在", charset: "gbk" }));
    expect(script.data(ann, "发给taibai: x")).toEqual(["send 1 hex b2bbd4da"]);
    expect(() => new Inbox({ autoAnswer: "€", charset: "gbk" })).toThrow("U+20AC");
    expect(() => new Inbox({ autoAnswer: "x".repeat(1025) })).toThrow("at most 1024");
  });

  it("keeps a message whose answer cannot be sent, and shows bad bytes", () => {
    const inbox = new Inbox();
    const script = new HandlerScript(inbox);
    script.data(ann, Uint8Array.of(0xff, 0x41));
    expect(inbox.waiting[0]?.text).toBe("\\xFFA");
    expect(() => inbox.answer(null, "长".repeat(342))).toThrow("1026 bytes");
    expect(inbox.answer(null, "长".repeat(341))?.bytes).toHaveLength(1023);
  });

  it.each([
    { name: "in all", options: { maxWaiting: 2 }, limit: "maxWaiting", peers: [ann, bob, ann] },
    { name: "of one sender", options: { maxWaitingOfOne: 2 }, limit: "maxWaitingOfOne", peers: [ann, ann, ann] },
  ])("answers at once what is too many $name", ({ options, limit, peers }) => {
    const inbox = new Inbox(options);
    const script = new HandlerScript(inbox);
    const lines = peers.map((peer) => script.data(peer, "x"));
    expect(lines[2]).toEqual([
      `limit 1 {"limit":"${limit}","value":2}`,
      'send 1 "留言太多，请稍后再发 / too many messages are waiting"',
    ]);
    expect(inbox.waiting).toHaveLength(2);
  });
});
