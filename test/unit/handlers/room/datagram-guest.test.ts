import { describe, expect, it } from "vitest";
import { createRoom, type RoomOptions } from "../../../../src/handlers/room/room-handler.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const [ann, bob, eve] = [testPeer(1, "udp"), testPeer(2, "udp"), testPeer(3, "udp")];

function room(options: RoomOptions = {}): HandlerScript {
  const script = new HandlerScript(createRoom(options));
  script.start();
  for (const peer of [ann, bob, eve]) script.open(peer);
  return script;
}

function withAnnAndBob(options: RoomOptions = {}): HandlerScript {
  const script = room(options);
  script.data(ann, "Ann");
  script.data(bob, "Bob");
  return script;
}

describe("the original's bytes", () => {
  it("tells the others of a join and the joiner nothing", () => {
    const script = room();
    expect(script.data(ann, "Ann")).toEqual([]);
    expect(script.data(bob, "小明")).toEqual(['send 1 "小明: 加入了群聊"']);
  });

  it("relays to all others, not to the sender, unchanged, also what is empty or no UTF-8", () => {
    const script = withAnnAndBob();
    script.data(eve, "Eve");
    expect(script.data(ann, "Ann:你好")).toEqual(['send 2 "Ann:你好"', 'send 3 "Ann:你好"']);
    expect(script.data(bob, "")).toEqual(['send 1 ""', 'send 3 ""']);
    expect(script.data(bob, Uint8Array.of(0xc4, 0xe3))).toEqual(["send 1 hex c4e3", "send 3 hex c4e3"]);
  });

  it.each(["q", "Bob:q"])("leaves on %j, once; what comes next is a new name", (leave) => {
    const script = withAnnAndBob();
    expect(script.data(bob, leave)).toEqual(['send 1 "Bob：离开了聊天室"']);
    expect(script.data(bob, "Bobby")).toEqual(['send 1 "Bobby: 加入了群聊"']);
  });

  it("does not let one member send another away", () => {
    const script = withAnnAndBob();
    expect(script.data(ann, "Bob:q")).toEqual([
      'rule 1 {"rule":"forged name","wrote":"Bob","name":"Ann"}',
      'send 2 "Bob:q"',
    ]);
  });

  it("takes a first q for a name", () => {
    const script = withAnnAndBob();
    expect(script.data(eve, "q")).toEqual(['send 1 "q: 加入了群聊"', 'send 2 "q: 加入了群聊"']);
  });
});

describe("what the original got wrong", () => {
  it("makes names unique, and keeps the two apart in what they say", () => {
    const script = withAnnAndBob();
    expect(script.data(eve, "Ann")).toEqual([
      'send 1 "Ann#2: 加入了群聊"',
      'send 2 "Ann#2: 加入了群聊"',
      'rule 3 {"rule":"unique name","wanted":"Ann","name":"Ann#2"}',
    ]);
    expect(script.data(eve, "Ann:hi")).toEqual(['send 1 "Ann#2:hi"', 'send 2 "Ann#2:hi"']);
    expect(script.data(eve, "Ann:q")).toEqual(['send 1 "Ann#2：离开了聊天室"', 'send 2 "Ann#2：离开了聊天室"']);
  });

  it("finds the name again that a first message overtook", () => {
    const script = withAnnAndBob();
    expect(script.data(eve, "Eve:first")).toEqual([`wake guest s1/3 ${script.nowMs + 300}`]);
    expect(script.data(eve, "Eve")).toEqual([
      'send 1 "Eve: 加入了群聊"',
      'send 2 "Eve: 加入了群聊"',
      'send 1 "Eve:first"',
      'send 2 "Eve:first"',
    ]);
    expect(script.wake("guest s1/3")).toEqual([]);
  });

  it("takes a name with a colon for what it is when no name follows", () => {
    const script = withAnnAndBob();
    script.data(eve, "Dr: Eve");
    expect(script.wake("guest s1/3")).toEqual(['send 1 "Dr: Eve: 加入了群聊"', 'send 2 "Dr: Eve: 加入了群聊"']);
  });

  it("splits a message of over 1024 bytes inside no character, with the name in front of each piece", () => {
    const script = withAnnAndBob();
    const commands = script.raw({
      type: "data",
      peer: ann,
      bytes: new TextEncoder().encode(`Ann:${"好".repeat(500)}`),
      nowMs: script.nowMs,
    });
    const pieces = commands.flatMap((command) => (command.type === "send" ? [command.bytes] : []));
    expect(pieces.every((piece) => piece.length <= 1024)).toBe(true);
    const texts = pieces.map((piece) => new TextDecoder("utf-8", { fatal: true }).decode(piece));
    expect(texts.every((text) => text.startsWith("Ann:"))).toBe(true);
    expect(texts.map((text) => text.slice(4)).join("")).toBe("好".repeat(500));
  });

  it("drops what is too fast, and counts it", () => {
    const script = withAnnAndBob({ messagesPerSecond: 1, messageBurst: 2 });
    expect(script.data(ann, "Ann:1")).toHaveLength(1);
    expect(script.data(ann, "Ann:2")).toHaveLength(1);
    expect(script.data(ann, "Ann:3")).toEqual(['limit 1 {"limit":"messagesPerSecond","count":1,"name":"Ann"}']);
    script.nowMs += 1000;
    expect(script.data(ann, "Ann:4")).toEqual(['send 2 "Ann:4"']);
  });

  it("turns a guest away when the room is full, and says so", () => {
    const script = withAnnAndBob({ maxMembers: 2 });
    expect(script.data(eve, "Eve")).toEqual(['limit 3 {"limit":"maxMembers","name":"Eve"}']);
  });

  it("shows out who fell silent, and lets them go on under their name", () => {
    const script = withAnnAndBob({ idleMs: 60_000 });
    script.nowMs += 30_000;
    script.data(ann, "Ann:still here");
    script.nowMs += 30_000;
    expect(script.wake("idle")).toEqual([
      'note 2 {"text":"idle","idleMs":60000}',
      'send 1 "Bob：离开了聊天室"',
      `wake idle ${script.nowMs + 6000}`,
    ]);
    expect(script.data(bob, "Bob:back")).toEqual(['send 1 "Bob: 加入了群聊"', 'send 1 "Bob:back"']);
  });

  it.each([
    ["\u001b[31mred", "[31mred"],
    ["a\u202eb", "ab"],
    ["  ", "127.0.0.1:5003"],
    ["", "127.0.0.1:5003"],
  ])("shows the name %j as %j", (typed, shown) => {
    const script = withAnnAndBob();
    expect(script.data(eve, typed)).toContain(`send 1 ${JSON.stringify(`${shown}: 加入了群聊`)}`);
  });

  it("forgets a peer that the session forgot", () => {
    const script = withAnnAndBob();
    expect(script.close(bob)).toEqual(['send 1 "Bob：离开了聊天室"']);
    expect(script.data(ann, "Ann:anybody?")).toEqual([]);
  });
});
