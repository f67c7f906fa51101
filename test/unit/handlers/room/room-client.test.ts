import { describe, expect, it } from "vitest";
import { DatagramRoomClient } from "../../../../src/handlers/room/datagram-room-client.ts";
import { JsonRoomClient } from "../../../../src/handlers/room/json-room-client.ts";
import type { RoomClient, RoomClientNews } from "../../../../src/handlers/room/room-client.ts";
import { parseRoomLine } from "../../../../src/handlers/room/room-client.ts";
import { createRoom } from "../../../../src/handlers/room/room-handler.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (parts: readonly Uint8Array[]): string[] => parts.map((bytes) => new TextDecoder().decode(bytes));

it.each([
  ["你好", { type: "say", text: "你好" }],
  ["//who", { type: "say", text: "/who" }],
  ["q", { type: "quit" }],
  ["/quit", { type: "quit" }],
  ["/help", { type: "help" }],
  ["/who", { type: "who" }],
  ["/me waves a hand", { type: "me", text: "waves a hand" }],
  ["/msg Ann are you there", { type: "msg", to: "Ann", text: "are you there" }],
  ["/msg Ann", { type: "unknown", command: "/msg" }],
  ["/me", { type: "unknown", command: "/me" }],
  ["/dance now", { type: "unknown", command: "/dance" }],
  ["", { type: "say", text: "" }],
])("reads %j as it was typed", (line, request) => {
  expect(parseRoomLine(line)).toEqual(request);
});

describe("a member over datagrams", () => {
  it("sends the name first, NAME:TEXT, and the bare q", () => {
    const client = new DatagramRoomClient("小明");
    expect(texts(client.begin())).toEqual(["小明"]);
    expect(texts(client.request({ type: "say", text: "你好" }).send)).toEqual(["小明:你好"]);
    expect(texts(client.request({ type: "me", text: "笑" }).send)).toEqual(["小明:* 笑"]);
    expect(texts(client.leave())).toEqual(["q"]);
  });

  it("cuts what is longer than the original reads, each piece with the name", () => {
    const { send } = new DatagramRoomClient("Ann").request({ type: "say", text: "长".repeat(700) });
    expect(send.every((bytes) => bytes.length <= 1024)).toBe(true);
    expect(texts(send).every((text) => /^Ann:长+$/.test(text))).toBe(true);
  });

  it("shows what comes as it is, and knows the names that it heard", () => {
    const client = new DatagramRoomClient("Ann");
    for (const text of ["Bob: 加入了群聊", "Cat:hi", "", "no name"]) {
      expect(client.receive(utf8(text))).toEqual([{ type: "line", text }]);
    }
    expect(client.receive(Uint8Array.of(0x41, 0xff))).toEqual([{ type: "line", text: "A\\xFF" }]);
    client.receive(utf8("Bob：离开了聊天室"));
    expect(client.request({ type: "who" })).toEqual({
      send: [],
      news: [{ type: "who", members: ["Ann", "Cat"], isComplete: false }],
    });
    expect(client.request({ type: "msg", to: "Cat", text: "psst" }).send).toEqual([]);
  });
});

describe("a member over JSON lines", () => {
  const tcp = testPeer(1, "tcp");
  const udp = testPeer(2, "udp");

  /** A client in a room of ours: what it sends goes in, what the room sends to it comes back as news. */
  function stay(size: number): {
    script: HandlerScript;
    client: RoomClient;
    hear: (lines: string[]) => RoomClientNews[];
  } {
    const script = new HandlerScript(createRoom());
    const client = new JsonRoomClient("Bob");
    const hear = (lines: string[]): RoomClientNews[] => {
      const sent = lines.filter((line) => line.startsWith("send 1 "));
      const bytes = utf8(sent.map((line) => JSON.parse(line.slice(7)) as string).join(""));
      const news: RoomClientNews[] = [];
      for (let at = 0; at < bytes.length; at += size) news.push(...client.receive(bytes.subarray(at, at + size)));
      return news;
    };
    return { script, client, hear };
  }

  it.each([1, 5, 100_000])("joins, hears and says, %i bytes at a time", (size) => {
    const { script, client, hear } = stay(size);
    script.start();
    script.data(udp, "Ann");
    script.data(udp, "Ann:before");
    const [begin = new Uint8Array()] = client.begin();
    const { nowMs } = script;
    expect(hear([...script.open(tcp), ...script.data(tcp, begin)])).toEqual([
      { type: "message", from: "Ann", text: "before", isPrivate: false, forgedName: null, atMs: nowMs },
      { type: "welcome", name: "Bob", members: ["Ann", "Bob"] },
    ]);
    expect(hear(script.data(udp, "Bob:I am Bob"))).toEqual([
      { type: "message", from: "Ann", text: "Bob:I am Bob", isPrivate: false, forgedName: "Bob", atMs: null },
    ]);
    const ask = (request: Parameters<RoomClient["request"]>[0]): string[] =>
      client.request(request).send.flatMap((bytes) => script.data(tcp, bytes));
    expect(ask({ type: "say", text: "你好\nq" })).toEqual(['send 2 "Bob:你好\\nq"']);
    expect(ask({ type: "msg", to: "Ann", text: "psst" })).toEqual(['send 2 "Bob: (私聊) psst"']);
    expect(hear(ask({ type: "who" }))).toEqual([{ type: "who", members: ["Ann", "Bob"], isComplete: true }]);
    expect(hear(ask({ type: "msg", to: "Eve", text: "x" }))).toMatchObject([{ type: "refused", code: "nobody" }]);
    expect(hear(script.data(udp, "q"))).toEqual([{ type: "left", name: "Ann" }]);
    expect(client.leave().flatMap((bytes) => script.data(tcp, bytes))).toEqual(["close 1 fin"]);
  });

  it.each([
    ["HTTP/1.1 400 Bad Request\r\n".repeat(300), [{ type: "violation", message: "it sends no room's lines" }]],
    ["hello\n", []],
    ['{"type":"welcome"}\nnot json\n', [expect.anything(), { type: "violation", message: "a line is no JSON object" }]],
    ['{"type":"later version"}\n{"type":"message","text":7}\n', []],
  ])("does not believe everything: %.30s", (text, news) => {
    expect(new JsonRoomClient("Bob").receive(utf8(text))).toEqual(news);
  });
});
