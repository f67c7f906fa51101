import { describe, expect, it } from "vitest";
import { createRoom, type RoomOptions } from "../../../../src/handlers/room/room-handler.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const udp = testPeer(1, "udp");
const tcp = testPeer(2, "tcp", "s2");
const own = testPeer(3, "tcp", "s2");

function room(options: RoomOptions = {}): HandlerScript {
  const script = new HandlerScript(createRoom(options));
  script.start();
  script.data(udp, "Ann");
  script.open(tcp);
  return script;
}

/** The JSON objects that were sent to a peer. */
function objects(lines: readonly string[]): unknown[] {
  return lines.map((line) => JSON.parse(JSON.parse(line.replace(/^send \d+ /, "")) as string) as unknown);
}

describe("a member who types lines", () => {
  it("is welcomed, gives a name, and talks with members over UDP", () => {
    const script = new HandlerScript(createRoom());
    script.data(udp, "Ann");
    expect(script.open(tcp)[0]).toMatch(/^send 2 "欢迎.*\\n"$/);
    expect(script.data(tcp, "小明\r\n")).toEqual(['send 1 "小明: 加入了群聊"', 'send 2 "你好 / hello, 小明\\n"']);
    expect(script.data(tcp, "大家好\n")).toEqual(['send 1 "小明:大家好"']);
    expect(script.data(udp, "Ann:hi")).toEqual(['send 2 "Ann: hi\\n"']);
    expect(script.data(udp, "q")).toEqual(['send 2 "Ann：离开了聊天室\\n"']);
  });

  it("may send several lines in one read, and one line in several", () => {
    const script = room();
    script.data(tcp, "Bob\none\ntw");
    expect(script.data(tcp, "o\n\nthree")).toEqual(['send 1 "Bob:two"']);
    expect(script.eof(tcp)).toEqual(['send 1 "Bob:three"', 'send 1 "Bob：离开了聊天室"', "close 2 fin"]);
  });

  it.each(["q", "/quit"])("leaves on %j", (quit) => {
    const script = room();
    script.data(tcp, "Bob\n");
    expect(script.data(tcp, `${quit}\n`)).toEqual(['send 1 "Bob：离开了聊天室"', "close 2 fin"]);
  });

  it("knows /who, /me and /msg", () => {
    const script = room();
    script.data(tcp, "Bob\n");
    expect(script.data(tcp, "/who\n")).toEqual(['send 2 "在线 / here (2): Ann, Bob\\n"']);
    expect(script.data(tcp, "/me waves\n")).toEqual(['send 1 "Bob:* waves"']);
    expect(script.data(tcp, "/msg Ann psst\n")).toEqual(['send 1 "Bob: (私聊) psst"']);
    expect(script.data(tcp, "/msg Zoe psst\n")).toEqual(['send 2 "没有此人 / nobody is called Zoe\\n"']);
    expect(script.data(tcp, "/dance\n")).toEqual(['send 2 "不明白 / not understood: /dance\\n"']);
  });

  it("cannot be shown a second line, a colour or a forged name by somebody else's datagram", () => {
    const script = room();
    script.data(tcp, "Bob\n");
    expect(script.data(udp, "Ann:x\nBob: I am Bob\u001b[31m")).toEqual(['send 2 "Ann: x Bob: I am Bob [31m\\n"']);
    expect(script.data(udp, "Bob:give me money")).toEqual([
      'rule 1 {"rule":"forged name","wrote":"Bob","name":"Ann"}',
      'send 2 "Ann [冒名 / forged]: Bob:give me money\\n"',
    ]);
  });

  it("gets an endless line in pieces, and costs bounded memory", () => {
    const script = room({ maxLineBytes: 10, messageBurst: 100 });
    script.data(tcp, "Bob\n");
    expect(script.data(tcp, "x".repeat(25))).toEqual(['send 1 "Bob:xxxxxxxxxx"', 'send 1 "Bob:xxxxxxxxxx"']);
    expect(script.data(tcp, "\n")).toEqual(['send 1 "Bob:xxxxx"']);
  });

  it("says nothing without a name, and is told when the room is full", () => {
    const script = room({ maxMembers: 1 });
    expect(script.data(tcp, "/me waves\n")).toEqual(['send 2 "请先输入名字 / send your name first\\n"']);
    expect(script.data(tcp, "Bob\n")).toEqual([
      'limit 2 {"limit":"maxMembers","name":"Bob"}',
      'send 2 "人数已满 / the room is full\\n"',
      "close 2 fin",
    ]);
  });

  it("leaves when it is gone, and when the room stops", () => {
    const script = room();
    script.data(tcp, "Bob\n");
    expect(script.close(tcp)).toEqual(['send 1 "Bob：离开了聊天室"']);
    script.open(own);
    script.data(own, "Cat\n");
    expect(script.stop()).toEqual(['send 1 "Cat：离开了聊天室"']);
  });
});

describe("our own client", () => {
  it("gets members, history, and who really spoke", () => {
    const script = room();
    script.data(tcp, "Bob\n");
    script.data(udp, "Ann:before");
    script.open(own);
    expect(script.data(own, "JACKFIELD-ROOM/1\n")).toEqual([]);
    const welcome = script.data(own, '{"type":"join","name":"Cat"}\n').filter((line) => line.startsWith("send 3"));
    expect(objects(welcome)).toEqual([
      {
        type: "welcome",
        you: expect.objectContaining({ name: "Cat", via: "json" }) as unknown,
        members: ["Ann", "Bob", "Cat"].map((name) => expect.objectContaining({ name }) as unknown),
        history: [expect.objectContaining({ text: "before" }) as unknown],
      },
    ]);
    const heard = script.data(udp, "Bob:x").filter((line) => line.startsWith("send 3"));
    expect(objects(heard)).toEqual([
      expect.objectContaining({
        type: "message",
        from: expect.objectContaining({ name: "Ann" }) as unknown,
        forgedName: "Bob",
      }),
    ]);
  });

  it("says, asks and leaves in JSON", () => {
    const script = room();
    script.open(own);
    script.data(own, 'JACKFIELD-ROOM/1\n{"type":"join","name":"Cat"}\n');
    expect(script.data(own, '{"type":"say","text":"你好"}\n')).toEqual(['send 1 "Cat:你好"']);
    expect(script.data(own, '{"type":"msg","to":"Ann","text":"psst"}\n')).toEqual(['send 1 "Cat: (私聊) psst"']);
    expect(objects(script.data(own, '{"type":"who"}\n'))).toMatchObject([{ type: "who" }]);
    expect(objects(script.data(own, "not json\n"))).toMatchObject([{ type: "error", code: "unknown" }]);
    expect(script.data(own, '{"type":"quit"}\n')).toEqual(['send 1 "Cat：离开了聊天室"', "close 3 fin"]);
  });
});
