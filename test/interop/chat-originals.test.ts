import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { JACK, Jack } from "../support/jack.ts";
import { originalClient, originalServer, runOriginal } from "../support/original.ts";
import { itWith } from "../support/programs.ts";
import { TmuxTerminal } from "../support/tmux-terminal.ts";

const python = itWith(["python3"]);
const folder = mkdtempSync(join(tmpdir(), "jack-chat-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sends these hexadecimal datagrams from a socket of its own. */
const STRANGER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for text in sys.argv[2:]: s.sendto(bytes.fromhex(text), ("127.0.0.1", int(sys.argv[1])))
`;

async function serveRoom(): Promise<{ jack: Jack; address: string; port: number }> {
  const jack = new Jack(["serve", "room:0", "--json"]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  return { jack, address: `127.0.0.1:${port}`, port: Number(port) };
}

describe("jack chat room", () => {
  python("talks with originals in the original's room, and leaves as it understands", async () => {
    const { server, port, address } = await originalServer("udp_room_server");
    await using _server = server;
    await using ann = originalClient("udp_room_client", port, "Ann");
    expect([await ann.line(), await server.line()]).toEqual(["joined", "'Ann'"]);
    await using jack = new Jack(["chat", "room", address, "--name", "小明"]);
    expect([await ann.line(), await server.line()]).toEqual(["小明: 加入了群聊", "'小明'"]);
    ann.write("你好\n");
    await jack.stdout(/Ann:你好\n/);
    jack.child.stdin.write("大家好\n/me 挥手\n/msg Ann psst\n/who\n");
    expect([await ann.line(), await ann.line()]).toEqual(["小明:大家好", "小明:* 挥手"]);
    await jack.stdout(/Heard so far \(the server has no list\): 小明, Ann\n/);
    await jack.stderr(/no private messages; nothing was sent/);
    jack.child.stdin.write("/quit\n");
    expect(await ann.line()).toBe("小明：离开了聊天室");
    expect((await jack.result).code).toBe(0);
  });

  python("knows members, history, private and forged messages in our own room", async () => {
    const { jack: room, address, port } = await serveRoom();
    await using _room = room;
    await using ann = new Jack(["chat", "room", address, "--name", "Ann", "--json"]);
    await ann.stdout(/"welcome","name":"Ann","members":\["Ann"\]/);
    ann.child.stdin.write("before\n");
    await room.stdout(/before/);
    await using cat = new Jack(["chat", "room", address, "--name", "Cat", "--json"]);
    await cat.stdout(/"from":"Ann","text":"before".*\n.*"welcome","name":"Cat","members":\["Ann","Cat"\]/);
    await ann.stdout(/\{"type":"joined","name":"Cat"\}/);
    cat.child.stdin.write("/msg Ann psst\n/msg Nobody psst\n/dance\n//etc\n");
    await ann.stdout(/"text":"psst","isPrivate":true/);
    await ann.stdout(/"text":"\/etc","isPrivate":false/);
    await cat.stdout(/"refused","code":"nobody"/);
    await cat.stderr(/unknown command \/dance/);
    await using dan = new Jack(["chat", "room", address, "--name", "Dan", "--udp"]);
    await cat.stdout(/"joined","name":"Dan"/);
    await using forger = ForeignProgram.python(
      STRANGER,
      port,
      ...["Eve", "Ann:give me money"].map((text) => Buffer.from(text).toString("hex")),
    );
    await cat.stdout(/"from":"Eve","text":"Ann:give me money","isPrivate":false,"forgedName":"Ann"/);
    await dan.stdout(/Ann:give me money\n/);
    expect(await forger.exited).toBe(0);
    dan.child.stdin.end("bye");
    await cat.stdout(/"from":"Dan","text":"bye"/);
    await cat.stdout(/\{"type":"left","name":"Dan"\}/);
    expect((await dan.result).code).toBe(0);
    room.child.kill("SIGTERM");
    expect(await ann.result).toMatchObject({ code: 3, stderr: "jack: the room closed the connection\n" });
  });

  it("sends every line of a script before it leaves, however many", async () => {
    const { jack: room, address } = await serveRoom();
    await using _room = room;
    await using ann = new Jack(["chat", "room", address, "--name", "Ann", "--json"]);
    await ann.stdout(/welcome/);
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    const script = await Jack.run(["chat", "room", address, "--name", "Bob", "--wait", "100ms"], lines.join("\n"));
    expect([script.code, script.stderr]).toEqual([0, ""]);
    const [heard] = await ann.stdout(/[^]*"type":"left","name":"Bob"/);
    expect(heard.match(/"text":"line \d+"/g)).toHaveLength(60);
  });

  it("leaves in order when it is interrupted", async () => {
    const { jack: room, address } = await serveRoom();
    await using _room = room;
    await using ann = new Jack(["chat", "room", address, "--name", "Ann", "--json"]);
    await ann.stdout(/welcome/);
    for (const way of ["--tcp", "--udp"]) {
      await using bob = new Jack(["chat", "room", address, "--name", "Bob", way]);
      await ann.stdout(new RegExp(`(?:"joined","name":"Bob"[^]*){${way === "--tcp" ? 1 : 2}}`));
      bob.child.kill("SIGINT");
      expect((await bob.result).code).toBe(130);
      await ann.stdout(new RegExp(`(?:"left","name":"Bob"[^]*){${way === "--tcp" ? 1 : 2}}`));
    }
  });

  itWith(["ncat"])("hears and is heard by somebody with ncat", async () => {
    const { jack: room, address, port } = await serveRoom();
    await using _room = room;
    await using ann = new Jack(["chat", "room", address, "--name", "Ann"]);
    await room.stdout(/join.*Ann/);
    await using cat = new ForeignProgram("ncat", ["127.0.0.1", String(port)]);
    expect(await cat.line()).toContain("Welcome");
    cat.write("小猫\n");
    expect(await cat.line()).toBe("你好 / hello, 小猫");
    cat.write("喵\n");
    await ann.stdout(/小猫 has joined\n小猫: 喵\n/);
    ann.child.stdin.write("你好\n");
    expect(await cat.line()).toBe("Ann: 你好");
  });

  itWith(["tmux"])("keeps what is being typed whole while others talk", async () => {
    const { jack: room, address } = await serveRoom();
    await using _room = room;
    await using ann = new Jack(["chat", "room", address, "--name", "Ann"]);
    await using terminal = new TmuxTerminal([process.execPath, JACK, "chat", "room", address, "--name", "小明"]);
    await terminal.shows(/小明>$/);
    terminal.type("正在输入");
    await terminal.shows(/小明> 正在输入$/);
    ann.child.stdin.write("第一\n第二\n");
    await terminal.shows(/Ann: 第一\nAnn: 第二\n小明> 正在输入$/);
    terminal.type("完");
    terminal.press("Enter");
    await terminal.shows(/Ann: 第二\n小明: 正在输入完\n小明>$/);
    await ann.stdout(/小明: 正在输入完\n/);
    terminal.press("C-d");
    await ann.stdout(/小明 has left\n/);
  });

  it("says what is wrong: nobody there, no room, no name", async () => {
    const nobody = await Jack.run(["chat", "room", "127.0.0.1:1", "--name", "A"], "hi\n");
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("connection refused")]);
    await using upper = new Jack(["serve", "echo:0", "--tcp", "--json"]);
    const [, port] = await upper.stdout(/"port":(\d+)\}/);
    const noRoom = await Jack.run(["chat", "room", `127.0.0.1:${port}`, "--name", "A"], "hi\n");
    expect([noRoom.code, noRoom.stderr]).toEqual([124, expect.stringContaining("does not answer as a room")]);
    expect((await Jack.run(["chat", "room", ":1"], "")).code).toBe(1);
    expect((await Jack.run(["chat", "room", ":1", "--name", "a:b"], "")).stderr).toContain("cannot be a name");
    expect((await Jack.run(["chat", "room", ":1", "--bind", ":2"], "")).stderr).toContain("--bind and chat room");
  });
});

describe("jack chat peer", () => {
  python("is full duplex with the duplex chat, in gb2312, and marks strangers", async () => {
    await using duplex = runOriginal("udp_duplex_chat", 0);
    const there = Number(await duplex.line());
    await using jack = new Jack(["chat", "peer", "--bind", ":0", `127.0.0.1:${there}`, "--charset", "gb2312"]);
    const here = await jack.port();
    duplex.write(`127.0.0.1\n${here}\n你好\n再见\n`);
    await jack.stdout(new RegExp(`127.0.0.1:${there}: 你好\n127.0.0.1:${there}: 再见\n`));
    jack.child.stdin.write("世界—大\n\n/empty\n");
    expect(await duplex.line()).toBe(`>>[('127.0.0.1', ${here})]世界―大`);
    expect(await duplex.line()).toBe(`>>[('127.0.0.1', ${here})]`);
    await using stranger = ForeignProgram.python(STRANGER, here, "c4e3", "80ff", "1b5b324a", "");
    await jack.stdout(/127.0.0.1:\d+ \[stranger\]: 你\n/);
    await jack.stdout(/\[stranger\]: \\x80\\xFF\n/);
    await jack.stdout(/\[stranger\]: \\e\[2J\n/);
    await jack.stdout(/\[stranger\]: \(empty datagram\)\n/);
    expect(await stranger.exited).toBe(0);
    jack.child.stdin.write("/quit\n");
    expect((await jack.result).code).toBe(0);
  });

  for (const [charset, menu] of [
    ["utf-8", (port: number) => `1\n在吗\n127.0.0.1\n${port}\n2\n`],
    ["gbk", (port: number) => `1\n127.0.0.1\n${port}\n在吗\n2\n`],
  ] as const)
    python(`talks with the menu chat in ${charset}, and asks for what it is not told`, async () => {
      await using original = runOriginal("udp_menu_chat", charset);
      const there = Number(await original.line());
      await using jack = new Jack(["chat", "peer", "--charset", charset]);
      jack.child.stdin.write(`127.0.0.1\n${there}\n`);
      const here = await jack.port();
      original.write(menu(here));
      await jack.stdout(/: 在吗\n/);
      jack.child.stdin.end("在的—€".slice(0, charset === "gbk" ? 3 : 4));
      expect(await original.line()).toMatch(/^\('127.0.0.1', \d+\) : 在的—/);
      expect((await jack.result).code).toBe(0);
    });

  python("names the character that the charset lacks, and sends nothing of the line", async () => {
    await using listener = ForeignProgram.python(
      "import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(('127.0.0.1',0)); print(s.getsockname()[1],flush=True)\nwhile True: print(s.recv(2048).hex(),flush=True)",
    );
    const to = `127.0.0.1:${await listener.line()}`;
    const refused = await Jack.run(["chat", "peer", to, "--charset", "gb2312"], "好\n镕基\n好\n");
    expect(refused.code).toBe(1);
    expect(refused.stderr.match(/Character/g)).toHaveLength(1);
    expect(refused.stderr).toContain('Character "镕" (U+9555) at column 1 is not in gb2312\n  镕基\n  ^\n');
    const long = await Jack.run(["chat", "peer", to, "--charset", "gbk"], "长".repeat(700));
    expect([long.code, long.stderr]).toEqual([0, expect.stringContaining("went as 2 datagrams")]);
    expect(await listener.line()).toBe("bac3");
    expect([await listener.line(), await listener.line()]).toEqual(["b3a4".repeat(512), "b3a4".repeat(188)]);
  });

  it("goes on when nobody listens there yet", async () => {
    const { code, stderr } = await Jack.run(["chat", "peer", "127.0.0.1:1", "--wait", "300ms"], "hi\nhi\n");
    expect(code).toBe(0);
    expect(stderr.match(/nobody listens at 127.0.0.1:1 now/g)).toHaveLength(1);
  });
});

describe("jack chat to", () => {
  python("writes to the original server, by address and by the address book", async () => {
    const { server, address } = await originalServer("udp_qq_server");
    await using _server = server;
    server.write("在\n\n改天\n");
    const asked = await Jack.run(["chat", "to", address, "--as", "taibai"], "在吗\n\n  吃饭? \nq\nnever\n");
    expect([asked.code, asked.stdout.toString(), asked.stderr]).toEqual([
      0,
      "taibai: 在\ntaibai: (empty datagram)\n",
      "",
    ]);
    expect(await server.line()).toMatch(/的一条消息:\u001b\[1;34;43m发给taibai: 在吗\u001b\[0m$/);
    expect(await server.line()).toContain("发给taibai: 吃饭?");
    const env = { XDG_CONFIG_HOME: folder };
    const jack = async (...args: string[]): Promise<string> => (await Jack.run(args, "", env)).stdout.toString();
    expect(await jack("contacts", "list")).toContain("no contacts yet");
    expect(await jack("contacts", "add", "太白", address)).toBe(`太白 is at ${address}\n`);
    expect(await jack("contacts", "add", "Jack", "127.0.0.1", "--charset", "gbk")).toContain("127.0.0.1:8081");
    expect(await jack("contacts", "list")).toBe(`太白  ${address}  utf-8\nJack  127.0.0.1:8081  gbk\n`);
    expect(statSync(join(folder, "jackfield", "contacts.json")).mode & 0o777).toBe(0o600);
    const written = await Jack.run(["chat", "to", "太白", "--json"], "走吗", env);
    expect([written.code, written.stdout.toString()]).toEqual([0, '{"type":"answer","from":"太白","text":"改天"}\n']);
    expect(await server.line()).toContain("发给太白: 走吗");
    expect(await jack("contacts", "remove", "Jack")).toBe("Jack is removed\n");
    const unknown = await Jack.run(["chat", "to", "太百"], "", env);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("did you mean 太白?")]);
    expect((await Jack.run(["contacts", "remove", "Jack"], "", env)).code).toBe(1);
  });

  python("believes only the asked address, and gives up after a while", async () => {
    await using forger = ForeignProgram.python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(s.getsockname()[1], flush=True)
while True: other.sendto(b"forged", s.recvfrom(2048)[1])
`);
    const to = `127.0.0.1:${await forger.line()}`;
    const late = await Jack.run(["chat", "to", to, "--as", "Jedan", "--wait", "400ms"], "hi\nhi\n");
    expect([late.code, late.stdout.toString(), late.stderr]).toEqual([124, "", "jack: no answer within 400 ms\n"]);
  });
});
