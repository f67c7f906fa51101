import { execFileSync } from "node:child_process";
import { describe, expect } from "vitest";
import { notesProgram, readyPort, type Side } from "../support/notes-program.ts";
import { itWith } from "../support/programs.ts";

const it = itWith(["python3"]);

it("socket-create: both print the same", async () => {
  await using ours = await notesProgram("typescript", "socket-create");
  await using theirs = await notesProgram("python", "socket-create");
  expect([await ours.line(), await ours.line()]).toEqual([await theirs.line(), await theirs.line()]);
});

describe.each<readonly [Side, Side]>([
  ["typescript", "python"],
  ["python", "typescript"],
])("the UDP programs of the notes, bound side %s, asking side %s", (boundSide, askingSide) => {
  it("udp-send-gb2312 to udp-room-listener: two datagrams", async () => {
    await using bound = await notesProgram(boundSide, "udp-room-listener", [0]);
    await using asking = await notesProgram(askingSide, "udp-send-gb2312", [await readyPort(bound)]);
    asking.write("你好\n");
    expect(await bound.line()).toMatch(/^\[\('127\.0\.0\.1', \d+\)\]:你好$/);
    expect(await bound.line()).toMatch(/:shuju$/);
    expect(await asking.exited).toBe(0);
  });

  it("udp-send-gb2312 to udp-recv-gb2312: the first datagram is all it takes", async () => {
    await using bound = await notesProgram(boundSide, "udp-recv-gb2312", [0]);
    await using asking = await notesProgram(askingSide, "udp-send-gb2312", [await readyPort(bound)]);
    asking.write("数据\n");
    expect(await bound.line()).toBe("content:数据");
    expect(await bound.exited).toBe(0);
  });

  it("udp-send-gbk to udp-recv and udp-recv-gbk", async () => {
    await using plain = await notesProgram(boundSide, "udp-recv", [0]);
    await using first = await notesProgram(askingSide, "udp-send-gbk", [await readyPort(plain)]);
    first.write("镕基\n");
    expect(await plain.line()).toBe("镕基");
    await using named = await notesProgram(boundSide, "udp-recv-gbk", [0]);
    await using second = await notesProgram(askingSide, "udp-send-gbk", [await readyPort(named)]);
    second.write("测试\n");
    expect(await named.line()).toMatch(/^127\.0\.0\.1:\d+ 测试$/);
  });

  it("udp-send to a menu chat of utf-8", async () => {
    await using bound = await notesProgram(boundSide, "udp-menu-chat-utf8", [0]);
    const port = await readyPort(bound);
    bound.write("2\n");
    await using asking = await notesProgram(askingSide, "udp-send", [port]);
    asking.write("早上好\n");
    expect(await bound.line()).toMatch(/^>>>\('127\.0\.0\.1', \d+\):早上好$/);
    bound.write("0\n");
    expect(await bound.exited).toBe(0);
  });

  it("udp-send-recv and a menu chat of gbk, which reads utf-8 as it must", async () => {
    await using bound = await notesProgram(boundSide, "udp-menu-chat-gbk", [0]);
    const port = await readyPort(bound);
    await using asking = await notesProgram(askingSide, "udp-send-recv", [port]);
    asking.write("hello\n");
    bound.write("2\n");
    const line = await bound.line();
    const from = /^\('127\.0\.0\.1', (\d+)\) : hello$/.exec(line)?.[1];
    bound.write(`1\n127.0.0.1\n${from}\n收到\n0\n`);
    expect(await asking.line()).toBe(`收到 ('127.0.0.1', ${port})`);
    expect([await bound.exited, await asking.exited]).toEqual([0, 0]);
  });

  it("the two menu chats of one charset write to each other", async () => {
    for (const [name, order] of [
      ["udp-menu-chat-utf8", (port: number) => `1\n消息\n127.0.0.1\n${port}\n0\n`],
      ["udp-menu-chat-gbk", (port: number) => `1\n127.0.0.1\n${port}\n消息\n0\n`],
    ] as const) {
      await using bound = await notesProgram(boundSide, name, [0]);
      const port = await readyPort(bound);
      await using asking = await notesProgram(askingSide, name, [0]);
      const own = await readyPort(asking);
      asking.write(order(port));
      bound.write("2\n");
      expect(await bound.line()).toMatch(new RegExp(`\\('127\\.0\\.0\\.1', ${own}\\) ?:? ?:?消息$`));
      bound.write("0\n");
      expect(await bound.exited).toBe(0);
    }
  });

  it("udp-duplex-chat: both talk, nobody waits for a turn", async () => {
    await using bound = await notesProgram(boundSide, "udp-duplex-chat", [0]);
    await using asking = await notesProgram(askingSide, "udp-duplex-chat", [0]);
    const [one, two] = [await readyPort(bound), await readyPort(asking)];
    bound.write(`127.0.0.1\n${two}\n`);
    asking.write(`127.0.0.1\n${one}\n`);
    asking.write("第一\n");
    asking.write("第二\n");
    expect([await bound.line(), await bound.line()]).toEqual([
      `>>[('127.0.0.1', ${two})]第一`,
      `>>[('127.0.0.1', ${two})]第二`,
    ]);
    bound.write("回答\n");
    expect(await asking.line()).toBe(`>>[('127.0.0.1', ${one})]回答`);
    bound.end();
    asking.end();
    expect([await bound.exited, await asking.exited]).toEqual([0, 0]);
  });

  it("udp-hello: hi", async () => {
    await using bound = await notesProgram(boundSide, "udp-hello-server", [0]);
    const port = await readyPort(bound);
    await using asking = await notesProgram(askingSide, "udp-hello-client", [port]);
    expect(await asking.line()).toBe(`hi ('127.0.0.1', ${port})`);
    expect(await bound.line()).toBe("hello");
  });

  it("udp-qq: friends and answers, also an empty one", async () => {
    await using bound = await notesProgram(boundSide, "udp-qq-server", [0]);
    await using asking = await notesProgram(askingSide, "udp-qq-client", [await readyPort(bound)]);
    asking.write("Jack\n在吗\n");
    expect(await bound.line()).toMatch(/^来自\[127\.0\.0\.1:\d+\]的一条消息:发给Jack: 在吗$/);
    bound.write("  在的 \n");
    expect(await asking.line()).toBe("answer:在的");
    asking.write("John\n早\n");
    await bound.line();
    bound.write("\n");
    expect(await asking.line()).toBe("answer:");
    asking.end();
    expect(await asking.exited).toBe(0);
  });

  it("udp-time: formats, the empty one, text around them", async () => {
    await using bound = await notesProgram(boundSide, "udp-time-server", [0]);
    await using asking = await notesProgram(askingSide, "udp-time-client", [await readyPort(bound)]);
    asking.write("%Y年%m月%d日 100%%\n");
    const today = execFileSync("python3", ["-c", 'import time; print(time.strftime("%Y年%m月%d日 100%%"))'], {
      encoding: "utf8",
    });
    expect(await asking.line()).toBe(today.trim());
    asking.write("\n");
    expect(await asking.line()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    asking.end();
    expect(await asking.exited).toBe(0);
  });

  it("udp-room: join, talk, leave", async () => {
    await using room = await notesProgram(boundSide, "udp-room-server", [0]);
    const port = await readyPort(room);
    await using ann = await notesProgram(askingSide, "udp-room-client", [port]);
    ann.write("Ann\n");
    expect(await ann.line()).toBe("joined");
    expect(await room.line()).toBe("Ann joined");
    await using bob = await notesProgram(askingSide, "udp-room-client", [port]);
    bob.write("Bob\n");
    expect(await bob.line()).toBe("joined");
    expect(await room.line()).toBe("Bob joined");
    expect(await ann.line()).toBe("Bob: 加入了群聊");
    ann.write("大家好\n");
    expect(await bob.line()).toBe("Ann:大家好");
    bob.write("q\n");
    expect(await bob.exited).toBe(0);
    expect(await room.line()).toBe("Bob left");
    expect(await ann.line()).toBe("Bob：离开了聊天室");
    ann.end();
    expect(await ann.exited).toBe(0);
  });
});
